#pragma once

// What the tests of TLS share: a certificate generated for them, and a client that accepts any certificate.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "net/tls.h"

namespace connectory::net {

// A self-signed certificate for localhost. Ownership: removes its files at its end.
class TestCertificate {
 public:
  TestCertificate() {
    std::string name = (std::filesystem::temp_directory_path() / "connectory-tls-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"),
                                                                  &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    const auto* const common_name = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(files().certificate, [&](FILE* file) { return PEM_write_X509(file, certificate.get()); });
    write(files().key,
          [&](FILE* file) { return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  ~TestCertificate() { std::filesystem::remove_all(folder_); }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  TlsFiles files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

 private:
  template <class Write>
  static void write(const std::filesystem::path& path, Write write_to) {
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "w"), &std::fclose);
    EXPECT_EQ(write_to(file.get()), 1);
  }
  std::filesystem::path folder_;
};

// TLS on a connected socket, which it does not close. `alpn`: protocol names, each after a byte with its length.
class TestTls {
 public:
  explicit TestTls(int handle, std::string_view alpn = {}) {
    SSL_set_fd(ssl_.get(), handle);
    if (!alpn.empty())
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(alpn.data()),
                          static_cast<unsigned>(alpn.size()));
  }

  // Empty on success; otherwise OpenSSL's name for the error.
  std::string handshake() {
    ERR_clear_error();
    if (SSL_connect(ssl_.get()) == 1) return {};
    const char* const reason = ERR_reason_error_string(ERR_get_error());
    return reason == nullptr ? "the connection ended" : reason;
  }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  // Everything until the server ends the connection; `is_whole` says whether the server announced the end.
  std::string read_all() {
    std::string all;
    char piece[16 * 1024];
    int bytes = 0;
    while ((bytes = SSL_read(ssl_.get(), piece, sizeof piece)) > 0) all.append(piece, static_cast<std::size_t>(bytes));
    is_whole_ = SSL_get_error(ssl_.get(), bytes) == SSL_ERROR_ZERO_RETURN;
    return all;
  }
  bool is_whole() const { return is_whole_; }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{SSL_new(context_.get()), &SSL_free};
  bool is_whole_ = false;
};

}  // namespace connectory::net
