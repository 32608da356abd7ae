#pragma once

// Writes the reference (language/reference.h): a page of Markdown, and the sections that explain how the parts of the
// language work together. Private to the reference.
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
  struct Item {  // of a list
    std::string_view text;
  };

  void line(std::string_view text);
  template <class... Args>
  void format(fmt::format_string<Args...> pattern, Args&&... args) {
    line(fmt::format(pattern, std::forward<Args>(args)...));
  }

  void heading(std::string_view title);            // a section
  void topic(std::string_view title);              // a part of a section
  void paragraph(std::string_view text);           // after an empty line, in lines of at most 120 columns
  void steps(std::initializer_list<Item> items);   // a numbered list
  void points(std::initializer_list<Item> items);  // a list
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

// The titles of the sections, for links.
inline constexpr std::string_view runs_title = "How a query is run";
inline constexpr std::string_view responses_title = "How a response is read";
inline constexpr std::string_view rows_title = "Rows of a response";
inline constexpr std::string_view xml_title = "How XML is read";
inline constexpr std::string_view chains_title = "Rows of chained requests";
inline constexpr std::string_view data_types_title = "Data types";
inline constexpr std::string_view json_bodies_title = "Values in JSON bodies";

void write_runs(ReferencePage& page);         // runs_title
void write_responses(ReferencePage& page);    // responses_title, rows_title, xml_title, chains_title
void write_data_types(ReferencePage& page);   // data_types_title
void write_json_bodies(ReferencePage& page);  // json_bodies_title

}  // namespace connectory::language
