#pragma once

// What may be shown of an exchange with an outside host: the same message with every secret in it blanked, for logs that
// people read. A secret is known by where it stands (Authorization and cookies; parameters, members, elements and headers
// with such a name: `api_key`, `refresh_token`, `clientSecret`, `X-Auth-Token`) or by its value, where the caller knows it.
// Bodies are looked at as what they seem to be (JSON, form, XML), whole or not, whatever their type says; so hand in the
// whole body and cut it afterwards: of a secret cut in half, neither half would be known.
// Errs towards blanking. Names of page cursors that end in `token` stay, since whoever reads a log looks for those.
// Threads: pure. Errors: none, whatever the text. A secret that is less than secret_bytes_min long is blanked only where it stands in a known
// place: its value would be found everywhere.

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

// `secrets`: values that must not be seen, as they are; they are found percent-encoded and escaped as well.
Message redact(Message message, std::span<const std::string> secrets);

}  // namespace connectory::net
