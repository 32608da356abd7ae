#include "cli/noun_impl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <pwd.h>
#include <span>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/nearest.h"
#include "json/utf8.h"
#include "service/access.h"
#include "service/connectors.h"

namespace connectory::cli {
namespace {

// `OWNER, ADMIN, EDITOR, FINANCE or VIEWER`
std::string roles_in_words() {
  const auto others = std::span(service::role_names).first<service::roles_count - 1>();
  return fmt::format("{} or {}", fmt::join(others, ", "), service::role_names.back());
}

std::string check_role(const std::string& role) {
  if (service::find_role(role)) return {};
  return fmt::format("must be {}, not {}{}", roles_in_words(), role, base::did_you_mean(role, service::role_names));
}

// For the audit. Anyone who can write to the data folder could change the audit anyway, so the name is a hint, not
// proof.
std::string name_of_user() {
  const passwd* const entry = ::getpwuid(::geteuid());  // NOLINT(concurrency-mt-unsafe): before any thread
  const std::string name = entry != nullptr ? entry->pw_name : fmt::format("user {}", ::geteuid());
  const char* const sudo = std::getenv("SUDO_USER");  // NOLINT(concurrency-mt-unsafe)
  const bool is_other = sudo != nullptr && sudo != name && check_name(sudo).empty();
  return is_other ? fmt::format("{} as {}", sudo, name) : name;
}

}  // namespace

// ---- verbs -----------------------------------------------------------------------------------------------------------

CLI::App& add_noun(CLI::App& program, const std::string& name, const std::string& help) {
  CLI::App* noun = program.add_subcommand(name, help);
  noun->require_subcommand(1);
  return *noun;
}

CLI::App& add_command(CLI::App& noun, const VerbText& text, Common& common) {
  CLI::App* command = noun.add_subcommand(text.name, text.help);
  command->footer("Example: " + text.example);
  command->add_option("--data", common.data, "data folder")->envname("CONNECTORY_DATA")->capture_default_str();
  command->add_flag("--json", common.json, "print JSON, for scripts");
  return *command;
}

void add_team_option(CLI::App& command, std::int64_t& team) {
  command.add_option("--team", team, "team number")->required()->check(check_team_number);
}

void add_role_option(CLI::App& command, std::string& role, bool is_required) {
  command.add_option("--role", role, roles_in_words())->required(is_required)->check(check_role);
}

// ---- checks of arguments ---------------------------------------------------------------------------------------------

std::string check_name(const std::string& name) {
  const bool has_control = std::ranges::any_of(name, base::is_control);
  if (name.empty() || !json::is_utf8(name) || has_control || json::count_code_points(name) > base::limits::name_max)
    return "must be 1 to 255 characters without control characters";
  return {};
}

std::string check_team_number(const std::string& text) {
  // Not CLI11's range check, which reads a number that is too large as the largest possible one.
  return service::parse_team_id(text) ? std::string() : "must be a whole number from 1 to 9223372036854775807";
}

std::string check_span(const std::string& span) {
  return parse_span(span) ? std::string() : "must be a number followed by d, h, m or s, such as 90d";
}

std::optional<std::chrono::milliseconds> parse_span(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number <= 0 || number > 100'000 || end + 1 != text.data() + text.size())
    return std::nullopt;
  switch (*end) {
    case 'd': return std::chrono::hours(24 * number);
    case 'h': return std::chrono::hours(number);
    case 'm': return std::chrono::minutes(number);
    case 's': return std::chrono::seconds(number);
    default: return std::nullopt;
  }
}

// ---- the data folder -------------------------------------------------------------------------------------------------

base::Result<std::unique_ptr<Workplace>, Exit> Workplace::open(const std::string& folder, bool may_make) {
  std::error_code failure;
  const bool is_there = std::filesystem::exists(std::filesystem::path(folder) / store::database_file, failure);
  if (failure)
    return std::unexpected(complain(Exit::not_allowed, fmt::format("the data folder {} cannot be read", folder),
                                    failure.message(), "Run this command as the user that runs the server."));
  if (!may_make && !is_there)
    return std::unexpected(complain(Exit::failure, fmt::format("the data folder {} has no database", folder),
                                    "it was never used",
                                    "Choose the right folder with --data, or start with connectory team create."));
  if (const Exit exit = check_folder(folder); exit != Exit::ok) return std::unexpected(exit);
  auto place = std::make_unique<Workplace>();
  place->actor.name = fmt::format("command line ({})", name_of_user());
  auto store =
      store::Store::open({folder, store::StoreOptions::Role::tool, 1}, place->clock, place->random, base::quiet_log());
  if (!store)
    return std::unexpected(
        complain(Exit::unavailable, "the database in " + folder + " cannot be used", store.error().detail));
  place->store = *std::move(store);
  return place;
}

Exit complain_of(std::string_view what, const store::Error& error) {
  using enum store::Error::Code;
  constexpr std::array outside = {overloaded, no_space, read_only, unavailable, damaged};
  const bool is_outside = std::ranges::find(outside, error.code) != outside.end();
  return complain(is_outside ? Exit::unavailable : Exit::failure, what, error.detail);
}

// ---- answers ---------------------------------------------------------------------------------------------------------

Exit answer(const Common& common, base::FunctionRef<void(json::Writer&)> as_json, std::string_view words) {
  if (!common.json) {
    fmt::print("{}\n", words);
    return Exit::ok;
  }
  std::string out;
  json::Writer writer(out);
  as_json(writer);
  fmt::print("{}\n", out);
  return Exit::ok;
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], json::count_code_points(row[i]));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - json::count_code_points(row[i]) + 2, ' ');
    }
    fmt::print("{}\n", line);
  }
}

}  // namespace connectory::cli
