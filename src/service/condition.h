#pragma once

// Which state of a connector or a draft a caller wants to change, from If-Match and If-None-Match.
// Pure; safe on every thread.
// Source: RFC 9110, sections 13.1.1, 13.1.2 and 13.2.2.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace connectory::service {

struct Condition {
  // If-Match: one of these revisions must be the current one. Absent: there was no such header, or it was `*`.
  std::optional<std::vector<std::string>> accepted;
  // If-None-Match: none of these revisions may be the current one.
  std::vector<std::string> refused;
  enum class Existence : std::uint8_t { either, must_exist, must_not_exist } existence = Existence::either;

  bool holds(std::string_view revision) const;
  bool holds_without_one() const;  // for a state in which nothing with a revision exists yet
  bool names_a_revision() const { return accepted || !refused.empty(); }
};

}  // namespace connectory::service
