// Declared secrets, and the signatures that use them.

#include "language/language_impl.h"

namespace connectory::language::table {

void add_secrets(std::vector<Component>& components) {
  components.push_back(
      {.name = "secrets",
       .title = "Secrets",
       .description = "Sensitive values that the connector uses. Only their names are declared here. Store the values "
                      "through the API.",
       .keys = {key("items", array(component("secret")), "Items", "The secrets that requests use, one for each value.")
                    .reference()},
       .example_json =
           R"({"items":[{"id":"client_secret","classification":"secret","source":"encrypted","value":"client_secret"}]})"});
  components.push_back(
      {.name = "secret",
       .title = "Secret",
       .description = "A sensitive value, used as `{{ secrets.<id> }}`.",
       .keys = {key("id", text(TextRule::identifier), "Id", "The name to use in `{{ secrets.<id> }}`.")
                    .required()
                    .reference()
                    .example(R"("client_secret")"),
                key("classification",
                    choice({{"public", "It may be shown."},
                            {"secret", "It is never shown."},
                            {"pii", "Personal data. It is never shown, and is deleted together with the login."}}),
                    "Classification", "How to protect the value.")
                    .reference()
                    .defaults(R"("secret")"),
                key("source",
                    choice({{"userInput", "Entered at login: `value` is the id of a user input."},
                            {"encrypted", "Stored through the API: `value` is its name or placeholder."},
                            {"static", "Written in `value`. Not allowed for the classification `secret`."}}),
                    "Source", "Where the value comes from.")
                    .reference()
                    .defaults(R"("encrypted")"),
                key("value", scalar(), "Value", "What to read from the source. Defaults to the id.")
                    .reference()
                    .example(R"("client_secret")")},
       .example_json =
           R"({"id":"client_secret","classification":"secret","source":"encrypted","value":"client_secret"})"});
  components.push_back(
      {.name = "signer",
       .title = "Signer",
       .description = "A signature. Requests that name the signer use it as `{{ signer.signature }}`.",
       .keys = {key("id", text(TextRule::identifier), "Id",
                    "The name that requests use in `signer`. Optional if "
                    "there is only one signer.")
                    .example(R"("default")"),
                key("algorithm", component("signing_algorithm"), "Algorithm", "The signature algorithm and its key.")
                    .required(),
                key("payload", text(Syntax::template_, TextRule::any), "Payload",
                    "The text to sign, as a template that can use the request.")
                    .adds(Knowledge::signing)
                    .example(R"("{{ signer.timestamp }}{{ user.access_token }}")"),
                key("encoding",
                    choice({{"hex", "Two hexadecimal digits per byte."},
                            {"base64", "Base64 with + and / (RFC 4648, section 4)."},
                            {"base64url", "Base64 with - and _, without padding (RFC 4648, section 5)."}}),
                    "Encoding", "How the request sends the signature.")
                    .defaults(R"("hex")")},
       .example_json =
           R"({"id":"default","algorithm":{"type":"hmac","hash":"sha256","key":"{{ secrets.signing_key }}"},"payload":"{{ signer.timestamp }}{{ user.access_token }}","encoding":"hex"})"});
  const auto signing_key = [] {
    return key("key", text(Syntax::template_), "Key", "The shared secret, or the private key in PEM.")
        .required()
        .example(R"("{{ secrets.signing_key }}")");
  };
  components.push_back(
      {.name = "signing_algorithm",
       .title = "Signing algorithm",
       .description = "The algorithm of a signature, and its key.",
       .keys = {},
       .tag = "type",
       .variants = {{.value = "hmac",
                     .title = "HMAC",
                     .description = "A keyed hash (RFC 2104).",
                     .keys = {key("hash",
                                  choice({{"sha1", "SHA-1. Use it only if the API requires it."},
                                          {"sha256", "SHA-256."},
                                          {"sha384", "SHA-384."},
                                          {"sha512", "SHA-512."},
                                          {"md5", "MD5. Use it only if the API requires it."}}),
                                  "Hash", "The hash algorithm.")
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
                                  "Hash", "The hash algorithm.")
                                  .reference()
                                  .defaults(R"("sha256")"),
                              signing_key()},
                     .origin = Origin::reference,
                     .example_json = R"({"type":"rsa","hash":"sha256","key":"{{ secrets.private_key }}"})"}},
       .example_json = R"({"type":"hmac","hash":"sha256","key":"{{ secrets.signing_key }}"})"});
}

}  // namespace connectory::language::table
