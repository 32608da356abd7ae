#pragma once

// Shared by the tests of this room: parts of connectors, loaded as connectors are.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "language/load.h"
#include "text/value.h"

namespace connectory::engine {

// A connector whose only report type has this response.
inline std::shared_ptr<const language::Configuration> connector_with(std::string_view response) {
  language::Loaded loaded = language::load(fmt::format(
      R"({{"reporting":{{"reportTypes":[{{"id":"r","request":{{"url":"https://a.example","response":{}}}}}]}}}})",
      response));
  std::string findings;
  language::print_findings(findings, "connector", loaded.findings);
  EXPECT_TRUE(loaded.configuration) << findings;
  return loaded.configuration;
}

inline std::string json_of(const text::Value& value) {
  std::string json;
  text::append_json(json, value, 1'000'000);
  return json;
}

// The texts in backticks.
inline std::vector<std::string> codes_in(std::string_view cell) {
  std::vector<std::string> codes;
  for (std::size_t at = cell.find('`'); at != std::string_view::npos; at = cell.find('`')) {
    cell.remove_prefix(at + 1);
    const std::size_t end = cell.find('`');
    codes.emplace_back(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return codes;
}

}  // namespace connectory::engine
