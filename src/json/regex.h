#pragma once

// An I-Regexp (RFC 9485): the regular expressions of JSONPath's match and search. Runs on RE2, in time linear in the text, after the
// pattern was checked against the grammar of RFC 9485, section 4.
// Known differences: refused are a count above 1,000 (`a{2000}`), the categories C and Cn within brackets, which RE2 cannot
// express, and what comes to more than a megabyte when compiled.
// Ownership: copies share the compiled program. Threads: immutable; use it from any thread.
// Errors: what stands at which byte of the pattern and was expected.

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
  std::size_t work = 100;  // what it took to find out, as Regex::work_to_compile()
};

class Regex {
 public:
  static base::Result<Regex, RegexError> parse(std::string_view pattern);
  // One of a document's.
  static base::Result<Regex, RegexError> parse(std::string_view pattern, RegexPrograms& programs);

  bool matches(std::string_view text) const;      // the whole text
  bool is_found_in(std::string_view text) const;  // some part of it

  // What parse() cost, where looking at a node of a document costs 1: for those who read patterns from documents.
  std::size_t work_to_compile() const;

 private:
  explicit Regex(RegexProgram program) : program_(std::move(program)) {}
  RegexProgram program_;
};

}  // namespace connectory::json
