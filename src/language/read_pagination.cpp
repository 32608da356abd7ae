// Reads pagination, and checks that it can ask for each page and knows the last.

#include <algorithm>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr base::Name<Place> places[] = {{"query", Place::query}, {"header", Place::header}, {"body", Place::body}};

}  // namespace

StopRules Reading::read_stop(Object pagination, const Scope& scope) {
  StopRules rules;
  const auto add = [&](Value value) {
    if (value.is(Kind::object)) {
      StopWhen when{find_source(value, "when", scope).value_or(StaticText{}),
                    find_scalar(value, "equals").value_or(Scalar{Scalar::Kind::text, ""})};
      rules.when.push_back(std::move(when));
    } else if (value.is(Kind::string)) {
      const std::string_view word = value.string();
      if (word == "empty_page") rules.empty_page = true;
      if (word == "short_page") rules.short_page = true;
      if (word == "missing_cursor") rules.missing_cursor = true;
      if (word == "total_reached") rules.total_reached = true;
    }
  };
  if (const auto stop = pagination.find("stop")) {
    if (!stop->is(Kind::array)) add(*stop);
    for (const Value each : stop->elements()) add(each);
  }
  return rules;
}

Pagination Reading::read_pagination(Object object, const Scope& scope) {
  const std::string_view type = find_text(object, "type").value_or("");
  const auto optional_text = [&](std::string_view key) -> std::optional<std::string> {
    const auto text = find_text(object, key);
    return text ? std::optional(std::string(*text)) : std::nullopt;
  };
  Pagination pagination{.kind = LinkHeaderPages{text_or(object, "rel", "next")},
                        .place = choice_or(object, "in", places, Place::query),
                        .pages_max = find_integer(object, "maxPages"),
                        .stop = read_stop(object, scope)};
  if (type == "offset")
    pagination.kind = OffsetPages{text_or(object, "offsetParameter", ""), optional_text("limitParameter"),
                                  find_integer(object, "pageSize"), find_integer(object, "startAt").value_or(0),
                                  find_source(object, "total", scope)};
  if (type == "page")
    pagination.kind = NumberedPages{text_or(object, "pageParameter", ""), optional_text("sizeParameter"),
                                    find_integer(object, "pageSize"), find_integer(object, "firstPage").value_or(1),
                                    find_source(object, "totalPages", scope)};
  if (type == "cursor")
    pagination.kind =
        CursorPages{find_source(object, "cursor", scope).value_or(StaticText{}), text_or(object, "parameter", ""),
                    optional_text("limitParameter"), find_integer(object, "pageSize")};
  if (type == "next_url") pagination.kind = NextUrlPages{find_source(object, "url", scope).value_or(StaticText{})};
  check_pages(pagination, object);
  return pagination;
}

namespace {

bool is_known_type(std::string_view type) {
  return std::ranges::any_of(language().component("pagination").variants,
                             [&](const Variant& variant) { return variant.value == type; });
}

}  // namespace

bool Reading::is_page_size_sent() {
  if (!is_page_size_sent_) is_page_size_sent_ = root_.raw().find("page.size") != std::string_view::npos;
  return *is_page_size_sent_;
}

void Reading::check_pages(const Pagination& pagination, Object object) {
  const auto stop = object.find("stop");
  const Value at = stop ? *stop : object;
  const auto type = find(object, "type", Kind::string);
  if (!type || !is_known_type(type->string())) return;  // already reported; nothing more is known about it
  const auto* const offset = std::get_if<OffsetPages>(&pagination.kind);
  const auto* const page = std::get_if<NumberedPages>(&pagination.kind);
  const auto* const cursor = std::get_if<CursorPages>(&pagination.kind);
  const bool has_size = (offset != nullptr && offset->page_size) || (page != nullptr && page->page_size) ||
                        (cursor != nullptr && cursor->page_size);
  const bool has_total = (offset != nullptr && offset->total) || (page != nullptr && page->total_pages);
  const bool is_numbered = offset != nullptr || page != nullptr;
  if (!stop && !pagination.pages_max)
    report(Code::no_stop_rule, object, "The pagination does not define which page is the last.",
           fmt::format("Add 'stop', for example [\"{}\"].", !is_numbered ? "missing_cursor"
                                                            : has_total  ? "total_reached"
                                                                         : "empty_page"));
  if (pagination.stop.short_page && !has_size)
    report(Code::missing_part, at, "'short_page' needs 'pageSize' to recognize a short page.", "Add 'pageSize'.");
  if (pagination.stop.total_reached && !has_total)
    report(Code::missing_part, at, fmt::format("'total_reached' needs '{}'.", page != nullptr ? "totalPages" : "total"),
           "Add it with its place in the response, or use a different stop rule.");
  const std::string_view size_key = page != nullptr ? "sizeParameter" : "limitParameter";
  const auto size = object.find("pageSize");
  if (size && !object.find(size_key) && !pagination.stop.short_page && !is_page_size_sent())
    report(Code::useless_part, *size, "The page size is not sent.",
           fmt::format("Add '{}' with the name of its parameter, or remove 'pageSize'.", size_key));
  if (const auto parameter = object.find(size_key); parameter && !size)
    report(Code::missing_part, *parameter, fmt::format("'{}' needs 'pageSize', the size to send.", size_key),
           "Add 'pageSize'.");
  if (pagination.stop.missing_cursor && is_numbered)
    report(Code::useless_part, at, "'missing_cursor' has no effect here, because this pagination has no cursor.",
           "Use 'empty_page', 'short_page' or 'total_reached'.");
}

void Reading::check_page_pointers(const Request& request, Object pagination) {
  const bool is_json =
      std::holds_alternative<JsonBody>(request.body) || std::holds_alternative<GraphqlBody>(request.body);
  if (!is_json || request.pagination->place != Place::body) return;
  for (const std::string_view key :
       {"offsetParameter", "limitParameter", "pageParameter", "sizeParameter", "parameter"}) {
    const auto place = find(pagination, key, Kind::string);
    if (place && !place->string().empty() && !place->string().starts_with('/'))
      report(Code::bad_value, *place, "In a JSON body, a parameter must be a JSON Pointer, which begins with '/'.",
             fmt::format("Write /{}, or /variables/{} in a GraphQL body.", json::shown(place->string()),
                         json::shown(place->string())));
  }
}

// A parameter that the pagination sets must not be declared too: one of the two would be lost.
void Reading::check_page_parameters(Object request, Object pagination) {
  if (find_text(pagination, "in").value_or("query") != "query") return;
  std::set<std::string_view> ours;
  for (const std::string_view key :
       {"offsetParameter", "limitParameter", "pageParameter", "sizeParameter", "parameter"})
    if (const auto name = find_text(pagination, key)) ours.insert(*name);
  for (const Object& each : objects(request, "parameters")) {
    const auto name = find(each, "name", Kind::string);
    if (name && ours.contains(name->string()))
      report(Code::useless_part, *name, fmt::format("The pagination already sets '{}'.", json::shown(name->string())),
             "Remove it here. To set the size of a page, use 'pageSize' in 'pagination'.");
  }
}

}  // namespace connectory::language
