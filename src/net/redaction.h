#pragma once

// What may be shown of an exchange with an outside host: the same message with every secret in it replaced, for logs
// that people read. A secret is recognised by its position (Authorization and cookies; parameters, members, elements
// and headers with such a name: `api_key`, `refresh_token`, `clientSecret`, `X-Auth-Token`) or by its known value.
// Bodies are parsed as what they look like (JSON, form, XML), complete or not, regardless of their declared type. Pass
// the whole body and truncate it afterwards: neither half of a secret cut in two would be recognised.
// When in doubt, it redacts. Page cursors whose names end in `token` are kept, because readers of a log look for them.
// Threads: pure. Errors: none, for any text. A secret that is shorter than secret_bytes_min is redacted only in a known
// position, because its value would be found everywhere.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace connectory::net {

inline constexpr std::string_view redaction_mark = "***";
inline constexpr std::size_t secret_bytes_min = 4;

struct MessageHeader {
  std::string name;
  std::string value;
};

struct Message {
  std::string url;  // of a request; empty in an answer
  std::vector<MessageHeader> headers;
  std::string body;
};

// `secrets`: values that must not be visible. Their percent-encoded and escaped forms are found as well.
Message redact(Message message, std::span<const std::string> secrets);

}  // namespace connectory::net
