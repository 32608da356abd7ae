#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include "base/try.h"

namespace connectory::net {
namespace {

std::string openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown reason" : reason;
}

// Only HTTP/1.1 is supported. A client that offers only other protocols is refused with the alert
// no_application_protocol (RFC 7301, section 3.2). Without the alert, it would speak one of those.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  static constexpr unsigned char known[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, known, sizeof known, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

base::Result<std::shared_ptr<SSL_CTX>, std::string> load_context(const TlsFiles& files) {
  ERR_clear_error();
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Buffers are released while a connection is idle. A write may be partial, and continue from a different buffer.
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
    return std::unexpected(fmt::format("certificate {}: {}", files.certificate.native(), openssl_reason()));
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    return std::unexpected(fmt::format("key {}: {}", files.key.native(), openssl_reason()));
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return std::unexpected(
        fmt::format("key {} does not belong to certificate {}", files.key.native(), files.certificate.native()));
  return context;
}

std::string stamp_of(const TlsFiles& files) {
  const auto of = [](const std::filesystem::path& file) {
    std::error_code failure;
    const auto written = std::filesystem::last_write_time(file, failure).time_since_epoch().count();
    const auto size = std::filesystem::file_size(file, failure);
    return fmt::format("{} {}/{}", file.native(), written, size);
  };
  return of(files.certificate) + ' ' + of(files.key);
}

}  // namespace

base::Result<TlsPair, std::string> TlsPair::read(TlsFiles files) {
  std::string stamp = stamp_of(files);  // before the files are read: a file that changes meanwhile is read again
  TRY(auto context, load_context(files));
  return TlsPair(std::move(files), std::move(stamp), std::move(context));
}

std::shared_ptr<SSL_CTX> TlsContext::current() const {
  return context_.with([](const auto& current) { return current; });
}

bool TlsContext::take(TlsPair pair) {
  files_ = std::move(pair.files_);
  context_.with([&](auto& current) { current = std::move(pair.context_); });
  const bool is_another = loaded_stamp_ != pair.stamp_;
  loaded_stamp_ = std::move(pair.stamp_);
  return is_another;
}

base::Result<bool, std::string> TlsContext::reload_if_changed() {
  if (stamp_of(files_) == loaded_stamp_) return false;
  // A pair is replaced file by file. Until both fit, the old pair is used, and the next check tries again.
  TRY(auto pair, TlsPair::read(files_));
  take(std::move(pair));
  return true;
}

}  // namespace connectory::net
