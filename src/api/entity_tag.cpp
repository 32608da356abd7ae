#include "api/entity_tag.h"

namespace connectory::api {
namespace {

// Calls `visit` with the text inside each quoted tag, without the mark of a packed body.
template <class Visit>
void for_each_tag(std::string_view list, Visit visit) {
  for (;;) {
    const std::size_t open = list.find('"');
    if (open == std::string_view::npos) return;
    const std::size_t close = list.find('"', open + 1);
    if (close == std::string_view::npos) return;
    std::string_view tag = list.substr(open + 1, close - open - 1);
    if (tag.ends_with(packed_mark)) tag.remove_suffix(packed_mark.size());
    visit(tag);
    list.remove_prefix(close + 1);
  }
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (list == "*") return true;
  const std::string_view inside = etag.substr(1, etag.size() - 2);
  bool is_named = false;
  for_each_tag(list, [&](std::string_view tag) { is_named = is_named || tag == inside; });
  return is_named;
}

service::AcceptedRevisions accepted_revisions(std::string_view if_match) {
  if (if_match.empty() || if_match == "*") return std::nullopt;
  std::vector<std::string> revisions;
  // No revision contains a dot: what follows one marks the answer's links, which a change does not depend on.
  for_each_tag(if_match, [&](std::string_view tag) { revisions.emplace_back(tag.substr(0, tag.find('.'))); });
  return revisions;
}

}  // namespace connectory::api
