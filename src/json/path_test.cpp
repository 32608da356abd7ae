// Runs the tables of tests/json/jsonpath: the nodes that each path selects, and the position of each mistake.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "json/path_evaluation.h"

namespace connectory::json {
namespace {

std::string_view name_of(PathError::Code code) {
  switch (code) {
    case PathError::Code::syntax: return "syntax";
    case PathError::Code::encoding: return "encoding";
    case PathError::Code::number_range: return "number_range";
    case PathError::Code::unknown_function: return "unknown_function";
    case PathError::Code::type_mismatch: return "type_mismatch";
    case PathError::Code::too_long: return "too_long";
    case PathError::Code::too_deep: return "too_deep";
    case PathError::Code::pattern_too_large: return "pattern too large";
    case PathError::Code::too_costly: return "too costly";
    case PathError::Code::too_many: return "too_many";
  }
  std::unreachable();
}

// Removes the first word and the blanks after it.
std::string_view cut_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return word;
}

// A path as the tables write it: verbatim, or as a JSON string if it has characters that a line cannot show.
std::string path_in(std::string_view written) {
  if (!written.starts_with('"')) return std::string(written);
  const auto document = Document::parse(std::string(written));
  return document ? std::string(document->root().string()) : fmt::format("not a JSON string: {}", written);
}

void expect_refusal(std::string_view rest) {
  const std::string offset(cut_word(rest));
  const std::string code(cut_word(rest));
  const auto path = Path::parse(path_in(rest));
  ASSERT_FALSE(path.has_value());
  EXPECT_EQ(std::to_string(path.error().offset), offset) << path.error().detail;
  EXPECT_EQ(name_of(path.error().code), code) << path.error().detail;
}

// One line for each node: its normalized path, and the value as it is written in the document.
std::vector<std::string> select(const std::string& written, const Document& document) {
  const auto path = Path::parse(path_in(written));
  if (!path) return {fmt::format("refused at {}: {}", path.error().offset, path.error().detail)};
  const auto found = evaluate_with_paths(*path, document.root());
  if (!found) return {found.error().detail};
  std::vector<std::string> lines;
  for (const auto& [node, place] : *found) lines.push_back(fmt::format("{} {}", place, node.raw()));
  return lines;
}

struct Line {
  std::size_t number;
  std::string text;
};

std::vector<Line> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Line> lines;
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    if (!text.empty() && !text.starts_with('#')) lines.push_back({number, text});
  }
  return lines;
}

void run_table(const std::filesystem::path& file) {
  const std::vector<Line> lines = lines_of(file);
  EXPECT_FALSE(lines.empty()) << file;
  auto document = Document::parse("null");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    SCOPED_TRACE(fmt::format("{}:{}: {}", file.string(), lines[i].number, lines[i].text));
    std::string_view rest = lines[i].text;
    const std::string_view keyword = cut_word(rest);
    if (keyword == "refuse") {
      expect_refusal(rest);
    } else if (keyword == "document") {
      document = Document::parse(std::string(rest));
      ASSERT_TRUE(document.has_value()) << document.error().detail;
    } else if (keyword == "select") {
      std::vector<std::string> expected;
      while (i + 1 < lines.size() && lines[i + 1].text.starts_with("  ")) expected.push_back(lines[++i].text.substr(2));
      EXPECT_EQ(select(std::string(rest), *document), expected);
    } else if (keyword == "holds" || keyword == "fails") {
      const auto chosen = select(fmt::format("$[?{}]", rest), *document);
      EXPECT_EQ(chosen, keyword == "holds" ? select("$[*]", *document) : std::vector<std::string>());
    } else {
      ADD_FAILURE() << "no such keyword";
    }
  }
}

TEST(Path, SelectsAndRefusesAsTheTablesSay) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/json/jsonpath")) {
    run_table(entry.path());
    ++files;
  }
  EXPECT_GT(files, 0U);
}

TEST(Path, TellsWhatItBeginsWithAndWhetherItIsSingular) {
  const auto root = Path::parse("$");
  EXPECT_TRUE(root->is_root() && root->is_singular());
  EXPECT_FALSE(root->first_name().has_value());
  const auto rows = Path::parse("$.data.*");
  EXPECT_FALSE(rows->is_singular());
  EXPECT_EQ(rows->first_name(), "data");
  EXPECT_FALSE(rows->steps().has_value());
  for (const char* text : {"$..data", "$['a','b']", "$[0].data", "$.*.data", "$[?@.a]"})
    EXPECT_FALSE(Path::parse(text)->first_name().has_value()) << text;
  const auto single = Path::parse(R"($.a["b\u00e9"][-1][0])");
  ASSERT_TRUE(single->is_singular());
  EXPECT_EQ(*single->steps(), (std::vector<Path::Step>{"a", "b\xc3\xa9", std::int64_t{-1}, std::int64_t{0}}));
}

TEST(Path, HasBounds) {
  const auto code_of = [](const std::string& text) {
    const auto path = Path::parse(text);
    return path ? "taken" : name_of(path.error().code);
  };
  const auto repeated = [](std::string_view piece, std::size_t times) {
    std::string out;
    while (times-- > 0) out += piece;
    return out;
  };
  namespace limits = base::limits;
  EXPECT_EQ(code_of("$." + std::string(limits::path_bytes_max - 2, 'a')), "taken");
  EXPECT_EQ(code_of("$." + std::string(limits::path_bytes_max - 1, 'a')), "too_long");
  EXPECT_EQ(code_of("$" + repeated("[?@", limits::path_depth_max) + repeated("]", limits::path_depth_max)), "taken");
  EXPECT_EQ(code_of("$" + repeated("[?@", limits::path_depth_max + 1)), "too_deep");
  EXPECT_EQ(code_of("$[?" + repeated("(", limits::path_depth_max)), "too_deep");
  EXPECT_EQ(code_of("$[?" + repeated("!(", limits::path_depth_max)), "too_deep");
  EXPECT_EQ(code_of("$[?" + repeated("length(", limits::path_depth_max)), "too_deep");
  EXPECT_EQ(code_of("$[?@" + repeated("&&match(@,'a')", limits::path_patterns_max) + "]"), "taken");
  EXPECT_EQ(code_of("$[?@" + repeated("&&match(@,'a')", limits::path_patterns_max + 1) + "]"), "too_long");
  EXPECT_EQ(code_of("$.a\xff"), "encoding");
  EXPECT_EQ(code_of("$['\xc3']"), "encoding");
  EXPECT_EQ(Path::parse("$['\xc3']").error().offset, 3U);
}

std::string array_of(std::string_view element, std::size_t count) {
  std::string out = "[";
  for (std::size_t i = 0; i < count; ++i) (out += i == 0 ? "" : ",") += element;
  return out + "]";
}

TEST(Path, DoesNotRunAway) {
  const auto document = Document::parse(array_of(array_of("[1,\"text\",{}]", 100), 100));
  ASSERT_TRUE(document.has_value());
  const auto outcome = [&](const char* text, PathBounds bounds = {}) {
    const auto path = Path::parse(text);
    if (!path) return path.error().detail;
    const auto found = evaluate(*path, document->root(), bounds);
    return found ? std::to_string(found->size()) : std::string(name_of(found.error().code));
  };
  EXPECT_EQ(outcome("$..*"), "40100");
  EXPECT_EQ(outcome("$..*", {.nodes_max = 40100}), "40100");
  EXPECT_EQ(outcome("$..*", {.nodes_max = 40099}), "too_many");
  EXPECT_EQ(outcome("$..*", {.work_max = 1000}), "too_many");
  EXPECT_EQ(outcome("$[0][0]", {.work_max = 1000}), "1");
  // Each of these would visit a hundred million values or more.
  for (const char* text :
       {"$[*,*,*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*,*,*]", "$..[?@==$[0]||count($..*)==1]",
        "$[?count($..*..*)==1]", "$.*[?!(@==$[-1])&&$[?$[?$==1]]]", "$..[?$[-1]==$[-2]&&count($..*)==0]"})
    EXPECT_EQ(outcome(text), "too_many") << text;
}

TEST(Path, CountsTheWorkOnTextsAndPatterns) {
  const std::string text = '"' + std::string(10'000, 'x') + '"';
  std::string patterns;
  for (int i = 0; i < 3000; ++i) patterns += fmt::format("{}\"(x|{})*y\"", i == 0 ? "" : ",", i);
  const auto document =
      Document::parse(fmt::format(R"({{"texts":{},"patterns":[{}]}})", array_of(text, 600), patterns));
  ASSERT_TRUE(document.has_value());
  for (const char* path : {"$.texts[?$.texts[?@==$.texts[0]&&@==$.x]]", "$.texts[?$.texts[?search(@,'(x|y)*z')]]",
                           "$.patterns[?$.patterns[?match('x',@)]]", "$.texts[?$.texts[?length(@)==1]]"}) {
    const auto found = evaluate(*Path::parse(path), document->root());
    ASSERT_FALSE(found.has_value()) << path;
    EXPECT_EQ(found.error().code, PathError::Code::too_many);
  }
}

TEST(Path, FindsTheFirstAndLooksNoFurther) {
  const auto document = Document::parse(array_of("[1,2]", 1000));
  const auto first = find_first(*Path::parse("$..[1]"), document->root(), {.work_max = 200});
  ASSERT_TRUE(first.has_value() && first->has_value());
  EXPECT_EQ((*first)->raw(), "[1,2]");
  const auto none = find_first(*Path::parse("$.a"), document->root());
  EXPECT_TRUE(none.has_value() && !none->has_value());
}

TEST(Path, RemarksOnPatternsThatMatchNothing) {
  EXPECT_TRUE(Path::parse("$[?match(@,'[0-9]+')]")->remarks().empty());
  const auto path = Path::parse(R"($[?@.a||search(@,'\\d+')])");
  ASSERT_TRUE(path.has_value());
  ASSERT_EQ(path->remarks().size(), 1U);
  EXPECT_EQ(path->remarks()[0].offset, 8U);
  EXPECT_EQ(Path::parse("$[?match(@,1)]")->remarks().size(), 1U);
}

// A model other than Value: a tree of numbers in vectors.
struct TreeMember;
struct Tree {
  double leaf = 0;
  std::vector<Tree> children;
  std::vector<std::string> names = {};  // of an object, one for each child

  Kind kind() const { return children.empty() ? Kind::number : names.empty() ? Kind::array : Kind::object; }
  bool boolean() const { return false; }
  Number number() const { return Number(leaf); }
  std::string_view string() const { return {}; }
  std::size_t size() const { return children.size(); }
  std::optional<Tree> find(std::string_view name) const {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : element(static_cast<std::size_t>(found - names.begin()));
  }
  std::optional<Tree> element(std::size_t index) const { return children[index]; }
  const std::vector<Tree>& elements() const { return children; }
  std::vector<TreeMember> members() const;
};
struct TreeMember {
  std::string_view label;
  Tree value;
  std::string_view name() const { return label; }
};

std::vector<TreeMember> Tree::members() const {
  std::vector<TreeMember> members;
  for (std::size_t i = 0; i < names.size(); ++i) members.push_back({names[i], children[i]});
  return members;
}

TEST(Path, RunsOverAnyModel) {
  const Tree root{.children = {{.children = {{1.0}, {2.5}, {4.0}}}}, .names = {"rows"}};
  const auto found = evaluate_with_paths(*Path::parse("$..[?@>2&&@!=$.rows[2]]"), root);
  ASSERT_TRUE(found.has_value());
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().path, "$['rows'][1]");
  EXPECT_EQ(found->front().node.leaf, 2.5);
}

}  // namespace
}  // namespace connectory::json
