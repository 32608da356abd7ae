#include "json/regex_programs.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/limits.h"

namespace connectory::json {
namespace {

namespace limits = base::limits;

// Costs in units of the budget, as measured: of the largest program that is allowed, and of one that turns out to be
// larger.
constexpr std::uint64_t cost_max = 600'000;
constexpr std::uint64_t cost_per_instruction = 10;
constexpr std::uint64_t cost_of_any = 30;

std::unexpected<RegexRefusal> refuse(RegexRefusal::Code code, std::string detail) {
  return std::unexpected(RegexRefusal{code, std::move(detail)});
}

}  // namespace

RegexOutcome compile_regex(std::string_view pattern) {
  if (pattern.size() > limits::regex_bytes_max)
    return refuse(RegexRefusal::Code::too_long,
                  fmt::format("a pattern can have at most {} bytes", limits::regex_bytes_max));
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(limits::regex_program_bytes_max);
  auto program = std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (program->ok()) return program;
  if (program->error_code() == re2::RE2::ErrorPatternTooLarge)
    return refuse(RegexRefusal::Code::too_large,
                  fmt::format("its compiled program needs more than {} bytes", limits::regex_program_bytes_max));
  return refuse(RegexRefusal::Code::syntax, program->error());
}

RegexOutcome RegexPrograms::compile(std::string_view pattern) {
  if (const auto known = known_.find(pattern); known != known_.end()) return known->second;
  if (!budget_.has_room(cost_max)) return refuse(RegexRefusal::Code::too_costly, "the document's budget is spent");
  RegexOutcome outcome = compile_regex(pattern);
  budget_.spend(cost_of_any + (outcome ? cost_per_instruction * static_cast<std::uint64_t>((*outcome)->ProgramSize())
                               : outcome.error().code == RegexRefusal::Code::too_large ? cost_max
                                                                                       : pattern.size()));
  known_.emplace(pattern, outcome);
  return outcome;
}

}  // namespace connectory::json
