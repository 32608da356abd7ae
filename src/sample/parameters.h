#pragma once

// A request's query as typed values. Unknown, repeated and invalid parameters are refused by name, as a careful API
// does.
// Threads: pure; safe on every thread.

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
  std::int64_t fallback;  // the value if the parameter is absent
};

class Parameters {
 public:
  // `known`: the names of the parameters that the path supports.
  static Result<Parameters> parse(std::string_view query, std::span<const std::string_view> known);

  std::optional<std::string_view> text(std::string_view name) const;
  Result<std::int64_t> number(std::string_view name, Bounds bounds) const;
  // Two required days, in order, that span at most base::limits::sample_days_max days.
  Result<DayRange> days(std::string_view first_name, std::string_view last_name) const;

 private:
  Result<Day> day(std::string_view name) const;

  std::vector<net::FormField> fields_;
};

}  // namespace connectory::sample
