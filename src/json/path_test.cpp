// Runs the tables of tests/json/jsonpath: what each path selects, and where each mistake is found.

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
    case PathError::Code::too_many: return "too_many";
  }
  std::unreachable();
}

// Cuts off the first word and the blanks behind it.
std::string_view cut_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return word;
}

// A path as the tables write it: as it is, or as a JSON string where it has characters that a line cannot show.
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

// A line a node: its normalized path and the value as the document has it.
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

}  // namespace
}  // namespace connectory::json
