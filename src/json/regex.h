#pragma once

// An I-Regexp (RFC 9485), the regular expressions of JSONPath's match and search. The pattern is checked against the
// grammar of RFC 9485, section 4. It runs on RE2, in time linear in the text.
// Known differences: counts above 1,000 (`a{2000}`), the categories C and Cn within brackets (which RE2 cannot
// express), and patterns of more than a megabyte when compiled are refused.
// Ownership: copies share the compiled program. Threads: immutable; use it from any thread.
// Errors: what is wrong, and the byte offset in the pattern.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/regex_programs.h"

namespace connectory::json {

struct RegexError {
  RegexRefusal::Code code;
  std::size_t offset;  // in bytes of the pattern, from 0
  std::string detail;
  std::size_t work = 100;  // the cost of the check, as in Regex::work_to_compile()
};

class Regex {
 public:
  static base::Result<Regex, RegexError> parse(std::string_view pattern);
  // Compiles a pattern of a document.
  static base::Result<Regex, RegexError> parse(std::string_view pattern, RegexPrograms& programs);

  bool matches(std::string_view text) const;      // the whole text
  bool is_found_in(std::string_view text) const;  // some part of it

  // The cost of parse(), in visits to nodes of a document. For code that reads patterns from documents.
  std::size_t work_to_compile() const;

 private:
  explicit Regex(RegexProgram program) : program_(std::move(program)) {}
  RegexProgram program_;
};

}  // namespace connectory::json
