#include "json/yaml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "json/source.h"

namespace connectory::json {
namespace {

struct Taken {
  const char* name;
  std::string yaml;
  std::string_view json;
};

TEST(Yaml, BecomesJson) {
  const Taken cases[] = {
      {"a block mapping", "a: 1\nb:\n  c: x\n", R"({"a":1,"b":{"c":"x"}})"},
      {"a block sequence", "- 1\n- - 2\n  - 3\n", "[1,[2,3]]"},
      {"flow style", "{a: [1, two], b: {}}", R"({"a":[1,"two"],"b":{}})"},
      {"JSON", R"({"a": [1.10, true, null, "\u00e9\n"]})", "{\"a\":[1.10,true,null,\"\xc3\xa9\\n\"]}"},
      {"key order", "z: 1\na: 2\nm: 3\n", R"({"z":1,"a":2,"m":3})"},
      {"comments and blank lines", "# one\n\na: 1 # two\n", R"({"a":1})"},
      {"a directive and an end", "%YAML 1.2\n---\na: 1\n...\n", R"({"a":1})"},
      {"a byte order mark",
       "\xef\xbb\xbf"
       "a: 1\n",
       R"({"a":1})"},
      {"Windows line ends", "a: 1\r\nb: |\r\n  x\r\n  y\r\n", R"({"a":1,"b":"x\ny\n"})"},
      {"an empty document", "---\n", "null"},
      {"a scalar", "hello", R"("hello")"},
      {"a literal text", "a: |\n  x\n   y\nb: |-\n  z\n", R"({"a":"x\n y\n","b":"z"})"},
      {"a folded text", "a: >\n  x\n  y\n\n  z\n", R"({"a":"x y\nz\n"})"},
      {"quotes", R"(['it''s', "tab\t \x41", '1', "true"])", R"(["it's","tab\t A","1","true"])"},
      {"an unquoted colon", "url: http://example.com/a?b=c#d\n", R"({"url":"http://example.com/a?b=c#d"})"},
      {"a quoted placeholder", "a: \"{{ x }}/y\"\nb: \"{{ z }}\"\n", R"({"a":"{{ x }}/y","b":"{{ z }}"})"},
      // YAML 1.2.2, section 10.3.2
      {"nulls", "[~, null, Null, NULL, ]", "[null,null,null,null]"},
      {"an empty value", "a:\nb: 1\n", R"({"a":null,"b":1})"},
      {"booleans", "[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]"},
      {"words of YAML 1.1", "[yes, no, on, off, y, n, Yes, tRUE, nULL]",
       R"(["yes","no","on","off","y","n","Yes","tRUE","nULL"])"},
      {"numbers as JSON has them", "[0, -0, 1.10, -2.50e+3, 1E5, 12345678901234567890123]",
       "[0,-0,1.10,-2.50e+3,1E5,12345678901234567890123]"},
      {"numbers respelled", "[+1, 007, -007, .5, -.5, 5., +0.50, 00, 01.5e3, 1.e2]",
       "[1,7,-7,0.5,-0.5,5.0,0.50,0,1.5e3,1.0e2]"},
      {"texts that look like numbers", "[1_000, 1:30, 0b1, 1e, e5, ., -, +, 1.2.3, 0x, 0o8, 1 2, .in, -0x1]",
       R"(["1_000","1:30","0b1","1e","e5",".","-","+","1.2.3","0x","0o8","1 2",".in","-0x1"])"},
      {"dates are texts", "[2024-03-01, 2024-03-01T10:00:00Z]", R"(["2024-03-01","2024-03-01T10:00:00Z"])"},
      {"core tags", "[!!str 1, !!int \"2\", !!float 3, !!bool 'true', !!null '', !!str, ! x]",
       R"(["1",2,3,true,null,"","x"])"},
      {"tags of collections", "!!map {a: !!seq [1]}", R"({"a":[1]})"},
      {"keys become texts as written", "1: a\n1.50: b\ntrue: c\n~: d\nnull: e\n0x1F: f\n'': g\n",
       R"({"1":"a","1.50":"b","true":"c","~":"d","null":"e","0x1F":"f","":"g"})"},
      {"keys one after the other", "{a: 1, \"b\":2, ? c : 3, ? d}", R"({"a":1,"b":2,"c":3,"d":null})"},
      // Anchors, aliases, merges
      {"an alias of a scalar", "a: &x hello\nb: *x\n", R"({"a":"hello","b":"hello"})"},
      {"an alias of a mapping", "a: &x {p: [1, 2]}\nb: [*x, *x]\n",
       R"({"a":{"p":[1,2]},"b":[{"p":[1,2]},{"p":[1,2]}]})"},
      {"an anchor again", "[&x 1, *x, &x 2, *x]", "[1,1,2,2]"},
      {"an anchored key", "&k key: *k\n", R"({"key":"key"})"},
      {"an anchor within an anchor", "a: &x {b: &y [1]}\nc: *y\nd: *x\n", R"({"a":{"b":[1]},"c":[1],"d":{"b":[1]}})"},
      {"a merge", "base: &b {p: 1, q: 2}\nuse:\n  q: 3\n  <<: *b\n  r: 4\n",
       R"({"base":{"p":1,"q":2},"use":{"q":3,"r":4,"p":1}})"},
      {"a merge alone", "base: &b {p: 1}\nuse: {<<: *b}\n", R"({"base":{"p":1},"use":{"p":1}})"},
      {"a merge of several, the first wins", "- &a {p: 1, q: 1}\n- &b {q: 2, r: 2}\n- <<: [*a, *b, {s: 3}]\n",
       R"([{"p":1,"q":1},{"q":2,"r":2},{"p":1,"q":1,"r":2,"s":3}])"},
      {"a merge within a merge", "a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nc: {<<: *b}\n",
       R"({"a":{"p":1},"b":{"q":2,"p":1},"c":{"q":2,"p":1}})"},
      {"an anchor within a merge", "a: {<<: &m {p: [1]}}\nb: *m\n", R"({"a":{"p":[1]},"b":{"p":[1]}})"},
      {"a quoted << is a name", "\"<<\": 1\n", R"({"<<":1})"},
      {"an empty merge", "{<<: {}, a: 1, b: {<<: []}}", R"({"a":1,"b":{}})"},
  };
  for (const Taken& row : cases) {
    SCOPED_TRACE(row.name);
    const auto read = read_yaml(row.yaml);
    ASSERT_TRUE(read.has_value()) << read.error().detail;
    EXPECT_EQ(read->json, row.json);
    const auto document = Document::parse(read->json);
    ASSERT_TRUE(document.has_value());
    EXPECT_EQ(read->extents.size(), document->values_count());
  }
}

struct Refusal {
  const char* name;
  std::string yaml;
  Error::Code code;
  std::size_t line;
  std::size_t column;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Yaml, RefusesWithThePlaceOfTheMistake) {
  using enum Error::Code;
  const Refusal cases[] = {
      {"nothing", "", syntax, 1, 1},
      {"a comment alone", "# nothing\n", syntax, 1, 1},
      {"a tab before a key", "a:\n\tb: 1\n", syntax, 2, 1},
      {"a tab at the start", "\ta: 1\n", syntax, 1, 1},
      {"a key further left", "a:\n    b: 1\n  c: 2\n", syntax, 3, 3},
      {"a key further right", "a: 1\n  b: 2\n", syntax, 2, 4},
      {"a list item among keys", "a: 1\n- b\n", syntax, 2, 1},
      {"two colons", "a: b: c\n", syntax, 1, 5},
      {"an open bracket", "a: [1, 2\n", syntax, 2, 1},
      {"an end within a line", "a: [1,", syntax, 1, 7},
      {"an open quote", "a: \"x\n", syntax, 2, 1},
      {"an open quote, with Windows line ends", "a: 1\r\nb: \"x\r\n", syntax, 3, 1},
      {"an unknown escape", R"(a: "\q")", syntax, 1, 5},
      {"a text that begins with @", "a: @b\n", syntax, 1, 4},
      {"a text that begins with %", "a: %b\n", syntax, 1, 4},
      {"a control character", "a: \x01\n", syntax, 1, 4},
      {"invalid UTF-8", "a: 1\nb: \xff\n", encoding, 2, 4},
      {"a line break of YAML 1.1", "a: \"x\xe2\x80\xa8y\"\n", unsupported, 1, 6},
      {"a second document", "a: 1\n---\nb: 2\n", unsupported, 2, 1},
      {"a version to come", "%YAML 2.0\n---\na: 1\n", syntax, 1, 1},
      {"a key twice", "a: 1\nb: 2\na: 3\n", duplicate_key, 3, 1},
      {"a key twice, quoted", "{a: 1, \"a\": 2}", duplicate_key, 1, 8},
      {"columns are characters", "{\xc3\xa9: 1, \xc3\xa9: 2}", duplicate_key, 1, 8},
      {"a list as a key", "? [a]\n: 1\n", unsupported, 1, 3},
      {"a mapping as a key", "{a: 1, {b: 2}: 3}", unsupported, 1, 8},
      {"an alias as a key", "a: &x b\n*x : c\n", unsupported, 2, 1},
      {"a placeholder without quotes", "url: {{ base }}/orders\n", unsupported, 1, 6},
      {"an octal number", "a: 0o17\n", unsupported, 1, 4},
      {"a hexadecimal number", "a: 0x1F\n", unsupported, 1, 4},
      {"an infinity", "a: -.inf\n", unsupported, 1, 4},
      {"not a number", "a:\n - .NaN\n", unsupported, 2, 4},
      {"an exponent out of range", "a: 1e99999999999\n", unsupported, 1, 4},
      {"a tag of one's own", "a: !secret x\n", unsupported, 1, 4},
      {"a tag of YAML 1.1", "a: !!binary aGk=\n", unsupported, 1, 4},
      {"a tag on another kind", "a: !!map [1]\n", unsupported, 1, 4},
      {"a tag that does not fit", "a: !!int 1.5\n", unsupported, 1, 4},
      {"an unknown alias", "a: *x\n", syntax, 1, 4},
      {"an alias before its anchor", "a: *x\nb: &x 1\n", syntax, 1, 4},
      {"an alias within itself", "a: &x [1, *x]\n", unsupported, 1, 11},
      {"a merge of a text", "a: 1\n<<: x\n", unsupported, 2, 1},
      {"a merge of texts", "<<: [{a: 1}, x]\n", unsupported, 1, 1},
      {"two merges", "<<: {a: 1}\n<<: {b: 1}\n", duplicate_key, 2, 1},
      {"too deep", nested(base::limits::json_depth_max + 1), depth, 1, base::limits::json_depth_max + 1},
      {"too deep by an alias",
       "- &x " + nested(70) + "\n- " + std::string(60, '[') + "*x" + std::string(60, ']') + "\n", depth, 2, 63},
  };
  for (const Refusal& refusal : cases) {
    SCOPED_TRACE(refusal.name);
    const auto read = read_yaml(refusal.yaml);
    ASSERT_FALSE(read.has_value()) << read->json;
    EXPECT_EQ(read.error().code, refusal.code) << read.error().detail;
    EXPECT_EQ(read.error().line, refusal.line) << read.error().detail;
    EXPECT_EQ(read.error().column, refusal.column) << read.error().detail;
    EXPECT_LE(read.error().offset, refusal.yaml.size());
  }
}

TEST(Yaml, SaysWhatToDoAboutCommonMistakes) {
  const std::pair<const char*, const char*> cases[] = {
      {"a:\n\tb: 1\n", "tabs cannot be used to indent; use spaces"},
      {"a: b: c\n", "write a string that contains \": \" in quotes"},
      {"url: {{ base }}/orders\n", "write a string that begins with \"{{\" in quotes"},
      {"a: @b\n", "write a string that begins with \"@\" in quotes"},
  };
  for (const auto& [yaml, advice] : cases)
    EXPECT_NE(read_yaml(yaml).error().detail.find(advice), std::string::npos) << read_yaml(yaml).error().detail;
}

TEST(Yaml, LaughsAreCounted) {
  std::string yaml = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int level = 1; level < 20; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    yaml += fmt::format("a{0}: &a{0} [{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}]\n", level, below);
  }
  const auto read = read_yaml(yaml);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, Error::Code::size);
  std::string merges = "- &a {" + std::string(1000, 'k') + ": 1}\n";
  for (int line = 0; line < 200; ++line) {
    merges += "- {<<: [";
    for (int i = 0; i < 1000; ++i) merges += "*a, ";
    merges += "]}\n";
  }
  EXPECT_EQ(read_yaml(merges).error().code, Error::Code::size);
}

std::string places_of(const Source& source, Value value) {
  const auto place = [&](Value at) {
    const Position position = source.position_of(at);
    return std::to_string(position.line) + ":" + std::to_string(position.column) + " ";
  };
  std::string places = place(value);
  for (const Value element : value.elements()) places += places_of(source, element);
  for (const auto [key, member] : value.members()) places += place(key) + places_of(source, member);
  return places;
}

TEST(Yaml, KnowsThePlaceOfEveryValueAndKey) {
  const std::pair<std::string, std::string> cases[] = {
      {"a: 1\nb:\n  - x\n  - \"\xc3\xa9\": y\n", "1:1 1:1 1:4 2:1 3:3 3:5 4:5 4:5 4:10 "},
      {"{a: 1,\r\n b: [2, 3]}", "1:1 1:2 1:5 2:2 2:5 2:6 2:9 "},
      {"? \xc3\xa9", "1:1 1:3 1:4 "},  // the missing value is at the end
      {"a:\nb: |\n  text\n", "1:1 1:1 1:3 2:1 2:4 "},
      // The position of an alias is at the alias; the positions of its parts are at the anchor.
      {"a: &x {p: 1}\nb: *x\n", "1:1 1:1 1:4 1:8 1:11 2:1 2:4 1:8 1:11 "},
      // Merged members are where they are written.
      {"- &x {p: [1]}\n- q: 2\n  <<: *x\n", "1:1 1:3 1:7 1:10 1:11 2:3 2:3 2:6 1:7 1:10 1:11 "},
      {"\xef\xbb\xbf"
       "a: 1\n",
       "1:1 1:1 1:4 "},
  };
  for (const auto& [yaml, places] : cases) {
    SCOPED_TRACE(yaml);
    const auto source = Source::from_yaml(yaml);
    ASSERT_TRUE(source.has_value());
    EXPECT_EQ(places_of(*source, source->root()), places);
  }
}

}  // namespace
}  // namespace connectory::json
