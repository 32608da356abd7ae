#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include "api/route.h"
#include "app/completions.h"
#include "app/demo.h"
#include "app/environment.h"
#include "app/key_source.h"
#include "app/sample_api.h"
#include "app/serve.h"
#include "app/settings.h"
#include "base/function_ref.h"
#include "base/nearest.h"
#include "base/version.h"
#include "cli/command_line.h"
#include "cli/discard.h"
#include "cli/rotate.h"

namespace {

using namespace connectory;
using cli::Exit;

// The flags of all settings that were given.
struct ServerFlags {
  std::map<std::string, std::string> given;
  std::string file;
  bool print_config = false;
};

// Defaults of a command that differ from the table's.
using Defaults = std::map<std::string, std::string>;

// `is_used`: whether the command uses the setting.
void add_settings(
    CLI::App& command, ServerFlags& flags, const Defaults& defaults,
    bool (*is_used)(std::string_view name) = [](std::string_view) { return true; }) {
  command.add_option("--config", flags.file, "configuration file (TOML); its keys are the names of the flags below")
      ->type_name("PATH")
      ->envname("CONNECTORY_CONFIG");
  command.add_flag("--print-config", flags.print_config,
                   "print each setting with its value, what a change needs, and its source, then exit");
  for (const app::Setting& setting : app::settings()) {
    const std::string name(setting.name);
    if (!is_used(name)) continue;
    const auto own = defaults.find(name);
    const std::string_view value = own == defaults.end() ? setting.default_value : std::string_view(own->second);
    const std::string bounds = app::bounds_of(setting);
    command
        .add_option_function<std::string>(
            "--" + name, [&flags, name](const std::string& given) { flags.given[name] = given; },
            fmt::format("{}{} [{}]", setting.help, bounds.empty() ? "" : fmt::format(" ({})", bounds),
                        value.empty() ? "none" : value))
        ->type_name(std::string(app::kind_name(setting)));
  }
}

app::SettingSources sources_of(const ServerFlags& flags, const Defaults& defaults) {
  return {flags.given, flags.file.empty() ? std::nullopt : std::optional<std::filesystem::path>(flags.file), defaults};
}

Exit with_settings(const ServerFlags& flags, const Defaults& defaults,
                   base::FunctionRef<Exit(const app::Settings&)> run) {
  const auto settings = app::Settings::resolve(sources_of(flags, defaults));
  if (!settings) return cli::complain(Exit::usage, "the settings are invalid", settings.error());
  if (flags.print_config) {
    fmt::print("{}", settings->describe());
    return Exit::ok;
  }
  return run(*settings);
}

// The part of the command line that was parsed, as typed: `connectory key create`.
std::string path_of(const CLI::App& program) {
  std::string path = program.get_name();
  for (auto chosen = program.get_subcommands(); !chosen.empty(); chosen = chosen.front()->get_subcommands())
    path += " " + chosen.front()->get_name();
  return path;
}

// Reports an unknown command or flag, and what was probably meant. CLI11 only says that something was not expected.
std::optional<std::string> mistyped(const CLI::App& program, int argc, char** argv) {
  const CLI::App* command = &program;
  for (const char* const argument : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    const std::string word(argument);
    std::vector<std::string> known;
    if (word.starts_with("--")) {
      for (const CLI::Option* option : command->get_options())
        for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    } else {
      for (const CLI::App* sub : command->get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(sub->get_name());
    }
    const std::string name = word.substr(0, word.find('='));
    if (known.empty()) continue;
    if (std::ranges::find(known, name) == known.end())
      return fmt::format("unknown {} {}{}", word.starts_with("-") ? "flag" : "command", name,
                         base::did_you_mean(name, known));
    if (!word.starts_with("-")) command = command->get_subcommand(word);
  }
  return std::nullopt;
}

// A verb that works on the keys of a server. The server's settings say where the keys are.
template <class Options>
struct KeyVerb {
  Options options;
  ServerFlags flags;
};

template <class Options>
CLI::App& add_key_verb(CLI::App& secrets, cli::Chosen& chosen, const std::string& name, const std::string& help,
                       const std::shared_ptr<KeyVerb<Options>>& verb,
                       Exit (*run)(const Options& options, std::unique_ptr<crypto::MasterKeySource> source)) {
  CLI::App* command = secrets.add_subcommand(name, help);
  add_settings(*command, verb->flags, {},
               [](std::string_view setting) { return setting == "data" || setting.starts_with("master-key-"); });
  command->add_flag("--json", verb->options.json, "print JSON, for scripts");
  command->callback([&chosen, verb, run] {
    chosen.run = [verb, run] {
      return with_settings(verb->flags, {}, [&](const app::Settings& settings) {
        auto source = app::make_key_source(settings);
        if (!source) return cli::complain(Exit::usage, "the settings are invalid", source.error());
        verb->options.data = settings.text("data");
        return run(verb->options, *std::move(source));
      });
    };
  });
  return *command;
}

void add_secrets(CLI::App& program, cli::Chosen& chosen) {
  CLI::App* secrets = program.add_subcommand("secrets", "manage the keys that seal the secrets of connectors");
  secrets->require_subcommand(1);

  const auto rotating = std::make_shared<KeyVerb<cli::RotateOptions>>();
  CLI::App& rotate = add_key_verb(*secrets, chosen, "rotate", "replace the master key; works while a server runs",
                                  rotating, &cli::rotate);
  rotate.footer(
      "Example: connectory secrets rotate --data /var/lib/connectory\n"
      "The former master key is kept next to the new one for older backups. If a rotation is interrupted, run it again to\n"
      "finish it. Use the same settings as the server.");
  rotate.add_flag("--data-keys", rotating->options.with_data_keys,
                  "also create new data keys and seal all values again");

  const auto discarding = std::make_shared<KeyVerb<cli::DiscardOptions>>();
  CLI::App& discard = add_key_verb(*secrets, chosen, "discard", "remove values that no key can open, or former keys",
                                   discarding, &cli::discard);
  discard.footer(
      "Example: connectory secrets discard --data /var/lib/connectory\n"
      "Without --confirm, it lists what would be removed and changes nothing. It removes values whose master key is lost;\n"
      "the names of the secrets stay. Use the same settings as the server.");
  discard.add_flag("--former-keys", discarding->options.is_former_keys,
                   "remove former master keys that the database does not need, instead of values");
  discard.add_flag("--confirm", discarding->options.is_confirmed, "remove what is listed");
}

Exit run_program(int argc, char** argv) {
  CLI::App program("Connectory builds, stores and serves connectors to HTTP APIs.", "connectory");
  program.set_version_flag("--version", std::string("connectory ") + std::string(base::version()));
  program.require_subcommand(1);
  program.failure_message(CLI::FailureMessage::simple);
  cli::Chosen chosen;

  ServerFlags serve_flags;
  CLI::App* serve = program.add_subcommand("serve", "run the server");
  serve->footer(
      "Example: connectory serve --data /var/lib/connectory --listen 127.0.0.1:8080\n"
      "Each setting is also an environment variable: --head-timeout is CONNECTORY_HEAD_TIMEOUT.");
  add_settings(*serve, serve_flags, {});
  serve->callback([&] {
    chosen.run = [&] {
      const app::Signals signals;
      app::ServeHooks hooks;
      hooks.read_again = [sources = sources_of(serve_flags, {})] { return app::Settings::resolve_again(sources); };
      return with_settings(serve_flags, {},
                           [&](const app::Settings& settings) { return app::serve(settings, signals, hooks); });
    };
  });

  ServerFlags demo_flags;
  const Defaults demo_defaults = {{"data", "connectory-demo"}};
  CLI::App* demo =
      program.add_subcommand("demo", "run a server with a team, a key, sample connectors and the API that they read");
  demo->footer("Example: connectory demo --listen 127.0.0.1:9000");
  add_settings(*demo, demo_flags, demo_defaults);
  demo->callback([&] {
    chosen.run = [&] {
      const app::Signals signals;
      return with_settings(demo_flags, demo_defaults,
                           [&](const app::Settings& settings) { return app::demo(settings, signals); });
    };
  });

  std::string sample_listen = app::sample_api_listen;
  CLI::App* sample_api = program.add_subcommand("sample-api", "run the API that the sample connectors read from");
  sample_api
      ->add_option("--listen", sample_listen, "address and port to listen on; port 0 picks a free port and reports it")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  sample_api->footer("Example: connectory sample-api --listen 127.0.0.1:8081\ndocs/sample-api.md explains it.");
  sample_api->callback([&] { chosen.run = [&] { return app::sample_api(sample_listen); }; });

  cli::add_commands(program, chosen);

  add_secrets(program, chosen);

  bool as_yaml = false;
  CLI::App* openapi = program.add_subcommand("openapi", "print the API's OpenAPI 3.1 document");
  openapi->add_flag("--yaml", as_yaml, "print YAML instead of JSON");
  openapi->footer("Example: connectory openapi --yaml > openapi.yaml");
  openapi->callback([&] {
    chosen.run = [&] {
      fmt::print("{}\n", as_yaml ? api::openapi_yaml("") : api::openapi_json(""));
      return Exit::ok;
    };
  });

  std::string shell;
  CLI::App* completions = program.add_subcommand("completions", "print completions for a shell");
  completions->add_option("shell", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completions->footer("Example: connectory completions bash > /etc/bash_completion.d/connectory");
  completions->callback([&] {
    chosen.run = [&] {
      fmt::print("{}", app::completions(program, shell));
      return Exit::ok;
    };
  });

  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return static_cast<Exit>(program.exit(asked));  // --help and --version
  } catch (const CLI::ParseError& error) {
    std::string why = mistyped(program, argc, argv).value_or(error.what());
    if (why.ends_with('.')) why.pop_back();
    return cli::complain(Exit::usage, "the command line is invalid", why,
                         fmt::format("See {} --help.", path_of(program)));
  }
  if (const auto unknown = app::find_unknown_variable())
    return cli::complain(Exit::usage, "the environment is invalid", *unknown, "See connectory serve --help.");
  return chosen.run();
}

}  // namespace

int main(int argc, char** argv) {
  // If a file reaches its size limit (ulimit -f), the write fails, as on a full disk, instead of ending the process.
  std::signal(SIGXFSZ, SIG_IGN);
  if (sodium_init() < 0) return static_cast<int>(Exit::failure);
  try {
    return static_cast<int>(run_program(argc, argv));
  } catch (const std::exception& error) {
    return static_cast<int>(cli::complain(Exit::failure, "unexpected error", error.what()));
  }
}
