#pragma once

// A server's certificate and key, read from PEM files and read again when they change; connections keep what they began
// with. TLS 1.2 and 1.3 with OpenSSL's own defaults.
// Threads: current() from any thread; reload_if_changed() from one at a time. Errors: a sentence naming the file.

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "base/guarded.h"
#include "base/result.h"

namespace connectory::net {

struct TlsFiles {
  std::filesystem::path certificate;  // the chain, the server's own first
  std::filesystem::path key;
};

class TlsContext {
 public:
  static base::Result<std::unique_ptr<TlsContext>, std::string> load(TlsFiles files);

  std::shared_ptr<SSL_CTX> current() const;
  // True where new files were taken. An unreadable or mismatched pair is an error, and the old pair stays in use.
  base::Result<bool, std::string> reload_if_changed();

 private:
  explicit TlsContext(TlsFiles files) : files_(std::move(files)) {}
  std::string stamp() const;  // changes when either file does

  TlsFiles files_;
  std::string loaded_stamp_;
  base::Guarded<std::shared_ptr<SSL_CTX>> context_;
};

}  // namespace connectory::net
