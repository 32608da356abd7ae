// Runs the tables of tests/json/rfc8259, which follow the grammar production by production: which texts are accepted,
// what a string means, and with which error a text is refused. tests/api/test_json_texts.py sends the same texts over a
// socket.

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::json {
namespace {

// `<0A>` is a byte, `<5B*3>` are three of them; anything else is itself.
std::string bytes_of(std::string_view written) {
  std::string out;
  while (!written.empty()) {
    const std::size_t end = written.find('>');
    unsigned byte = 0;
    std::size_t count = 1;
    bool is_byte = false;
    if (written.starts_with('<') && end != std::string_view::npos && end >= 3) {
      const auto hex = std::from_chars(written.data() + 1, written.data() + 3, byte, 16);
      is_byte = hex.ec == std::errc{} && hex.ptr == written.data() + 3 && (end == 3 || written[3] == '*');
      if (is_byte && end > 4) std::from_chars(written.data() + 4, written.data() + end, count);
    }
    out.append(is_byte ? count : 1, is_byte ? static_cast<char>(byte) : written.front());
    written.remove_prefix(is_byte ? end + 1 : 1);
  }
  return out;
}

struct TableCase {
  std::string place;  // numbers.test:12: refuse syntax 01
  std::string_view keyword;
  std::string_view code;  // of a refusal
  std::string text;
  std::string meaning;  // of a string
};

std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  return word;
}

// `lines` outlives the cases, which borrow from it.
std::vector<TableCase> cases_of(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::vector<TableCase> cases;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view rest = lines[i];
    if (rest.empty() || rest.starts_with('#')) continue;
    TableCase one{.place = fmt::format("{}:{}: {}", file.filename().string(), i + 1, lines[i]),
                  .keyword = take_word(rest),
                  .code = {},
                  .text = {},
                  .meaning = {}};
    if (one.keyword == "refuse") one.code = take_word(rest);
    one.text = bytes_of(rest);
    if (one.keyword == "string" && i + 1 < lines.size()) one.meaning = bytes_of(std::string_view(lines[++i]).substr(2));
    cases.push_back(std::move(one));
  }
  return cases;
}

void expect_as_said(const TableCase& one) {
  SCOPED_TRACE(one.place);
  const std::map<std::string_view, Error::Code> codes = {{"syntax", Error::Code::syntax},
                                                         {"encoding", Error::Code::encoding},
                                                         {"depth", Error::Code::depth},
                                                         {"duplicate_key", Error::Code::duplicate_key}};
  const auto document = Document::parse(one.text);
  if (one.keyword == "refuse") {
    ASSERT_FALSE(document.has_value());
    EXPECT_EQ(document.error().code, codes.at(one.code)) << document.error().detail;
    EXPECT_LE(document.error().offset, one.text.size());
    EXPECT_TRUE(document.error().detail.starts_with(
        fmt::format("line {}, column {}: ", document.error().line, document.error().column)))
        << document.error().detail;
    return;
  }
  ASSERT_TRUE(document.has_value()) << document.error().detail;
  if (one.keyword == "string") {
    ASSERT_TRUE(document->root().is(Kind::string));
    EXPECT_EQ(document->root().string(), one.meaning);
  } else {
    EXPECT_EQ(one.keyword, "take");
  }
  // Everything around the value is white space, and the value alone is a valid text as well.
  const std::string_view raw = document->root().raw();
  EXPECT_EQ(one.text.find_first_not_of(" \t\r\n"), static_cast<std::size_t>(document->root().offset()));
  EXPECT_EQ(one.text.find_last_not_of(" \t\r\n") + 1, document->root().offset() + raw.size());
  EXPECT_TRUE(Document::parse(std::string(raw)).has_value());
  // It is also valid inside another value, unless that is nested too deeply.
  EXPECT_TRUE(one.text.starts_with("[[[[[") || Document::parse("[" + one.text + "," + one.text + "]").has_value());
}

TEST(Rfc8259, IsTakenAndRefusedProductionByProduction) {
  std::size_t cases_count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/json/rfc8259")) {
    std::ifstream in(entry.path());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    const auto cases = cases_of(entry.path(), lines);
    cases_count += cases.size();
    for (const TableCase& one : cases) expect_as_said(one);
  }
  EXPECT_GT(cases_count, 600U);
}

// A truncated value is refused, unless what is left is a value itself.
TEST(Rfc8259, RefusesAValueThatIsCut) {
  const std::string text = R"( {"a\u00e9\ud83d\ude00" : [ -12.5e+3 , true,false , null,{"b":"\\\"c"}] } )";
  ASSERT_TRUE(Document::parse(text).has_value());
  for (std::size_t bytes = 0; bytes + 1 < text.size(); ++bytes)
    EXPECT_FALSE(Document::parse(text.substr(0, bytes)).has_value()) << text.substr(0, bytes);
}

// Each byte at the beginning of a value, and alone in an array.
TEST(Rfc8259, NoSingleByteButADigitIsAValue) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool is_digit = c >= '0' && c <= '9';
    EXPECT_EQ(Document::parse(std::string(1, c)).has_value(), is_digit) << byte;
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ(Document::parse(std::string("[") + c + "]").has_value(), is_digit || is_space) << byte;
    EXPECT_EQ(Document::parse(std::string("[1") + c + "]").has_value(), is_digit || is_space) << byte;
    const bool is_text = byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
    EXPECT_EQ(Document::parse(std::string("\"") + c + "\"").has_value(), is_text) << byte;
    const bool is_escape = std::string_view("\"\\/bfnrt").contains(c);
    EXPECT_EQ(Document::parse(std::string("\"\\") + c + "\"").has_value(), is_escape) << byte;
  }
}

}  // namespace
}  // namespace connectory::json
