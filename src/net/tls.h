#pragma once

// A server's certificate and key, read from PEM files and reloaded when they change. Connections keep the pair that
// they began with. TLS 1.2 and 1.3 with OpenSSL's own defaults.
// Threads: current() from any thread; take() and reload_if_changed() from one thread at a time. Errors: a sentence that
// names the file.

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

// A matching pair, as read from its files.
class TlsPair {
 public:
  static base::Result<TlsPair, std::string> read(TlsFiles files);

 private:
  friend class TlsContext;
  TlsPair(TlsFiles files, std::string stamp, std::shared_ptr<SSL_CTX> context)
      : files_(std::move(files)), stamp_(std::move(stamp)), context_(std::move(context)) {}

  TlsFiles files_;
  std::string stamp_;  // changes if either file changes
  std::shared_ptr<SSL_CTX> context_;
};

class TlsContext {
 public:
  explicit TlsContext(TlsPair pair) { take(std::move(pair)); }

  std::shared_ptr<SSL_CTX> current() const;
  // True if new files were loaded. An unreadable or mismatched pair is an error, and the old pair stays in use.
  base::Result<bool, std::string> reload_if_changed();
  // Serves this pair from now on and watches its files. Returns whether it differs from the previous pair.
  bool take(TlsPair pair);

 private:
  TlsFiles files_;
  std::string loaded_stamp_;
  base::Guarded<std::shared_ptr<SSL_CTX>> context_;
};

}  // namespace connectory::net
