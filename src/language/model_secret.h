#pragma once

// The secrets that a configuration declares, and the signers of its requests.
// Part of the typed model; language/model.h describes what applies to all of it.

#include <cstdint>
#include <string>
#include <variant>

#include "crypto/digest.h"
#include "language/model_value.h"
#include "text/template.h"

namespace connectory::language {

struct DeclaredSecret {
  std::string id;
  enum class Classification : std::uint8_t { public_, secret, pii } classification = Classification::secret;
  std::variant<std::string, InputValue, StoredSecret> value;  // the text, or where it comes from
};

struct Signer {
  std::string id;
  bool is_rsa = false;
  crypto::Digest hash = crypto::Digest::sha256;
  text::Template key;
  text::Template payload;
  enum class Encoding : std::uint8_t { hex, base64, base64url } encoding = Encoding::hex;
};

}  // namespace connectory::language
