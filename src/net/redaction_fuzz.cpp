// Arbitrary bytes as an exchange, whose first line is a secret, never cause a crash, and the secret is not visible in the
// result.

#include "net/redaction.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory::net;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto take = [&rest](char end) {
    const std::size_t at = rest.find(end);
    const std::string taken(rest.substr(0, at));
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
    return taken;
  };
  const std::string secret = take('\n');
  Message message;
  message.url = take('\n');
  message.headers.push_back({take(':'), take('\n')});
  message.body = rest;
  const Message shown = redact(message, std::vector{secret});
  // A redaction mark and the text next to it may form a secret that contains a star.
  if (secret.size() >= secret_bytes_min && !secret.contains('*')) {
    if (shown.url.contains(secret) || shown.headers.at(0).value.contains(secret) || shown.body.contains(secret))
      std::abort();
  }
  if (shown.headers.at(0).name != message.headers.at(0).name) std::abort();
  return 0;
}
