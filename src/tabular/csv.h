#pragma once

// Reads CSV in the dialects that APIs write, record by record, from a text that arrives in pieces.
//
//   CsvReader reader({.delimiter = ';'});
//   reader.feed(piece);                    // as often as there is one; then reader.finish();
//   while (const auto* record = reader.next()) use(*record);
//
// Ownership: a record and its values are valid until the next call of the reader. Threads: one at a time.
// Bounds: base::limits::csv_record_bytes_max. Errors: CsvError, after which there are no more records.
// Source: RFC 4180, with what APIs do beyond it: other delimiters and quotes, line breaks of all kinds, title lines,
// comments, and text after a closing quote, which is kept.
// Why not a library: those in Debian have no comments, no skipped lines and no records of different lengths, or need
// the whole text; libcsv calls back for each value, at a fifth of the speed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace connectory::tabular {

struct CsvFormat {
  char delimiter = ',';
  std::optional<char> quote = '"';
  std::string comment;            // the beginning of lines to skip, such as #; empty: none
  std::size_t lines_skipped = 0;  // at the beginning, whatever they contain
};

struct CsvError {
  std::uint64_t line;    // from 1: where the record begins
  std::string sentence;  // without a full stop
};

class CsvReader {
 public:
  struct Value {
    std::string_view text;
    bool is_quoted = false;
  };
  using Record = std::vector<Value>;

  explicit CsvReader(CsvFormat format) : format_(std::move(format)), lines_to_skip_(format_.lines_skipped) {}

  // UTF-8. A byte order mark at the very beginning belongs to no value.
  void feed(std::string_view piece);
  // There are no more pieces, so the last line is whole.
  void finish() { is_finished_ = true; }

  // Null: more of the text is needed, or it has ended, or there is an error. Blank lines are skipped.
  const Record* next();

  const std::optional<CsvError>& error() const { return error_; }
  std::uint64_t line() const { return line_of_record_; }  // where the last record begins, from 1

 private:
  enum class Outcome : std::uint8_t { record, no_record, incomplete };

  Outcome read_record();
  std::optional<std::size_t> line_end(std::size_t from) const;  // the index after the line break; absent: incomplete
  bool read_quoted(std::size_t& at);                            // false: incomplete
  void add_unquoted(std::size_t from, std::size_t to) { values_.push_back({from, to, false, false}); }

  struct Span {
    std::size_t from, to;
    bool is_quoted;
    bool is_decoded;  // the bytes are in decoded_: quotes were doubled, or text follows the closing quote
  };

  CsvFormat format_;
  std::string buffer_;
  std::size_t at_ = 0;            // the first byte that no record has taken
  std::size_t bytes_wanted_ = 0;  // before a record that was incomplete is tried again, so that a long one is not read
                                  // once for each piece
  std::size_t lines_to_skip_;
  std::uint64_t line_ = 1;
  std::uint64_t line_of_record_ = 1;
  bool has_begun_ = false;
  bool is_finished_ = false;
  std::vector<Span> values_;
  std::string decoded_;
  Record record_;
  std::optional<CsvError> error_;
};

}  // namespace connectory::tabular
