#pragma once

// The compiled regular expressions of one document. Each distinct pattern is compiled once. The size of its program is
// bounded, and compiling is charged to the document's budget. RE2 needs about half a microsecond for each instruction
// of a program, and `\p{L}` alone has 1,200 instructions.
// Ownership: programs are shared with their users; the budget must outlive this object. Threads: one at a time.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/budget.h"
#include "base/result.h"

namespace re2 {
class RE2;
}

namespace connectory::json {

using RegexProgram = std::shared_ptr<const re2::RE2>;

struct RegexRefusal {
  enum class Code : std::uint8_t {
    syntax,     // not valid for RE2
    too_long,   // more than base::limits::regex_bytes_max
    too_large,  // its program needs more than base::limits::regex_program_bytes_max
    too_costly  // the document's budget is too small for it
  };
  Code code;
  std::string detail;  // what is wrong, without a full stop
};

using RegexOutcome = base::Result<RegexProgram, RegexRefusal>;

class RegexPrograms {
 public:
  explicit RegexPrograms(base::Budget& budget) : budget_(budget) {}

  // Compiles a pattern in RE2's syntax.
  RegexOutcome compile(std::string_view pattern);

 private:
  base::Budget& budget_;
  std::map<std::string, RegexOutcome, std::less<>> known_;
};

// Compiles a single pattern.
RegexOutcome compile_regex(std::string_view pattern);

}  // namespace connectory::json
