// Reads the declared secrets and the signers of requests.

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

using Classification = DeclaredSecret::Classification;
constexpr base::Name<Classification> classifications[] = {
    {"secret", Classification::secret}, {"pii", Classification::pii}, {"public", Classification::public_}};

enum class From : std::uint8_t { user_input, stored, written };
constexpr base::Name<From> secret_sources[] = {
    {"encrypted", From::stored}, {"userInput", From::user_input}, {"static", From::written}};

constexpr base::Name<crypto::Digest> digests[] = {{"sha1", crypto::Digest::sha1},
                                                  {"sha256", crypto::Digest::sha256},
                                                  {"sha384", crypto::Digest::sha384},
                                                  {"sha512", crypto::Digest::sha512},
                                                  {"md5", crypto::Digest::md5}};

using Encoding = Signer::Encoding;
constexpr base::Name<Encoding> signature_encodings[] = {
    {"hex", Encoding::hex}, {"base64", Encoding::base64}, {"base64url", Encoding::base64url}};

}  // namespace

DeclaredSecret Reading::read_secret(Object object) {
  DeclaredSecret secret;
  if (!spend(20)) return secret;
  secret.id = text_or(object, "id", "");
  secret.classification = choice_or(object, "classification", classifications, Classification::secret);
  const From from = choice_or(object, "source", secret_sources, From::stored);
  const auto value = object.find("value");
  const auto scalar = find_scalar(object, "value");
  const std::string written = scalar ? scalar->text : secret.id;
  switch (from) {
    case From::user_input: secret.value = InputValue{use_input(written, value ? *value : object)}; break;
    case From::stored: secret.value = use_stored_secret(written, std::nullopt); break;
    case From::written: secret.value = written; break;
  }
  if (from == From::written && secret.classification == Classification::secret)
    report(Code::secret_in_configuration, value ? *value : object,
           fmt::format("The secret '{}' is written into the configuration.", json::shown(secret.id)),
           "Store its value through the API and set 'source' to encrypted, or classify it as public.");
  return secret;
}

Signer Reading::read_signer(Object object) {
  const Scope scope{.known = of_the_user | Knowledge::account | Knowledge::query | Knowledge::signer | Knowledge::page};
  Signer signer;
  if (!object.find("payload"))
    report(Code::missing_part, object, "The signer has no payload to sign.",
           "Add 'payload', for example {{ signer.timestamp }}{{ request.path }}.");
  signer.id = text_or(object, "id", "default");
  signer.payload = template_or_empty(object, "payload", scope.with(Knowledge::signing));
  signer.encoding = choice_or(object, "encoding", signature_encodings, Encoding::hex);
  if (const auto algorithm = find(object, "algorithm", Kind::object)) {
    signer.is_rsa = find_text(*algorithm, "type") == "rsa";
    signer.hash = choice_or(*algorithm, "hash", digests, crypto::Digest::sha256);
    signer.key = template_or_empty(*algorithm, "key", scope);
    if (const auto key = find(*algorithm, "key", Kind::string)) check_secret_text(*key, "secret key", signer.key);
  }
  for (const auto& part : signer.payload.parts) {
    const auto* const expression = std::get_if<text::Expression>(&part);
    if (expression == nullptr) continue;
    for (const text::Node& node : expression->nodes())
      if (const auto* path = std::get_if<text::PathNode>(&node.kind); path && name_of(*path) == "signer.signature")
        report(Code::reference_circle, *object.find("payload"), "The signature cannot be a part of what is signed.",
               "Remove 'signer.signature' from 'payload'.");
  }
  return signer;
}

}  // namespace connectory::language
