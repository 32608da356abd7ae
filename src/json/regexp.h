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

namespace re2 {
class RE2;
}

namespace connectory::json {

struct RegexpError {
  std::size_t offset;  // in bytes of the pattern, from 0
  std::string detail;
  std::size_t work = 100;  // what it took to find out, as Regexp::work_to_compile()
};

class Regexp {
 public:
  static base::Result<Regexp, RegexpError> parse(std::string_view pattern);

  bool matches(std::string_view text) const;      // the whole text
  bool is_found_in(std::string_view text) const;  // some part of it

  // What parse() cost, where looking at a node of a document costs 1: for those who read patterns from documents.
  std::size_t work_to_compile() const;

 private:
  explicit Regexp(std::shared_ptr<const re2::RE2> program) : program_(std::move(program)) {}
  std::shared_ptr<const re2::RE2> program_;
};

}  // namespace connectory::json
