#include "api/entity_tag.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace connectory::api {
namespace {

struct EntityTag {
  bool is_weak;
  std::string_view text;  // inside the quotes
};

std::string_view without_leading_space(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text;
}

// The tag at the beginning of `list`, which is removed from it; absent if there is none.
std::optional<EntityTag> take_tag(std::string_view& list) {
  std::string_view rest = list;
  const bool is_weak = rest.starts_with("W/");
  if (is_weak) rest.remove_prefix(2);
  if (!rest.starts_with('"')) return std::nullopt;
  const std::size_t close = rest.find('"', 1);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view text = rest.substr(1, close - 1);
  list = rest.substr(close + 1);
  return EntityTag{is_weak, text};
}

// 1#entity-tag; empty elements are allowed (RFC 9110, section 5.6.1.2). Absent if the text is something else.
std::optional<std::vector<EntityTag>> parse_tags(std::string_view list) {
  std::vector<EntityTag> tags;
  for (;;) {
    list = without_leading_space(list);
    if (!list.empty() && list.front() != ',') {
      const auto tag = take_tag(list);
      if (!tag) return std::nullopt;
      tags.push_back(*tag);
      list = without_leading_space(list);
    }
    if (list.empty()) break;
    if (list.front() != ',') return std::nullopt;
    list.remove_prefix(1);
  }
  if (tags.empty()) return std::nullopt;
  return tags;
}

std::string_view without_packed_mark(std::string_view tag) {
  if (tag.ends_with(packed_mark)) tag.remove_suffix(packed_mark.size());
  return tag;
}

std::string revision_of(const EntityTag& tag) { return std::string(tag.text.substr(0, tag.text.find('.'))); }

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (list == "*") return true;
  const std::string_view inside = etag.substr(1, etag.size() - 2);
  const auto tags = parse_tags(list);
  return tags &&
         std::ranges::any_of(*tags, [&](const EntityTag& tag) { return without_packed_mark(tag.text) == inside; });
}

service::Result<service::Condition> condition_of(const net::Request& request) {
  using enum service::Condition::Existence;
  service::Condition condition;
  const bool has_if_match = request.if_match.data() != nullptr;
  if (has_if_match) {
    condition.existence = must_exist;
    if (request.if_match != "*") {
      const auto tags = parse_tags(request.if_match);
      if (!tags)
        return std::unexpected(
            service::Error{service::Error::Code::invalid_request,
                           "If-Match must be '*' or a list of entity tags in double quotes, as in ETag."});
      condition.accepted.emplace();
      for (const EntityTag& tag : *tags)
        if (!tag.is_weak) condition.accepted->push_back(revision_of(tag));
    }
  }
  if (request.if_none_match == "*") {
    condition.existence = must_not_exist;
  } else if (const auto tags = parse_tags(request.if_none_match)) {
    for (const EntityTag& tag : *tags) condition.refused.push_back(revision_of(tag));
  }
  return condition;
}

}  // namespace connectory::api
