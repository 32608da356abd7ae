#pragma once

// The page of Markdown that the reference (language/reference.h) is written to. Private to it.
// Threads: one page, one thread.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace connectory::language {

class ReferencePage {
 public:
  void line(std::string_view text);
  template <class... Args>
  void format(fmt::format_string<Args...> pattern, Args&&... args) {
    line(fmt::format(pattern, std::forward<Args>(args)...));
  }

  void heading(std::string_view title);                        // a section
  void topic(std::string_view title);                          // a part of a section
  void paragraph(std::string_view text);                       // after an empty line, in lines of at most 120 columns
  void steps(std::initializer_list<std::string_view> texts);   // a numbered list
  void points(std::initializer_list<std::string_view> texts);  // a list
  // Cells are Markdown; `|` is escaped.
  void table(std::initializer_list<std::string_view> names, std::initializer_list<std::vector<std::string_view>> rows);
  // A block of code. The language is `json`, and for an example of a component, `json <component>`.
  void json(std::string_view language, std::string_view json);
  void code(std::string_view language, std::string_view text);

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string anchor_of(std::string_view title);    // of a heading
std::string escaped_cell(std::string_view text);  // for a cell of a table
std::string wrapped_text(std::string_view text, std::size_t indentation = 0);

}  // namespace connectory::language
