#include "service/check.h"

#include <iterator>

#include <fmt/format.h>

#include "base/limits.h"
#include "spec/load.h"

namespace connectory::service {

Findings check_configuration(std::string_view json) {
  const spec::Loaded loaded = spec::load(std::string(json));
  Findings findings{.count = loaded.findings.errors_count(), .text = {}};
  if (findings.count == 0) return findings;
  const auto out = std::back_inserter(findings.text);
  fmt::format_to(out, "The configuration has {} problem{}.", findings.count, findings.count == 1 ? "" : "s");
  std::size_t named = 0;
  for (const spec::Finding& finding : loaded.findings.all()) {
    if (finding.level != spec::Level::error) continue;
    const std::string one = fmt::format(" {}: {}{}{}", finding.pointer.empty() ? "/" : finding.pointer, finding.message,
                                        finding.hint.empty() ? "" : " ", finding.hint);
    // The first is always named; the others as far as the description has room, and some for the last sentence.
    constexpr std::size_t room = base::limits::error_description_max - 200;
    if (named > 0 && findings.text.size() + one.size() > room) break;
    findings.text += one;
    ++named;
  }
  if (named < findings.count) fmt::format_to(out, " And {} more.", findings.count - named);
  findings.text += " POST .../validate lists all of them, with line and column.";
  return findings;
}

base::Task<Result<void>> require_valid(base::Pool& pool, const Check& check, std::string_view json) {
  auto checking = pool.run_on(json.size(), [&] { return check(json); });
  Findings findings = co_await std::move(checking);
  if (findings.count > 0)
    co_return std::unexpected(Error{Error::Code::invalid_configuration, std::move(findings.text)});
  co_return Result<void>();
}

}  // namespace connectory::service
