#include "service/check.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/pointer.h"
#include "language/load.h"

namespace connectory::service {
namespace {

// How much of the description's length findings may use. The rest is for the last two sentences.
constexpr std::size_t room = base::limits::error_description_max - 200;

// A finding with its place in the configuration, which may be a part of the request body.
struct Problem {
  const language::Finding* finding;
  std::string_view place;

  std::string in_full() const {
    const std::string_view hint = finding->hint;
    return fmt::format(" {}: {}{}{}", place, finding->message, hint.empty() ? "" : " ", hint);
  }
};

std::vector<Problem> problems_of(const language::Findings& findings, std::string_view pointer_of_configuration) {
  std::vector<Problem> problems;
  for (const language::Finding& finding : findings.all()) {
    if (finding.level != language::Level::error) continue;
    const std::string_view place = std::string_view(finding.pointer).substr(pointer_of_configuration.size());
    problems.push_back({&finding, place.empty() ? "/" : place});
  }
  return problems;
}

// All findings if they fit. Otherwise, the first ones in full and the pointers of the others: a person who fixes a
// configuration by hand begins with the first, and a program needs the positions.
// `count`: how many were found; `problems` may contain only the first ones.
void append_problems(std::string& text, const std::vector<Problem>& problems, std::size_t count) {
  constexpr std::string_view others = " Also at ";
  std::size_t pointers_bytes = others.size();
  for (const Problem& problem : problems) pointers_bytes += problem.place.size() + 2;
  std::size_t named = 0;
  for (; named < problems.size(); ++named) {
    const std::string one = problems[named].in_full();
    pointers_bytes -= problems[named].place.size() + 2;
    const bool leaves_room = text.size() + one.size() + pointers_bytes <= room;
    if (named > 0 && !leaves_room && text.size() + one.size() > room / 2) break;
    text += one;
  }
  std::string_view before = others;
  const std::size_t first_short = named;
  for (; named < problems.size(); ++named) {
    const std::string_view pointer = problems[named].place;
    if (text.size() + before.size() + pointer.size() > room) break;
    text.append(before).append(pointer);
    before = ", ";
  }
  if (named > first_short) text += '.';
  if (named < count) text += fmt::format(" And {} more.", count - named);
}

}  // namespace

Verdict check_configuration(const json::Source& source, json::Value configuration, base::Budget& budget) {
  const language::Loaded loaded = language::load(source, configuration, {.budget = &budget});
  Verdict verdict{.problems_count = loaded.findings.errors_count(), .description = {}};
  if (verdict.problems_count == 0) return verdict;
  verdict.description = fmt::format("The configuration has {} problem{}.", verdict.problems_count,
                                    verdict.problems_count == 1 ? "" : "s");
  append_problems(verdict.description, problems_of(loaded.findings, json::pointer_of(source.root(), configuration)),
                  verdict.problems_count);
  verdict.description += " POST .../validate lists all of them, with line and column.";
  return verdict;
}

Result<void> require_valid(const Check& check, const json::Source& source, json::Value configuration,
                           base::Budget& budget) {
  Verdict verdict = check(source, configuration, budget);
  if (verdict.problems_count == 0) return {};
  return std::unexpected(Error{Error::Code::invalid_configuration, std::move(verdict.description)});
}

base::Task<Result<std::shared_ptr<const json::Source>>> read_valid(base::Pool& pool, Check check, base::Errand errand,
                                                                   const std::string& text) {
  auto reading =
      pool.run_budgeted(std::move(errand), [&](base::Budget& budget) -> Result<std::shared_ptr<const json::Source>> {
        auto source = json::Source::from_json(text);
        if (!source) return std::unexpected(Error{Error::Code::invalid_configuration, source.error().detail});
        auto shared = std::make_shared<const json::Source>(*std::move(source));
        TRY_DO(require_valid(check, *shared, shared->root(), budget));
        return shared;
      });
  CO_TRY(Result<std::shared_ptr<const json::Source>> read, co_await std::move(reading));
  co_return read;
}

}  // namespace connectory::service
