// Declared secrets, and the signatures made with them.

#include "language/language_impl.h"

namespace connectory::language::table {

void add_secrets(std::vector<Component>& components) {
  components.push_back(
      {.name = "secrets",
       .title = "Secrets",
       .description = "Sensitive values that the connector uses. Only names stand here; values are stored by the API.",
       .keys = {key("items", array(component("secret")), "Items", "The secrets.").reference()},
       .example_json =
           R"({"items":[{"id":"client_secret","classification":"secret","source":"encrypted","value":"client_secret"}]})"});
  components.push_back(
      {.name = "secret",
       .title = "Secret",
       .description = "One sensitive value, used as `{{ secrets.<id> }}`.",
       .keys = {key("id", text(TextRule::identifier), "Id", "The name it is used by.")
                    .required()
                    .reference()
                    .example(R"("client_secret")"),
                key("classification",
                    choice({{"public", "May be shown."},
                            {"secret", "Never shown."},
                            {"pii", "About a person: never shown, deleted with the login."}}),
                    "Classification", "How it is treated.")
                    .reference()
                    .defaults(R"("secret")"),
                key("source",
                    choice({{"userInput", "Entered by the person who logs in: `value` is the input's id."},
                            {"encrypted", "Stored by the API: `value` is its name or placeholder."},
                            {"static", "Written here; refused for the classification `secret`."}}),
                    "Source", "Where it comes from.")
                    .reference()
                    .defaults(R"("encrypted")"),
                key("value", scalar(), "Value", "What to read from the source; the id where it is absent.")
                    .reference()
                    .example(R"("client_secret")")},
       .example_json =
           R"({"id":"client_secret","classification":"secret","source":"encrypted","value":"client_secret"})"});
  components.push_back(
      {.name = "signer",
       .title = "Signer",
       .description = "A signature, used as `{{ signer.signature }}` in requests that name it.",
       .keys = {key("id", text(TextRule::identifier), "Id", "The name that requests use; the only signer needs none.")
                    .example(R"("default")"),
                key("algorithm", component("signing_algorithm"), "Algorithm", "How it is made.").required(),
                key("payload", text(), "Payload", "What is signed.")
                    .example(R"("{{ signer.timestamp }}{{ user.access_token }}")"),
                key("encoding",
                    choice({{"hex", "Two hexadecimal digits a byte."},
                            {"base64", "Base64 with + and / (RFC 4648, section 4)."},
                            {"base64url", "Base64 with - and _, without padding (RFC 4648, section 5)."}}),
                    "Encoding", "How it is written.")
                    .defaults(R"("hex")")},
       .example_json =
           R"({"id":"default","algorithm":{"type":"hmac","hash":"sha256","key":"{{ secrets.signing_key }}"},"payload":"{{ signer.timestamp }}{{ user.access_token }}","encoding":"hex"})"});
  const auto signing_key = [] {
    return key("key", text(TextRule::not_empty), "Key", "The shared secret, or the private key in PEM.")
        .required()
        .example(R"("{{ secrets.signing_key }}")");
  };
  components.push_back(
      {.name = "signing_algorithm",
       .title = "Signing algorithm",
       .description = "How a signature is made.",
       .keys = {},
       .tag = "type",
       .variants = {{.value = "hmac",
                     .title = "HMAC",
                     .description = "A keyed hash (RFC 2104).",
                     .keys = {key("hash",
                                  choice({{"sha1", "SHA-1: only where the API asks for it."},
                                          {"sha256", "SHA-256."},
                                          {"sha384", "SHA-384."},
                                          {"sha512", "SHA-512."},
                                          {"md5", "MD5: only where the API asks for it."}}),
                                  "Hash", "The hash.")
                                  .reference()
                                  .defaults(R"("sha256")"),
                              signing_key()},
                     .origin = Origin::reference,
                     .example_json = R"({"type":"hmac","hash":"sha256","key":"{{ secrets.signing_key }}"})"},
                    {.value = "rsa",
                     .title = "RSA",
                     .description = "An RSA signature (RFC 8017, PKCS #1 v1.5).",
                     .keys = {key("hash",
                                  choice({{"sha256", "SHA-256."}, {"sha384", "SHA-384."}, {"sha512", "SHA-512."}}),
                                  "Hash", "The hash.")
                                  .reference()
                                  .defaults(R"("sha256")"),
                              signing_key()},
                     .origin = Origin::reference,
                     .example_json = R"({"type":"rsa","hash":"sha256","key":"{{ secrets.private_key }}"})"}},
       .example_json = R"({"type":"hmac","hash":"sha256","key":"{{ secrets.signing_key }}"})"});
}

}  // namespace connectory::language::table
