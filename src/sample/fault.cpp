#include "sample/fault.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/number_text.h"

namespace connectory::sample {
namespace {

namespace limits = base::limits;

constexpr std::string_view kinds = "status:400 to status:599, slow:0ms to slow:60000ms, reset, truncated or loop";
static_assert(limits::sample_slow_max == std::chrono::milliseconds(60'000), "say so in `kinds` too");

// The number in `status:503` or `slow:200ms`; absent if the text has a different form.
std::optional<std::int64_t> number_of(std::string_view text, std::string_view prefix, std::string_view unit) {
  if (!text.starts_with(prefix) || !text.ends_with(unit)) return std::nullopt;
  text.remove_prefix(prefix.size());
  text.remove_suffix(std::min(unit.size(), text.size()));
  return base::parse_number<std::int64_t>(text);
}

}  // namespace

Result<Fault> Fault::parse(std::string_view text) {
  Fault fault;
  while (!text.empty()) {
    const std::string_view kind = text.substr(0, text.find(','));
    text.remove_prefix(std::min(kind.size() + 1, text.size()));
    const auto status = number_of(kind, "status:", "");
    const auto slow_ms = number_of(kind, "slow:", "ms");
    if (status && *status >= 400 && *status <= 599) {
      fault.status = static_cast<int>(*status);
    } else if (slow_ms && *slow_ms >= 0 && *slow_ms <= std::chrono::milliseconds(limits::sample_slow_max).count()) {
      fault.slow = std::chrono::milliseconds(*slow_ms);
    } else if (kind == "loop") {
      fault.loop = true;
    } else if (kind == "reset") {
      fault.delivery = net::Response::Delivery::none;
    } else if (kind == "truncated") {
      fault.delivery = net::Response::Delivery::cut;
    } else {
      return std::unexpected(Error::bad_parameter("fault", fmt::format("takes {}, joined by commas", kinds)));
    }
  }
  return fault;
}

}  // namespace connectory::sample
