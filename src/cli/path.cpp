// Evaluates a JSONPath on a document, as a connector would. Needs no data folder and no server.

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "cli/input_impl.h"
#include "cli/noun_impl.h"
#include "json/path_evaluation.h"

namespace connectory::cli {
namespace {

struct PathOptions {
  std::string path;
  std::string file = "-";
  bool with_paths = false;
};

Exit complain_of_path(const json::PathError& error) {
  if (error.code == json::PathError::Code::too_many) return complain(Exit::failure, "path", error.detail);
  return complain(Exit::failure, "path", fmt::format("{} at offset {}", error.detail, error.offset));
}

Exit select(const PathOptions& options) {
  const auto path = json::Path::parse(options.path);
  if (!path) return complain_of_path(path.error());
  for (const json::PathError& remark : path->remarks())
    fmt::print(stderr, "connectory: path: note at offset {}: {}.\n", remark.offset, remark.detail);
  auto text = read_input(options.file);
  if (!text) return complain(Exit::failure, options.file, text.error());
  const auto document = json::Document::parse(*std::move(text));
  if (!document)
    return complain(Exit::failure, options.file == "-" ? "standard input" : options.file, document.error().detail);
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  if (options.with_paths) {
    const auto found = json::evaluate_with_paths(*path, document->root());
    if (!found) return complain_of_path(found.error());
    for (const auto& located : *found) writer.string(located.path);
  } else {
    const auto found = json::evaluate(*path, document->root());
    if (!found) return complain_of_path(found.error());
    for (const json::Value value : *found) writer.raw(value.raw());
  }
  writer.end_array();
  out += '\n';
  std::fwrite(out.data(), 1, out.size(), stdout);
  return Exit::ok;
}

}  // namespace

void add_path(CLI::App& program, Chosen& chosen) {
  CLI::App* command = program.add_subcommand("path", "show what a JSONPath selects in a JSON document");
  command->footer(
      "Example: curl -s https://api.example.com/orders | connectory path '$.data[?@.total > 100].id'\n\n"
      "Prints a JSON array. Paths follow RFC 9535. The exit code is 1 if the path or the document is invalid.");
  const auto options = std::make_shared<PathOptions>();
  command->add_option("path", options->path, "the JSONPath; put it in single quotes for the shell")->required();
  command->add_option("file", options->file, "JSON file; - means standard input")->capture_default_str();
  command->add_flag("--paths", options->with_paths, "print the normalized paths of the values instead of the values");
  command->callback([&chosen, options] { chosen.run = [options] { return select(*options); }; });
}

}  // namespace connectory::cli
