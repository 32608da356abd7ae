// Reads pagination, and checks that it can ask for each page and knows the last.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr std::array<std::string_view, 5> keys_of_places = {"offsetParameter", "limitParameter", "pageParameter",
                                                            "sizeParameter", "parameter"};

bool is_known_type(std::string_view type) {
  return std::ranges::any_of(language().component("pagination").variants,
                             [&](const Variant& variant) { return variant.value == type; });
}

bool has_place(json::Value pagination) {
  return std::ranges::any_of(keys_of_places, [&](std::string_view key) { return pagination.find(key).has_value(); });
}

// The names of the parameters in the query of a URL, as they are written.
std::vector<std::string_view> names_in_query(std::string_view url) {
  std::vector<std::string_view> names;
  const std::size_t begin = url.find('?');
  if (begin == std::string_view::npos) return names;
  std::string_view query = url.substr(begin + 1);
  query = query.substr(0, query.find('#'));
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    names.push_back(pair.substr(0, pair.find('=')));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return names;
}

}  // namespace

StopRules Reading::read_stop(Object pagination, const Scope& scope) {
  StopRules rules;
  const auto add = [&](Value value) {
    if (value.is(Kind::object) && value.find("if")) {
      if (auto condition = find_expression(value, "if", scope.with(Knowledge::answer)))
        rules.conditions.push_back(*std::move(condition));
      for (const std::string_view key : {"when", "equals"})
        if (const auto useless = value.find(key))
          report(Code::useless_part, *useless, fmt::format("'{}' has no effect next to 'if'.", key),
                 "Keep only one of them; write two conditions as two elements of 'stop'.");
    } else if (value.is(Kind::object)) {
      if (!value.find("when") || !value.find("equals"))
        report(Code::missing_part, value, "The condition is not complete.",
               "Write 'when' and 'equals', or 'if' with an expression.");
      StopWhen when{find_source(value, "when", scope).value_or(StaticText{}),
                    find_scalar(value, "equals").value_or(Scalar{Scalar::Kind::text, ""})};
      rules.when.push_back(std::move(when));
    } else if (value.is(Kind::string)) {
      const std::string_view word = value.string();
      if (word == "empty_page") rules.empty_page = true;
      if (word == "short_page") rules.short_page = true;
      if (word == "missing_cursor") rules.missing_cursor = true;
      if (word == "total_reached") rules.total_reached = true;
      if (word == "repeated_page") rules.repeated_page = true;
      if (word == "same_cursor") rules.same_cursor = true;
    }
  };
  if (const auto stop = pagination.find("stop")) {
    if (!stop->is(Kind::array)) add(*stop);
    for (const Value each : stop->elements()) add(each);
  }
  return rules;
}

std::optional<PagePlace> Reading::find_place(Object pagination, std::string_view key, const Body& body) {
  const auto value = find(pagination, key, Kind::string);
  if (!value || value->string().empty()) return std::nullopt;
  std::string name(value->string());
  const std::string_view in = find_text(pagination, "in").value_or("query");
  if (in == "header") {
    if (!is_token(name))
      report(Code::header_syntax, *value, "This is not a valid header name.",
             "Use letters, digits and '-', as in X-Page.");
    return HeaderPlace{std::move(name)};
  }
  if (in != "body") return QueryPlace{std::move(name)};
  const auto* const json = std::get_if<JsonBody>(&body);
  if (json == nullptr && !std::holds_alternative<GraphqlBody>(body)) return FormPlace{std::move(name)};
  auto pointer = json::Pointer::parse(name);
  if (pointer) return JsonPlace{*std::move(pointer)};
  if (!name.starts_with('/')) {
    report(Code::bad_value, *value, "In a JSON body, a parameter must be a JSON Pointer, which begins with '/'.",
           fmt::format("Write /{0}, or /variables/{0} in a GraphQL body.", json::shown(name)));
  } else {
    report(Code::bad_value, *value, "This is not a valid JSON Pointer (RFC 6901).",
           "Write ~0 for a '~' and ~1 for a '/' in a name.");
  }
  return std::nullopt;
}

// Pagination in the body of a request without one makes a body.
void Reading::check_body_of_pages(Object request, Object pagination, Body& body) {
  const auto in = find(pagination, "in", Kind::string);
  if (!in || in->string() != "body" || !has_place(pagination)) return;
  if (std::holds_alternative<RawBody>(body))
    return report(Code::bad_value, *in, "A text body has no place for the parameters of the pagination.",
                  "Use {{ page.cursor }}, {{ page.offset }} or {{ page.number }} in 'content', and remove the "
                  "parameters and 'in'.");
  if (!std::holds_alternative<std::monostate>(body) || request.find("body")) return;
  if (find_text(request, "method").value_or("GET") == "GET")
    return report(Code::bad_value, *in, "A GET request cannot have a body, so it cannot send the parameters in it.",
                  "Set 'method' to POST, or 'in' to query.");
  const bool is_json = std::ranges::any_of(
      keys_of_places, [&](std::string_view key) { return find_text(pagination, key).value_or("").starts_with('/'); });
  if (is_json) {
    body = JsonBody{JsonTemplate{.json = "{}", .texts = {}}};
  } else {
    body = FormBody{};
  }
}

std::optional<PageSize> Reading::find_page_size(Object pagination, const Body& body, const Scope& scope) {
  const auto size = pagination.find("pageSize");
  if (!size) return std::nullopt;
  const std::string_view key = find_text(pagination, "type") == "page" ? "sizeParameter" : "limitParameter";
  PageSize made{.rows = find_integer(pagination, "pageSize").value_or(0), .place = find_place(pagination, key, body)};
  if (!size->is(Kind::string) || size->string().empty()) return made;
  text::Template rows = read_template(*size, scope);
  if (rows.is_constant()) {
    const bool is_number = size->string().size() <= 7 && base::is_all_digits(size->string());
    report(Code::bad_value, *size,
           is_number ? "The page size is a number in quotes." : "The page size is not a number.",
           is_number ? fmt::format("Write {}, without quotes.", size->string())
                     : "Write a whole number without quotes, or a template such as {{ settings.page_size }}.");
  }
  made.rows = std::move(rows);
  return made;
}

UrlCompletion Reading::read_completion(Object request, Object pagination, const Scope& scope) {
  UrlCompletion made;
  if (find(pagination, "base", Kind::string)) made.base = read_url(pagination, "base", scope);
  if (boolean_or(pagination, "keepParameters", false)) made.are_all_parameters_kept = true;
  const auto kept = find(pagination, "keepParameters", Kind::array);
  if (!kept) return made;
  std::vector<std::string_view> known = names_in_query(find_text(request, "url").value_or(""));
  for (const Object& each : objects(request, "parameters"))
    if (const auto name = find_text(each, "name")) known.push_back(*name);
  for (const Value each : kept->elements()) {
    if (!each.is(Kind::string) || !spend(5 + known.size() / 4)) continue;
    made.kept_parameters.emplace_back(each.string());
    if (std::ranges::find(known, each.string()) == known.end())
      report(Code::unknown_reference, each,
             fmt::format("The request has no parameter '{}'.", json::shown(each.string())),
             did_you_mean(findings_.nearest(each.string(), known),
                          known.empty() ? "Add it to 'parameters', or remove it here."
                                        : fmt::format("Its parameters are: {}.", listed(known))));
  }
  return made;
}

std::shared_ptr<const Request> Reading::find_next(Object pagination, const Scope& outer) {
  const auto next = find(pagination, "next", Kind::object);
  const auto request = next ? find(*next, "request", Kind::object) : std::nullopt;
  if (!request) return nullptr;
  constexpr std::pair<std::string_view, const char*> unused[] = {
      {"response", "Its responses are read like the first one. Describe them in 'response' of the first request."},
      {"pagination", "Describe the pages in 'pagination' of the first request."},
      {"chainedRequest", "Put it into the first request. It is sent for the rows of all pages."},
      {"async", "Put 'pagination' into the request of 'download'."}};
  for (const auto& [key, hint] : unused)
    if (const auto part = request->find(key))
      report(Code::useless_part, *part, fmt::format("'{}' has no effect in the request for further pages.", key), hint);
  return std::make_shared<const Request>(read_request(*request, outer.with(Knowledge::page)));
}

Pagination Reading::read_pagination(Object request, Object object, Body& body, const Scope& scope, const Scope& outer) {
  check_body_of_pages(request, object, body);
  const std::string_view type = find_text(object, "type").value_or("");
  const auto place = [&](std::string_view key) { return find_place(object, key, body); };
  Pagination pagination{.kind = LinkHeaderPages{text_or(object, "rel", "next"), {}},
                        .size = find_page_size(object, body, outer),
                        .is_first_position_sent = boolean_or(object, "sendFirst", true),
                        .next = find_next(object, outer),
                        .pages_max = find_integer(object, "maxPages"),
                        .rows_max = find_integer(object, "maxRows"),
                        .items = find_source(object, "items", scope),
                        .hosts = {},
                        .stop = read_stop(object, scope)};
  for (const std::string& host : texts(object, "hosts")) pagination.hosts.push_back(base::to_lower(host));
  if (type == "offset")
    pagination.kind = OffsetPages{place("offsetParameter"), find_integer(object, "startAt").value_or(0),
                                  find_source(object, "total", scope)};
  if (type == "page")
    pagination.kind = NumberedPages{place("pageParameter"), find_integer(object, "firstPage").value_or(1),
                                    find_source(object, "totalPages", scope)};
  if (type == "cursor")
    pagination.kind = CursorPages{find_source(object, "cursor", scope).value_or(StaticText{}), place("parameter"),
                                  find_template(object, "initial", outer)};
  if (type == "next_url")
    pagination.kind =
        NextUrlPages{find_source(object, "url", scope).value_or(StaticText{}), read_completion(request, object, outer)};
  if (auto* const link = std::get_if<LinkHeaderPages>(&pagination.kind))
    link->completion = read_completion(request, object, outer);
  if (!is_known_type(type)) return pagination;  // already reported; nothing more is known about it
  check_stop(pagination, object);
  check_page_size(pagination, request, object);
  check_positions(request, object);
  check_page_parameters(request, object);
  return pagination;
}

void Reading::check_stop(const Pagination& pagination, Object object) {
  const auto stop = object.find("stop");
  const Value at = stop ? *stop : object;
  const auto* const offset = std::get_if<OffsetPages>(&pagination.kind);
  const auto* const page = std::get_if<NumberedPages>(&pagination.kind);
  const bool has_total = (offset != nullptr && offset->total) || (page != nullptr && page->total_pages);
  const bool is_numbered = offset != nullptr || page != nullptr;
  if (!stop && !pagination.pages_max && !pagination.rows_max)
    report(Code::no_stop_rule, object, "The pagination does not define which page is the last.",
           fmt::format("Add 'stop', for example [\"{}\"].", !is_numbered ? "missing_cursor"
                                                            : has_total  ? "total_reached"
                                                                         : "empty_page"));
  if (pagination.stop.short_page && !pagination.size)
    report(Code::missing_part, at, "'short_page' needs 'pageSize' to recognize a short page.", "Add 'pageSize'.");
  if (pagination.stop.total_reached && !has_total)
    report(Code::missing_part, at, fmt::format("'total_reached' needs '{}'.", page != nullptr ? "totalPages" : "total"),
           "Add it with its place in the response, or use a different stop rule.");
  for (const auto& [is_used, word] : {std::pair(pagination.stop.missing_cursor, "missing_cursor"),
                                      std::pair(pagination.stop.same_cursor, "same_cursor")})
    if (is_used && is_numbered)
      report(Code::useless_part, at,
             fmt::format("'{}' has no effect here, because this pagination has no cursor.", word),
             "Use 'empty_page', 'short_page', 'total_reached' or 'repeated_page'.");
}

void Reading::check_page_size(const Pagination& pagination, Object request, Object object) {
  const bool is_page = std::holds_alternative<NumberedPages>(pagination.kind);
  const std::string_view size_key = is_page ? "sizeParameter" : "limitParameter";
  const auto size = object.find("pageSize");
  const auto signers = root_.find("signers");
  const bool is_sent = is_used(request, {"url", "headers", "parameters", "body", "pagination"}, {"page.size"}) ||
                       (signers && is_used(*signers, {"page.size"}));
  if (size && !object.find(size_key) && !pagination.stop.short_page && !is_sent)
    report(Code::useless_part, *size, "The page size is not sent.",
           fmt::format("Add '{}' with the name of its parameter, or remove 'pageSize'.", size_key));
  if (const auto parameter = object.find(size_key); parameter && !size)
    report(Code::missing_part, *parameter, fmt::format("'{}' needs 'pageSize', the size to send.", size_key),
           "Add 'pageSize'.");
}

// Whether the pages after the first are asked for, and in only one way.
void Reading::check_positions(Object request, Object pagination) {
  const std::string_view type = find_text(pagination, "type").value_or("");
  const bool is_offset = type == "offset";
  if (!is_offset && type != "page" && type != "cursor") return;
  const auto next = find(pagination, "next", Kind::object);
  const auto next_request = next ? find(*next, "request", Kind::object) : std::nullopt;
  const std::string_view key = is_offset ? "offsetParameter" : type == "page" ? "pageParameter" : "parameter";
  const bool is_asked = is_used(next_request.value_or(request), {"url", "headers", "parameters", "body"},
                                {"page.number", "page.offset", "page.cursor", "page.rows", "page.last_row"}) ||
                        (next && !next_request);
  if (!pagination.find(key) && !is_asked)
    report(Code::missing_part, pagination,
           fmt::format("{} the next page, so the first page is requested again and again.",
                       next ? "The request in 'next' does not ask for" : "The request never asks for"),
           fmt::format("Add '{}', or use {{{{ page.{} }}}} in the request.", key,
                       is_offset        ? "offset"
                       : type == "page" ? "number"
                                        : "cursor"));
  if (const auto in = pagination.find("in"); in && !has_place(pagination))
    report(Code::useless_part, *in, "'in' has no effect, because the pagination has no parameter.",
           fmt::format("Add '{}', or remove 'in'.", key));
  const auto first = find(pagination, "sendFirst", Kind::boolean);
  if (next && first && !first->boolean())
    report(Code::bad_value, *first, "With 'next', the first request never sends the position.",
           "Remove 'sendFirst', or remove 'next' if the requests do not differ.");
  if (const auto initial = pagination.find("initial"); next && initial)
    report(Code::bad_value, *initial, "With 'next', the first request never sends a cursor.",
           "Write the first cursor into the request, or remove 'next' if the requests do not differ.");
}

// A parameter that the pagination sets must not be declared too: one of the two would be lost.
void Reading::check_page_parameters(Object request, Object pagination) {
  if (find_text(pagination, "in").value_or("query") != "query") return;
  const auto next = find(pagination, "next", Kind::object);
  const auto next_request = next ? find(*next, "request", Kind::object) : std::nullopt;
  std::set<std::string_view> positions;
  std::set<std::string_view> sizes;
  for (const std::string_view key : keys_of_places)
    if (const auto name = find_text(pagination, key))
      (key == "limitParameter" || key == "sizeParameter" ? sizes : positions).insert(*name);
  constexpr std::string_view hint = "Remove it here. To set the size of a page, use 'pageSize' in 'pagination'.";
  const auto check = [&](Object at, bool has_position) {
    const auto is_ours = [&](std::string_view name) {
      return sizes.contains(name) || (has_position && positions.contains(name));
    };
    for (const Object& each : objects(at, "parameters")) {
      const auto name = find(each, "name", Kind::string);
      if (name && is_ours(name->string()))
        report(Code::useless_part, *name, fmt::format("The pagination already sets '{}'.", json::shown(name->string())),
               std::string(hint));
    }
    const auto url = find(at, "url", Kind::string);
    if (!url) return;
    for (const std::string_view name : names_in_query(url->string()))
      if (is_ours(name))
        report(Code::useless_part, *url,
               fmt::format("The pagination already sets '{}', which is in the query of the URL.", json::shown(name)),
               std::string(hint));
  };
  check(request, !next_request);
  if (next_request) check(*next_request, true);
}

}  // namespace connectory::language
