#pragma once

// The parts that the commands share: verbs with their options, the open data folder, output for people or for scripts,
// and checks of arguments. Each noun has a file of its name with one function; command_line.cpp lists them.
// Errors: reported on standard error; a verb that fails returns its exit code. Threads: one.

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

// The options of every verb that works on the data folder.
struct Common {
  std::string data = default_data_folder;
  bool json = false;
};

// The text for a verb in --help.
struct VerbText {
  std::string name;
  std::string help;
  std::string example;  // `connectory team list`
};

// A verb to which the caller still adds options of its own. They are parsed into `options`, which lives as long as the
// program.
template <class Options>
struct Verb {
  CLI::App& command;
  Options& options;
};

struct NoOptions {};

CLI::App& add_noun(CLI::App& program, const std::string& name, const std::string& help);

// Creates the command of a verb, with the common options.
CLI::App& add_command(CLI::App& noun, const VerbText& text, Common& common);

// `run` is called after the whole command line has been parsed.
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

// ---- checks of arguments: what is wrong, or empty --------------------------------------------------------------------

std::string check_name(const std::string& name);
std::string check_team_number(const std::string& text);
std::string check_span(const std::string& span);

// `90d`, `12h`, `30m`, `45s`: a length of time from now.
std::optional<std::chrono::milliseconds> parse_span(std::string_view text);

// ---- the data folder -------------------------------------------------------------------------------------------------

class Workplace {
 public:
  // Creates a missing database only if `may_make`, because a mistyped folder must not look like an empty one.
  static base::Result<std::unique_ptr<Workplace>, Exit> open(const std::string& folder, bool may_make = false);

  base::SystemClock clock;
  base::SystemRandom random;
  store::Actor actor;  // the user who runs the command: `command line (ann)`, `command line (ann as connectory)`
  std::unique_ptr<store::Store> store;
};

// Reports that `what` failed in the store, and why.
Exit complain_of(std::string_view what, const store::Error& error);

// ---- answers ---------------------------------------------------------------------------------------------------------

// Prints one JSON value with --json, otherwise the words.
Exit answer(const Common& common, base::FunctionRef<void(json::Writer&)> as_json, std::string_view words);

// Prints a table for people. Each column is as wide as its widest value.
void print_table(const std::vector<std::vector<std::string>>& rows);

// Prints a list: a JSON array with --json, otherwise a table with one row for each item.
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
