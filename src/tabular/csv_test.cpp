#include "tabular/csv.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::tabular {
namespace {

// The records of a text that arrives in pieces of this size: values joined by `|`, quoted ones in <>, one record a line.
std::string records_of(std::string_view text, const CsvFormat& format = {}, std::size_t piece_size = 1'000'000) {
  CsvReader reader(format);
  std::string made;
  const auto take = [&] {
    while (const auto* record = reader.next()) {
      for (std::size_t index = 0; index < record->size(); ++index) {
        const CsvReader::Value& value = (*record)[index];
        if (index > 0) made += '|';
        made += value.is_quoted ? "<" + std::string(value.text) + ">" : std::string(value.text);
      }
      made += '\n';
    }
  };
  for (std::size_t at = 0; at < text.size(); at += piece_size) {
    reader.feed(text.substr(at, piece_size));
    take();
  }
  reader.finish();
  take();
  if (reader.error()) made += "error at line " + std::to_string(reader.error()->line) + ": " + reader.error()->sentence;
  return made;
}

struct Case {
  const char* name;
  std::string text;
  std::string records;
  CsvFormat format = {};
};

TEST(Csv, ReadsWhatApisWrite) {
  const CsvFormat semicolon{.delimiter = ';', .quote = '\'', .comment = {}};
  const CsvFormat tab{.delimiter = '\t', .quote = std::nullopt, .comment = {}};
  const CsvFormat titled{.comment = "#", .lines_skipped = 2};
  const Case cases[] = {
      {"nothing", "", ""},
      {"one value", "a", "a\n"},
      {"lines of all kinds", "a,b\nc,d\r\ne,f\rg,h", "a|b\nc|d\ne|f\ng|h\n"},
      {"empty values", ",a,\n\"\",,", "|a|\n<>||\n"},
      {"blank lines", "\n\na\n\r\n \t\nb\n\n", "a\nb\n"},
      {"a byte order mark before a quote", "\uFEFF\"a, b\",c\n", "<a, b>|c\n"},
      {"a byte order mark inside", "a\uFEFF,\uFEFF\n", "a\uFEFF|\uFEFF\n"},
      {"line breaks and quotes in a value", "\"two\r\nlines, \"\"quoted\"\"\",1\nb\n",
       "<two\r\nlines, \"quoted\">|1\nb\n"},
      {"only quotes", "\"\"\"\",\"\"\"\"\"\"", "<\">|<\"\">\n"},
      {"text after a closing quote", "\"a\"b,\"c\" ,d", "<ab>|<c>|d\n"},
      {"a quote within a value", "a\"b,c", "a\"b|c\n"},
      {"blanks are kept", " a , b", " a | b\n"},
      {"a quote that nothing closes", "a,\"b\nc,d", "a|<b\nc,d>\n"},
      {"another dialect", "'a;b';c\n'it''s';\"d\"", "<a;b>|c\n<it's>|\"d\"\n", semicolon},
      {"without quotes", "\"a\tb\"\n", "\"a|b\"\n", tab},
      {"titles and comments", "Report \"x\n,,\n#no,1\na,b\n#,\nc,\"#d\"\n", "a|b\nc|<#d>\n", titled},
      {"more titles than lines", "one\n", "", titled},
      {"records of different lengths", "a,b,c\nd\ne,f,g,h\n", "a|b|c\nd\ne|f|g|h\n"},
      {"bytes of all kinds", std::string("a\0b,\x01\xff\n", 7), std::string("a\0b|\x01\xff\n", 7)},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(records_of(c.text, c.format), c.records) << c.name;
    // However the text is cut into pieces, the records are the same.
    for (const std::size_t size : {1U, 2U, 3U, 5U})
      EXPECT_EQ(records_of(c.text, c.format, size), c.records) << c.name << " in pieces of " << size;
  }
}

TEST(Csv, KnowsItsLines) {
  CsvReader reader({.comment = "#", .lines_skipped = 1});
  reader.feed("title\n#\na,\"x\ny\"\n\nb\n");
  reader.finish();
  ASSERT_NE(reader.next(), nullptr);
  EXPECT_EQ(reader.line(), 3U);
  ASSERT_NE(reader.next(), nullptr);
  EXPECT_EQ(reader.line(), 6U);
  EXPECT_EQ(reader.next(), nullptr);
}

TEST(Csv, BoundsARecord) {
  const std::string text = "a\nb,\"" + std::string(base::limits::csv_record_bytes_max, 'x') + "\nc\n";
  CsvReader reader({});
  reader.feed(text);
  ASSERT_NE(reader.next(), nullptr);
  EXPECT_EQ(reader.next(), nullptr);
  ASSERT_TRUE(reader.error());
  EXPECT_EQ(reader.error()->line, 2U);
  EXPECT_EQ(reader.next(), nullptr);
}

}  // namespace
}  // namespace connectory::tabular
