#include "app/completions.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace connectory::app {
namespace {

struct Words {
  std::string path;                // `key create`; empty at the top
  std::vector<std::string> words;  // what may follow: commands and flags
};

void collect(const CLI::App& command, const std::string& path,
             std::vector<Words>& all) {  // NOLINT(misc-no-recursion): two levels deep
  Words own{path, {}};
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
    own.words.push_back(sub->get_name());
    collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), all);
  }
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) own.words.push_back("--" + name);
  all.push_back(std::move(own));
}

// One function for bash, which zsh runs through its bash compatibility.
std::string bash(const std::vector<Words>& all) {
  std::string cases;
  for (const Words& command : all)
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", command.path, fmt::join(command.words, " "));
  return fmt::format(
      "_connectory() {{\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" path=\"\" words=\"\" word\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case \"$word\" in -*) break ;; *) path=\"${{path:+$path }}$word\" ;; esac\n"
      "  done\n"
      "  case \"$path\" in\n{}  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}}\n"
      "complete -o default -F _connectory connectory\n",
      cases);
}

std::string fish(const std::vector<Words>& all) {
  std::string out = "complete -c connectory -f\n";
  for (const Words& command : all) {
    const std::string condition =
        command.path.empty() ? "__fish_use_subcommand"
                             : fmt::format("string match -q -- 'connectory {}*' (commandline -pc)", command.path);
    out += fmt::format("complete -c connectory -n \"{}\" -a \"{}\"\n", condition, fmt::join(command.words, " "));
  }
  return out;
}

}  // namespace

std::string completions(const CLI::App& program, std::string_view shell) {
  std::vector<Words> all;
  collect(program, "", all);
  if (shell == "fish") return fish(all);
  return (shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash(all);
}

}  // namespace connectory::app
