// Reads requests: URL, headers, body.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "json/pointer.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

std::string_view constant_prefix(const text::Template& text) {
  if (text.parts.empty()) return {};
  const auto* const prefix = std::get_if<std::string>(&text.parts.front());
  return prefix == nullptr ? std::string_view() : std::string_view(*prefix);
}

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

constexpr base::Name<Request::Method> methods[] = {{"GET", Request::Method::get},
                                                   {"POST", Request::Method::post},
                                                   {"PUT", Request::Method::put},
                                                   {"DELETE", Request::Method::delete_},
                                                   {"PATCH", Request::Method::patch}};

using List = NameAndTemplate::List;
constexpr base::Name<List> lists[] = {
    {"comma", List::comma}, {"repeat", List::repeat}, {"brackets", List::brackets}, {"json", List::json}};

// Whether a GraphQL document changes something: its first operation is a mutation.
bool is_mutation(const text::Template& query) {
  std::string_view text = constant_prefix(query);
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n,"), text.size()));
    if (!text.starts_with('#')) break;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  return text.starts_with("mutation");
}

// How many braces of a GraphQL document are open at its end; negative if one is closed that was not open. Strings,
// comments and placeholders do not count.
int open_braces(const text::Template& query) {
  std::string text;
  for (const auto& part : query.parts) {
    const auto* const constant = std::get_if<std::string>(&part);
    text += constant != nullptr ? *constant : std::string("x");
  }
  int open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest.starts_with(R"(""")")) {
      at = std::min(text.find(R"(""")", at + 3), text.size() - 3) + 2;
    } else if (rest.starts_with('"')) {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    } else if (rest.starts_with('#')) {
      at = std::min(text.find('\n', at), text.size());
    } else if (rest.starts_with('{')) {
      ++open;
    } else if (rest.starts_with('}') && --open < 0) {
      return open;
    }
  }
  return open;
}

// Whether a string contains a JSON object or array, which was probably meant to be that object or array.
bool is_json_in_text(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos || text.substr(first).starts_with("{{")) return false;
  return (text[first] == '{' && text[last] == '}') || (text[first] == '[' && text[last] == ']');
}

}  // namespace

text::Template Reading::read_url(Object object, std::string_view key, const Scope& scope) {
  const auto value = find(object, key, Kind::string);
  if (!value) return {};
  text::Template url = read_template(*value, scope);
  if (url.parts.empty()) return url;
  const bool has_space = std::ranges::any_of(url.parts, [](const auto& part) {
    const auto* const text = std::get_if<std::string>(&part);
    return text != nullptr && text->find_first_of(" \t\r\n") != std::string::npos;
  });
  if (has_space) {
    report(Code::url_syntax, *value, "The URL contains white space.",
           "Write %20 for a space, or put the value into a parameter.");
    return url;
  }
  const std::string prefix = base::to_lower(constant_prefix(url));
  if (prefix.empty()) return url;  // begins with a placeholder, so it is checked when that is resolved
  const std::size_t scheme_end = prefix.find("://");
  if (scheme_end == std::string::npos) {
    report(Code::url_syntax, *value, "The URL has no scheme and host.",
           "Write a complete URL, such as https://api.example.com/path.");
    return url;
  }
  const std::string_view scheme = std::string_view(prefix).substr(0, scheme_end);
  const std::string_view rest = std::string_view(prefix).substr(scheme_end + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (scheme != "http" && scheme != "https") {
    report(Code::url_syntax, *value, fmt::format("The scheme '{}' is not supported.", json::shown(scheme)),
           "Use https or http.");
  } else if (host.empty() && (!rest.empty() || url.parts.size() == 1)) {
    report(Code::url_syntax, *value, "The URL has no host.",
           "Write a complete URL, such as "
           "https://api.example.com/path.");
  } else if (host.find('@') != std::string_view::npos) {
    report(Code::secret_like_text, *value, "The URL contains a user name or password.",
           "Send it in a header, using a secret or a user input.");
  } else if (scheme == "http" && !is_loopback(host)) {
    report(Code::insecure_url, *value, "The URL does not use TLS, so requests and responses can be read in transit.",
           "Use https if the API supports it.");
  }
  return url;
}

std::vector<NameAndTemplate> Reading::read_named(Object object, std::string_view key, const Scope& scope) {
  std::vector<NameAndTemplate> result;
  for (const Object& each : objects(object, key)) {
    const std::string name = text_or(each, "name", "");
    const auto value = each.find("value");
    if (!spend(10)) break;
    NameAndTemplate named{name, template_or_empty(each, "value", scope), boolean_or(each, "omitEmpty", false),
                          choice_or(each, "list", lists, List::comma)};
    if (value && value->is(Kind::string)) check_secret_text(*value, name, named.value);
    if (value && named.value.is_constant() && !named.value.parts.empty())
      for (const std::string_view option : {"omitEmpty", "list"})
        if (const auto part = each.find(option); part && !(part->is(Kind::boolean) && !part->boolean()))
          report(Code::useless_part, *part,
                 fmt::format("'{}' has no effect, because the value is always the same.", option),
                 "Use a placeholder in 'value', or remove it.");
    result.push_back(std::move(named));
  }
  return result;
}

void Reading::check_headers(Object request) {
  constexpr std::string_view ours[] = {
      "host",    "content-length", "transfer-encoding",   "connection",      "upgrade", "te",
      "trailer", "expect",         "proxy-authorization", "proxy-connection"};
  std::set<std::string> seen;
  for (const Object& each : objects(request, "headers")) {
    const auto name = find(each, "name", Kind::string);
    const auto value = find(each, "value", Kind::string);
    if (name && !is_token(name->string())) {
      report(Code::header_syntax, *name, "This is not a valid header name.",
             "Use letters, digits and '-', as in X-Api-Key.");
    } else if (name) {
      const std::string written = base::to_lower(name->string());
      if (std::ranges::find(ours, written) != std::ranges::end(ours))
        report(Code::header_syntax, *name,
               fmt::format("Connectory sets the header '{}' itself.", json::shown(name->string())), "Remove it.");
      if (!seen.insert(written).second)
        report(Code::useless_part, *name, fmt::format("The header '{}' is sent twice.", json::shown(name->string())),
               "Remove one of them: most servers use only one.");
    }
    if (value && value->string().find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
      report(Code::header_syntax, *value, "The header value contains a line break or a null character.",
             "Remove it. To send several values, separate them with commas.");
  }
}

Body Reading::read_body(Object object, const Scope& scope) {
  const std::string_view type = find_text(object, "type").value_or("");
  if (type == "urlencoded_form") return FormBody{read_named(object, "formData", scope)};
  if (type == "multipart_form") return MultipartBody{read_named(object, "formData", scope)};
  if (type == "raw")
    return RawBody{template_or_empty(object, "content", scope), text_or(object, "contentType", "text/plain")};
  if (type == "json") {
    const auto json = object.find("json");
    if (!json) return {};
    if (json->is(Kind::string) && is_json_in_text(json->string()))
      report(Code::bad_value, *json, "The JSON is written as a string, so the API receives a string.",
             "Write it as an object or an array, without quotes. To send a text, use the type raw with the contentType "
             "application/json.");
    JsonBody body{read_json_template(*json, scope), boolean_or(object, "omitEmpty", false)};
    if (const auto omitted = object.find("omitEmpty"); omitted && body.are_empty_omitted && body.json.texts.empty())
      report(Code::useless_part, *omitted, "'omitEmpty' has no effect, because the JSON has no placeholders.",
             "Remove it: members are only omitted if their placeholders result in nothing.");
    return body;
  }
  if (type != "graphql") return {};
  GraphqlBody body{template_or_empty(object, "query", scope), JsonTemplate{.json = "{}", .texts = {}},
                   boolean_or(object, "omitEmpty", false)};
  if (const auto query = find(object, "query", Kind::string); query && spend(query->string().size() / 16))
    if (const int open = open_braces(body.query); open != 0)
      report(Code::bad_value, *query,
             open > 0 ? fmt::format("{} brace{} of the query {} not closed.", open, open == 1 ? "" : "s",
                                    open == 1 ? "is" : "are")
                      : "The query closes a brace that is not open.",
             "Write a '}' for each '{'.");
  if (const auto variables = find(object, "variables", Kind::object))
    body.variables = read_json_template(*variables, scope);
  if (const auto omitted = object.find("omitEmpty"); omitted && body.are_empty_omitted && body.variables.texts.empty())
    report(Code::useless_part, *omitted, "'omitEmpty' has no effect, because the variables have no placeholders.",
           "Remove it: members are only omitted if their placeholders result in nothing.");
  return body;
}

// A signature is not sent by itself: the request says where.
void Reading::check_signature(Object object, const Request& request) {
  const auto signer = find(object, "signer", Kind::string);
  if (!signer || !request.signer) return;
  if (is_used(object, {"url", "headers", "parameters", "body"}, {"signer.signature"})) return;
  // What the login sends can contain the signature.
  if (const auto login = root_.find("authentication"); login && is_used(*login, {"signer.signature"})) return;
  report(Code::useless_part, *signer, "The request is signed, but it does not send the signature.",
         "Use {{ signer.signature }} in a header, a parameter or the body, or remove 'signer'.");
}

void Reading::check_reads(Object object, const Request& request) {
  const auto reads = find(object, "reads", Kind::boolean);
  if (!reads || !reads->boolean()) return;
  const auto* const graphql = std::get_if<GraphqlBody>(&request.body);
  if (request.method == Request::Method::get)
    report(Code::useless_part, *reads, "A GET request always counts as reading.", "Remove 'reads', or set 'method'.");
  else if (request.method != Request::Method::post)
    report(Code::bad_value, *reads, "A PUT, PATCH or DELETE request changes something, so it cannot count as reading.",
           "Remove 'reads', or set 'method' to POST.");
  else if (graphql != nullptr && is_mutation(graphql->query))
    report(Code::bad_value, *reads, "A GraphQL mutation changes something, so it cannot count as reading.",
           "Remove 'reads'.");
}

std::optional<std::size_t> Reading::read_signer_of(Object request) {
  const auto value = find(request, "signer", Kind::string);
  if (!value) return std::nullopt;
  if (const auto found = names_.signer_indexes.find(value->string()); found != names_.signer_indexes.end()) {
    used_signers_.insert(found->second);
    return found->second;
  }
  if (!names_.are_signers_known) return std::nullopt;
  report(Code::unknown_reference, *value, fmt::format("Unknown signer '{}'.", json::shown(value->string())),
         did_you_mean(findings_.nearest(value->string(), names_.signers),
                      names_.signers.empty() ? "Declare it in 'signers'."
                                             : fmt::format("The signers are: {}.", listed(names_.signers))));
  return std::nullopt;
}

Request Reading::read_request(Object object, const Scope& outer) {
  Request request;
  if (!spend(60)) return request;
  request.pointer = locator_.pointer_to(object);
  const auto pagination = find(object, "pagination", Kind::object);
  request.signer = read_signer_of(object);
  // A request that uses the only signer, or the one in `send` of the login, need not name it.
  const bool has_signer = request.signer || names_.signers.size() == 1 ||
                          (names_.is_signer_sent && !outer.is_of_login) ||
                          (!names_.are_signers_known && object.find("signer"));
  Scope scope = outer;
  if (pagination) scope = scope.with(Knowledge::page);
  if (has_signer) scope = scope.with(Knowledge::signer);

  request.has_login = read_login_use(object, outer);
  request.method = choice_or(object, "method", methods, Request::Method::get);
  request.url = read_url(object, "url", scope);
  request.headers = read_named(object, "headers", scope);
  check_headers(object);
  request.parameters = read_named(object, "parameters", scope);
  if (const auto body = find(object, "body", Kind::object)) {
    request.body = read_body(*body, scope);
    if (request.method == Request::Method::get)
      report(Code::useless_part, *body, "A GET request cannot have a body.", "Set 'method' to POST, or remove 'body'.");
  }
  const auto* const graphql = std::get_if<GraphqlBody>(&request.body);
  request.is_reading = request.method == Request::Method::get || boolean_or(object, "reads", false) ||
                       (graphql != nullptr && !is_mutation(graphql->query));
  check_reads(object, request);
  if (const auto config = find(object, "config", Kind::object)) {
    if (const auto cache = find(*config, "cache", Kind::object))
      request.is_cached = boolean_or(*cache, "useCache", true);
    request.timeout = seconds_or(*config, "timeout", request.timeout);
  }
  if (const auto response = find(object, "response", Kind::object)) request.response = read_response(*response, scope);
  if (pagination) request.pagination = read_pagination(object, *pagination, request.body, scope, outer);
  check_signature(object, request);
  const bool is_async = find_text(object, "type") == "async";
  const auto job = find(object, "async", Kind::object);
  if (is_async && !job)
    report(Code::missing_part, object, "An asynchronous request needs 'async', which says how to follow its job.",
           "Add 'async', or set 'type' to sync.");
  if (job && !is_async)
    report(Code::useless_part, *job, "'async' has no effect unless 'type' is async.",
           "Set 'type' to async, or remove "
           "'async'.");
  if (is_async && job && pagination)
    report(Code::useless_part, *pagination,
           "The request that starts a job has a single response, so it cannot have "
           "pagination.",
           "Move 'pagination' into the request of 'download'.");
  if (job) request.job = std::make_shared<const AsyncJob>(read_job(*job, outer));
  if (const auto chained = find(object, "chainedRequest", Kind::object))
    request.chained = std::make_shared<const ChainedRequest>(
        ChainedRequest{read_request(*chained, outer.of_rows()), find_text(*chained, "keep") != "matching",
                       find(*chained, "as", Kind::string) ? std::optional(text_or(*chained, "as", "")) : std::nullopt});
  if (!request.signer && names_.signers.size() == 1 && is_used(object, {"signer"})) {
    request.signer = 0;
    used_signers_.insert(0);
  }
  return request;
}

std::optional<Request> Reading::find_request(Object object, std::string_view key, const Scope& scope) {
  const auto request = find(object, key, Kind::object);
  return request ? std::optional(read_request(*request, scope)) : std::nullopt;
}

Request Reading::request_in(Object object, std::string_view key, const Scope& scope) {
  const auto holder = find(object, key, Kind::object);
  const auto request = holder ? find(*holder, "request", Kind::object) : std::nullopt;
  return request ? read_request(*request, scope) : Request{};
}

}  // namespace connectory::language
