#pragma once

// A request's query as typed values. What is unknown, given twice or not what it should be is refused by name, as a
// careful API does it. Pure; safe on every thread.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/form.h"
#include "sample/day.h"
#include "sample/errors.h"

namespace connectory::sample {

struct Bounds {
  std::int64_t min;
  std::int64_t max;
  std::int64_t fallback;  // where the parameter is absent
};

class Parameters {
 public:
  // `known`: the names that the path takes.
  static Result<Parameters> parse(std::string_view query, std::span<const std::string_view> known);

  std::optional<std::string_view> text(std::string_view name) const;
  Result<std::int64_t> number(std::string_view name, Bounds bounds) const;
  // Two required days, in order, and no more than base::limits::sample_days_max of them.
  Result<DayRange> days(std::string_view first_name, std::string_view last_name) const;

 private:
  Result<Day> day(std::string_view name) const;

  std::vector<net::FormField> fields_;
};

}  // namespace connectory::sample
