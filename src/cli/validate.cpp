// Checks connectors in files, and prints the schema that they are checked against. Needs no data folder and no server.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "cli/input_impl.h"
#include "cli/noun_impl.h"
#include "language/fix.h"
#include "language/load.h"
#include "language/reference.h"
#include "language/schema.h"
#include "language/table_json.h"

namespace connectory::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  std::string sample;
  bool json = false;
  bool is_fixing = false;
};

language::Loaded load_file(const std::string& file, std::string text, const language::LoadOptions& options) {
  const auto source = json::Source::parse_any(std::move(text), file);
  return source ? language::load(*source, options) : language::load(source.error());
}

// Writes the fixed text to the file; what could not be done, or nothing.
std::optional<std::string> write_fixed(const std::string& file, const std::string& text) {
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::canonical(file, failure);  // through a symbolic link
  if (failure) return failure.message();
  const std::filesystem::path beside = target.string() + ".connectory-new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << text;
    out.flush();
    if (!out) {
      std::filesystem::remove(beside, failure);
      return "the fixed text cannot be written next to it";
    }
  }
  std::filesystem::permissions(beside, std::filesystem::status(target, failure).permissions(), failure);
  std::filesystem::rename(beside, target, failure);
  if (!failure) return std::nullopt;
  std::string why = failure.message();
  std::filesystem::remove(beside, failure);
  return why;
}

// Applies the certain fixes to a file. What is left is in the findings of the new text.
base::Result<std::string, std::string> fix_file(const std::string& file, std::string text,
                                                const language::LoadOptions& options) {
  // A fix can make another one possible: a renamed key has a value that is checked only then.
  constexpr int rounds_max = 5;
  std::size_t fixed_count = 0;
  std::size_t left_out_count = 0;
  const std::string before = text;
  for (int round = 0; round < rounds_max; ++round) {
    const auto source = json::Source::parse_any(text, file);
    if (!source) break;
    language::Fixed fixed = language::apply_fixes(text, *source, language::load(*source, options).findings);
    fixed_count += fixed.fixed_count;
    left_out_count = fixed.left_out_count;
    if (fixed.fixed_count == 0) break;
    text = std::move(fixed.text);
  }
  if (text != before)
    if (const auto failed = write_fixed(file, text)) return std::unexpected(*failed);
  fmt::print(stderr, "{}: {} fixed", file, fixed_count);
  if (left_out_count != 0) fmt::print(stderr, ", {} to be fixed by hand", left_out_count);
  fmt::print(stderr, "\n");
  return text;
}

Exit validate(const ValidateOptions& options) {
  language::LoadOptions load_options;
  std::string sample;
  if (!options.sample.empty()) {
    auto read = read_input(options.sample);
    if (!read) return complain(Exit::failure, options.sample, read.error());
    sample = *std::move(read);
    load_options.sample = sample;
  }
  language::FileFindings all;
  for (const std::string& file : options.files) {
    auto text = read_input(file);
    if (!text) return complain(Exit::failure, file, text.error());
    if (options.is_fixing && file == "-")
      return complain(Exit::failure, "--fix", "standard input cannot be changed", "Name a file.");
    if (options.is_fixing) {
      text = fix_file(file, *std::move(text), load_options);
      if (!text) return complain(Exit::failure, file, text.error());
    }
    all.emplace_back(file == "-" ? "<stdin>" : file, load_file(file, *std::move(text), load_options).findings);
  }
  bool is_valid = true;
  for (const auto& [file, findings] : all) is_valid = is_valid && findings.is_valid();
  std::string out;
  if (options.json) {
    language::write_findings(out, all);
    out += '\n';
  } else {
    for (const auto& [file, findings] : all) language::print_findings(out, file, findings);
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return is_valid ? Exit::ok : Exit::failure;
}

struct SchemaOptions {
  std::string draft = "2019-09";
  bool is_reference = false;
  bool is_table = false;
};

Exit print_schema(const SchemaOptions& options) {
  const std::string text = options.is_reference ? language::reference()
                           : options.is_table   ? language::table_json() + "\n"
                                                : language::json_schema(*language::parse_draft(options.draft)) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  return Exit::ok;
}

}  // namespace

void add_validate(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("validate", "check configuration files");
  command->footer(
      "Example: connectory validate shop/configuration.yaml\n\nFindings are printed like compiler messages, "
      "file:line:column: level CODE: message. The exit code is 1 if there is an error.");
  const auto options = std::make_shared<ValidateOptions>();
  command->add_option("files", options->files, "JSON or YAML files; - means standard input")->required();
  command->add_option("--sample", options->sample, "response of the API as JSON, to find fields that it never fills");
  command->add_flag("--json", options->json, "print JSON, for scripts");
  command->add_flag("--fix", options->is_fixing,
                    "first correct the files where it is certain what was meant; comments and layout stay");
  command->callback([&chosen, options] { chosen.run = [options] { return validate(*options); }; });
}

void add_schema(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("schema", "print the JSON Schema of configurations, for editors");
  command->footer("Example: connectory schema --draft 07 > connector.schema.json");
  const auto options = std::make_shared<SchemaOptions>();
  command->add_option("--draft", options->draft, "2019-09, or 07, which editors support best")
      ->check([](const std::string& text) {
        return language::parse_draft(text) ? std::string() : "must be 2019-09 or 07, not " + text;
      })
      ->capture_default_str();
  command->add_flag("--reference", options->is_reference, "print the language reference as Markdown instead");
  command->add_flag("--table", options->is_table,
                    "print all keys, placeholders, filters and findings with their help as JSON instead");
  command->callback([&chosen, options] { chosen.run = [options] { return print_schema(*options); }; });
}

}  // namespace connectory::cli
