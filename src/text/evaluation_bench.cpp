// How fast expressions are evaluated. Prints one JSON object, which bench/run.py reads: nanoseconds for each text.
// Usage: text_evaluation_bench SECONDS

#include "text/evaluation.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace {

using namespace connectory::text;
using Clock = std::chrono::steady_clock;

double nanoseconds_each(double seconds, auto run) {
  constexpr std::size_t batch = 1000;
  std::size_t runs = 0;
  const auto begin = Clock::now();
  std::chrono::duration<double, std::nano> took{};
  do {
    for (std::size_t count = 0; count < batch; ++count) run();
    runs += batch;
    took = Clock::now() - begin;
  } while (took.count() < seconds * 1e9);
  return took.count() / static_cast<double>(runs);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  const double seconds = std::atof(argv[1]);
  const auto document = connectory::json::Document::parse(
      R"({"account":{"id":"act_1234567890","label":"Nordic shop"},"row":{"id":17,"x":"CAMPAIGN One","a":{"b":"b7"}}})");
  Values values;
  values[Root::account] = Value::json(*document->root().find("account"));
  values[Root::row] = Value::json(*document->root().find("row"));
  const Surroundings surroundings;
  Arena arena;
  std::string out = "{";
  for (const auto& [name, text] : {std::pair("path", "https://api.example.com/{{ account.id }}/report"),
                                   std::pair("join", "{{ row.a.b ~ '-' ~ (row.x | lower) }}"),
                                   std::pair("condition", "{{ row.id > 10 and row.x != '' }}")}) {
    const auto parsed = parse_template(text);
    std::string written;
    const double each = nanoseconds_each(seconds, [&] {
      written.clear();
      arena.clear();
      Evaluator evaluator(values, surroundings, arena);
      if (!evaluator.append(written, *parsed)) std::abort();
    });
    if (out.size() > 1) out += ",";
    out += fmt::format(R"("{}_ns":{:.1f})", name, each);
  }
  std::puts((out + "}").c_str());
  return 0;
}
