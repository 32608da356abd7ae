#pragma once

// What the nouns of the command line are made of: verbs with their options, the open data folder, answers for people or for
// scripts, and checks of what was typed. A noun is a file of its name with one function; command_line.cpp lists them.
// Errors: said on standard error; a verb that failed returns its exit code. Threads: one.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "base/function_ref.h"
#include "base/random.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "json/writer.h"
#include "store/store.h"

namespace connectory::cli {

// ---- verbs -----------------------------------------------------------------------------------------------------------

// What every verb on the data folder has.
struct Common {
  std::string data = default_data_folder;
  bool json = false;
};

// The words about a verb in its --help.
struct VerbText {
  std::string name;
  std::string help;
  std::string example;  // `connectory team list`
};

// A verb to which its own options are still to be added; they are read into `options`, which lives as long as the program.
template <class Options>
struct Verb {
  CLI::App& command;
  Options& options;
};

struct NoOptions {};

CLI::App& add_noun(CLI::App& program, const std::string& name, const std::string& help);

// The command of a verb, with the common options.
CLI::App& add_command(CLI::App& noun, const VerbText& text, Common& common);

// `run` is called once all of the command line was understood.
template <class Options>
Verb<Options> add_verb(CLI::App& noun, Chosen& chosen, const VerbText& text,
                       std::function<Exit(const Common&, const Options&)> run) {
  const auto given = std::make_shared<std::pair<Common, Options>>();
  CLI::App& command = add_command(noun, text, given->first);
  command.callback([&chosen, given, run = std::move(run)] {
    chosen.run = [given, run] { return run(given->first, given->second); };
  });
  return {command, given->second};
}

void add_team_option(CLI::App& command, std::int64_t& team);
void add_role_option(CLI::App& command, std::string& role, bool is_required);

// ---- checks of what was typed: what is wrong, or nothing ---------------------------------------------------------------

std::string check_name(const std::string& name);
std::string check_team_number(const std::string& text);
std::string check_span(const std::string& span);

// `90d`, `12h`, `30m`, `45s`: a span of time from now.
std::optional<std::chrono::milliseconds> parse_span(std::string_view text);

// ---- the data folder -------------------------------------------------------------------------------------------------

class Workplace {
 public:
  // Where there is no database yet, only `may_make` makes one: a mistyped folder must not look like an empty one.
  static base::Result<std::unique_ptr<Workplace>, Exit> open(const std::string& folder, bool may_make = false);

  base::SystemClock clock;
  base::SystemRandom random;
  store::Actor actor;  // who runs the command: `command line (ann)`, `command line (ann as connectory)`
  std::unique_ptr<store::Store> store;
};

// Says that `what` failed in the store, and why.
Exit complain_of(std::string_view what, const store::Error& error);

// ---- answers ---------------------------------------------------------------------------------------------------------

// One JSON value with --json; else the words.
Exit answer(const Common& common, base::FunctionRef<void(json::Writer&)> as_json, std::string_view words);

// A table for people: columns as wide as their widest value.
void print_table(const std::vector<std::vector<std::string>>& rows);

// A list: a JSON array with --json, else a table with a row for each.
template <class Item, std::invocable<json::Writer&, const Item&> Write, std::invocable<const Item&> Row>
Exit answer_list(const Common& common, const std::vector<Item>& items, Write write, std::vector<std::string> header,
                 Row row) {
  if (common.json) {
    const auto write_all = [&](json::Writer& writer) {
      writer.begin_array();
      for (const Item& item : items) write(writer, item);
      writer.end_array();
    };
    return answer(common, write_all, {});
  }
  std::vector<std::vector<std::string>> rows{std::move(header)};
  for (const Item& item : items) rows.push_back(row(item));
  print_table(rows);
  return Exit::ok;
}

}  // namespace connectory::cli
