// How many megabytes of JSON one core parses in a second of CPU time: Document::parse on a configuration of about 1 MB,
// indented and compact.
//   json_document_bench [FILE]    the configuration to repeat; without it a small one is generated

#include "json/document.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using connectory::json::Document;

constexpr std::size_t bytes_wanted = 1'000'000;
constexpr int rounds = 200;

std::string made_up(bool is_laid_out) {
  const std::string_view line = is_laid_out ? "\n      " : "";
  std::string fields;
  for (int i = 0; i < 12; ++i)
    fields += fmt::format(
        R"({1}{0}{{"id": "field_{2}", "label": "Field number {2}", "dataType": "float.number.value",)"
        R"({0}"value": {{"source": "jsonPath", "value": "$.stats.field_{2}"}}, "hidden": false, "position": {2}.5}})",
        line, i == 0 ? "" : ",", i);
  return fmt::format(R"({{"id": "report", "request": {{"url": "https://api.example.com/v1/r\u00e9sum\u00e9",)"
                     R"({0}"parameters": [{{"name": "fields", "value": "{{{{ query.fields | join(\",\") }}}}"}}]}},)"
                     R"({0}"metrics": {{"groups": [{{"label": "All", "fields": [{1}]}}]}}}})",
                     line, fields);
}

std::string repeated(const std::string& one) {
  std::string text = "[" + one;
  while (text.size() < bytes_wanted) text += ",\n" + one;
  return text + "]";
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void measure(std::string_view name, const std::string& text) {
  std::vector<double> seconds;
  std::size_t values = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string copy = text;
    const double start = cpu_seconds();
    const auto document = Document::parse(std::move(copy));
    seconds.push_back(cpu_seconds() - start);
    values = document ? document->values_count() : 0;
  }
  std::ranges::sort(seconds);
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  fmt::print("{:<12} {:>6.2f} MB {:>8} values   median {:>7.1f} MB/s   best {:>7.1f} MB/s\n", name, megabytes, values,
             megabytes / seconds[seconds.size() / 2], megabytes / seconds.front());
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1) {
    std::ifstream in(arguments[1]);
    measure("file", repeated(std::string(std::istreambuf_iterator<char>(in), {})));
  }
  measure("laid out", repeated(made_up(true)));
  measure("compact", repeated(made_up(false)));
  measure("numbers", repeated("[1,2.5,-3e7,12345678901,0.001]"));
  measure("long texts", repeated('"' + std::string(2000, 'x') + '"'));
  return 0;
}
