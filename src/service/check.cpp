#include "service/check.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/limits.h"
#include "language/load.h"

namespace connectory::service {
namespace {

// Of the description, which has some left for the last two sentences.
constexpr std::size_t room = base::limits::error_description_max - 200;

std::string_view place_of(const language::Finding& finding) {
  return finding.pointer.empty() ? std::string_view("/") : std::string_view(finding.pointer);
}

std::string in_full(const language::Finding& finding) {
  return fmt::format(" {}: {}{}{}", place_of(finding), finding.message, finding.hint.empty() ? "" : " ", finding.hint);
}

// Every finding where they fit. Where they do not, the first ones in full and the pointers of the others: whoever mends a
// configuration by hand begins with the first, and a program looks for the places.
// `count`: of those that were found, of which `findings` may be the first only.
void append_findings(std::string& text, const std::vector<const language::Finding*>& findings, std::size_t count) {
  constexpr std::string_view others = " Also at ";
  std::size_t pointers_bytes = others.size();
  for (const language::Finding* finding : findings) pointers_bytes += place_of(*finding).size() + 2;
  std::size_t named = 0;
  for (; named < findings.size(); ++named) {
    const std::string one = in_full(*findings[named]);
    pointers_bytes -= place_of(*findings[named]).size() + 2;
    const bool leaves_room = text.size() + one.size() + pointers_bytes <= room;
    if (named > 0 && !leaves_room && text.size() + one.size() > room / 2) break;
    text += one;
  }
  std::string_view before = others;
  const std::size_t first_short = named;
  for (; named < findings.size(); ++named) {
    const std::string_view pointer = place_of(*findings[named]);
    if (text.size() + before.size() + pointer.size() > room) break;
    text.append(before).append(pointer);
    before = ", ";
  }
  if (named > first_short) text += '.';
  if (named < count) text += fmt::format(" And {} more.", count - named);
}

}  // namespace

Findings check_configuration(std::string_view json) {
  const language::Loaded loaded = language::load(std::string(json));
  std::vector<const language::Finding*> errors;
  for (const language::Finding& finding : loaded.findings.all())
    if (finding.level == language::Level::error) errors.push_back(&finding);
  Findings findings{.count = loaded.findings.errors_count(), .text = {}};
  if (findings.count == 0) return findings;
  findings.text = fmt::format("The configuration has {} problem{}.", findings.count, findings.count == 1 ? "" : "s");
  append_findings(findings.text, errors, findings.count);
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
