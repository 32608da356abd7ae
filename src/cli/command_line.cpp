#include "cli/command_line.h"

#include <charconv>
#include <cstdio>
#include <memory>
#include <numeric>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "net/address.h"
#include "service/access.h"
#include "service/connectors.h"
#include "service/identity.h"
#include "store/credentials.h"
#include "store/teams.h"

namespace connectory::cli {
namespace {

namespace limits = base::limits;

// What every command on the data folder has.
struct Common {
  std::string data = default_data_folder;
  bool json = false;
};

class Workplace {
 public:
  // Where there is no database yet, only `may_make` makes one: a mistyped folder must not look like an empty one.
  static base::Result<std::unique_ptr<Workplace>, Exit> open(const std::string& folder, bool may_make = false) {
    std::error_code ignored;
    if (!may_make && !std::filesystem::exists(std::filesystem::path(folder) / store::database_file, ignored))
      return std::unexpected(complain(Exit::failure, fmt::format("the data folder {} holds no database", folder),
                                      "nothing was ever kept there",
                                      "Name the right one with --data, or begin with connectory team create."));
    if (const Exit exit = check_folder(folder); exit != Exit::ok) return std::unexpected(exit);
    auto place = std::make_unique<Workplace>();
    auto store = store::Store::open({folder, store::StoreOptions::Role::tool, 1}, place->clock, place->random,
                                    base::quiet_log());
    if (!store) {
      return std::unexpected(
          complain(Exit::unavailable, "the database in " + folder + " cannot be used", store.error().detail));
    }
    place->store = *std::move(store);
    return place;
  }

  base::SystemClock clock;
  base::SystemRandom random;
  std::unique_ptr<store::Store> store;
};

Exit complain_of(std::string_view what, const store::Error& error) {
  const bool is_outside = error.code == store::Error::Code::unavailable || error.code == store::Error::Code::damaged ||
                          error.code == store::Error::Code::overloaded;
  return complain(is_outside ? Exit::unavailable : Exit::failure, what, error.detail);
}

// A table for people: columns as wide as their widest value.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print() const {
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], json::count_code_points(row[i]));
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        line += row[i];
        if (i + 1 < row.size()) line.append(widths[i] - json::count_code_points(row[i]) + 2, ' ');
      }
      fmt::print("{}\n", line);
    }
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string time_or(const std::optional<base::WallTime>& time, std::string_view none) {
  return time ? base::to_iso8601(*time) : std::string(none);
}

// `90d`, `12h`, `30m`, `45s`: a span of time from now.
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

// ---- checks of options -----------------------------------------------------------------------------------------------

std::string check_name(const std::string& name) {
  const bool has_control = std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (name.empty() || !json::is_utf8(name) || has_control || json::count_code_points(name) > limits::name_max)
    return "must be 1 to 255 characters without control characters";
  return {};
}
std::string check_role(const std::string& role) {
  return service::find_role(role) ? std::string() : "must be OWNER, ADMIN, EDITOR, FINANCE or VIEWER, not " + role;
}
std::string check_scopes(const std::string& scopes) {
  std::string unknown;
  return service::parse_scopes(scopes, unknown) ? std::string() : "there is no scope " + unknown;
}
std::string check_range(const std::string& range) {
  return net::AddressRange::parse(range) ? std::string() : range + " is no address and no CIDR range";
}
std::string check_span(const std::string& span) {
  return parse_span(span) ? std::string() : "must be a number and d, h, m or s, such as 90d";
}

// ---- grants: keys and clients ----------------------------------------------------------------------------------------

struct GrantOptions {
  std::int64_t team = 0;
  std::string name;
  std::string role;
  std::string scopes;
  std::int64_t rate_per_hour = limits::rate_per_hour_default;
  std::vector<std::string> allowed_ips;
  std::string expires;
};

void add_team_option(CLI::App& command, std::int64_t& team) {
  command.add_option("--team", team, "number of the team")->required()->check(CLI::Range(std::int64_t{1}, INT64_MAX));
}

void add_grant_options(CLI::App& command, GrantOptions& options) {
  add_team_option(command, options.team);
  command.add_option("--name", options.name, "what it is for, such as ci")->required()->check(check_name);
  command.add_option("--role", options.role, "OWNER, ADMIN, EDITOR, FINANCE or VIEWER")->check(check_role);
  command.add_option("--scopes", options.scopes, "only these scopes, joined by commas")->check(check_scopes);
  command.add_option("--rate-limit", options.rate_per_hour, "requests an hour")
      ->check(CLI::Range(std::int64_t{1}, limits::rate_per_hour_max))
      ->capture_default_str();
  command.add_option("--allow-ip", options.allowed_ips, "address or CIDR range that may use it; may be given again")
      ->check(check_range);
  command.add_option("--expires", options.expires, "span after which it ends, such as 90d")->check(check_span);
}

store::Grant make_grant(const GrantOptions& options, const base::Clock& clock) {
  store::Grant grant{.team = store::TeamId(options.team),
                     .name = options.name,
                     .role = {},
                     .scopes = {},
                     .rate_per_hour = options.rate_per_hour,
                     .allowed_ips = options.allowed_ips,
                     .is_enabled = true,
                     .created_at = clock.wall(),
                     .expires_at = {},
                     .last_used_at = {}};
  if (!options.role.empty()) grant.role = options.role;
  std::string unknown;
  if (!options.scopes.empty()) grant.scopes = service::parse_scopes(options.scopes, unknown)->names();
  if (const auto span = parse_span(options.expires))
    grant.expires_at = base::WallTime{clock.wall().unix_ms + span->count()};
  return grant;
}

void write_grant(json::Writer& writer, const store::Grant& grant) {
  writer.member("team_id", grant.team.value()).member("name", grant.name);
  writer.key("role");
  grant.role ? writer.string(*grant.role) : writer.null();
  writer.key("scopes");
  if (grant.scopes) {
    writer.begin_array();
    for (const std::string& scope : *grant.scopes) writer.string(scope);
    writer.end_array();
  } else {
    writer.null();
  }
  writer.member("rate_limit", grant.rate_per_hour).key("allowed_ips").begin_array();
  for (const std::string& ip : grant.allowed_ips) writer.string(ip);
  writer.end_array().key("enabled").boolean(grant.is_enabled).member("created_at", base::to_iso8601(grant.created_at));
  writer.key("expires_at");
  grant.expires_at ? writer.string(base::to_iso8601(*grant.expires_at)) : writer.null();
  writer.key("last_used_at");
  grant.last_used_at ? writer.string(base::to_iso8601(*grant.last_used_at)) : writer.null();
}

std::vector<std::string> grant_row(const std::string& id, const store::Grant& grant) {
  return {id,
          grant.name,
          grant.role.value_or("-"),
          grant.scopes ? fmt::format("{}", fmt::join(*grant.scopes, ",")) : "all",
          std::to_string(grant.rate_per_hour),
          grant.is_enabled ? "yes" : "no",
          time_or(grant.expires_at, "never"),
          time_or(grant.last_used_at, "never")};
}

const std::vector<std::string> grant_header = {"ID",       "NAME",    "ROLE",    "SCOPES",
                                               "PER HOUR", "ENABLED", "EXPIRES", "LAST USED"};

// Keys and clients differ in the names of their parts and in the store's functions; the verbs are the same.
struct GrantNoun {
  std::string noun;         // `key`
  std::string id_member;    // `key_id`
  std::string text_member;  // `api_key`: the secret that is shown once
  std::string (*new_text)(base::Random&);
  store::Result<std::pair<std::string, store::Grant>> (*create)(store::Writing&, const store::Grant&,
                                                                std::string_view hash);
  store::Result<std::vector<std::pair<std::string, store::Grant>>> (*list)(db::Connection&, store::TeamId);
  store::Result<void> (*enable)(store::Writing&, const std::string& id, bool enabled);
  store::Result<void> (*remove)(store::Writing&, const std::string& id);
};

const GrantNoun keys = {
    "key",
    "key_id",
    "api_key",
    &service::new_key_text,
    [](store::Writing& writing, const store::Grant& grant,
       std::string_view hash) -> store::Result<std::pair<std::string, store::Grant>> {
      TRY(store::Key key, store::create_key(writing, grant, hash));
      return std::pair(key.id.value(), key.grant);
    },
    [](db::Connection& connection,
       store::TeamId team) -> store::Result<std::vector<std::pair<std::string, store::Grant>>> {
      TRY(const auto found, store::list_keys(connection, team));
      std::vector<std::pair<std::string, store::Grant>> list;
      for (const store::Key& key : found) list.emplace_back(key.id.value(), key.grant);
      return list;
    },
    [](store::Writing& writing, const std::string& id, bool enabled) {
      return store::enable_key(writing, store::KeyId(id), enabled);
    },
    [](store::Writing& writing, const std::string& id) { return store::delete_key(writing, store::KeyId(id)); }};

const GrantNoun clients = {
    "client",
    "client_id",
    "client_secret",
    &service::new_secret_text,
    [](store::Writing& writing, const store::Grant& grant,
       std::string_view hash) -> store::Result<std::pair<std::string, store::Grant>> {
      TRY(store::Client client, store::create_client(writing, grant, hash));
      return std::pair(client.id.value(), client.grant);
    },
    [](db::Connection& connection,
       store::TeamId team) -> store::Result<std::vector<std::pair<std::string, store::Grant>>> {
      TRY(const auto found, store::list_clients(connection, team));
      std::vector<std::pair<std::string, store::Grant>> list;
      for (const store::Client& client : found) list.emplace_back(client.id.value(), client.grant);
      return list;
    },
    [](store::Writing& writing, const std::string& id, bool enabled) {
      return store::enable_client(writing, store::ClientId(id), enabled);
    },
    [](store::Writing& writing, const std::string& id) { return store::delete_client(writing, store::ClientId(id)); }};

Exit create_grant(const Common& common, const GrantNoun& noun, const GrantOptions& options) {
  if (options.role.empty() && options.scopes.empty())
    return complain(Exit::usage, noun.noun + " create", "neither --role nor --scopes was given, so it could do nothing",
                    "Give one or both.");
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const std::string text = noun.new_text((*place)->random);
  const store::Grant grant = make_grant(options, (*place)->clock);
  const auto created = (*place)->store->write_now(
      [&](store::Writing& writing) { return noun.create(writing, grant, crypto::sha256_hex(text)); });
  if (!created) return complain_of("the " + noun.noun + " was not created", created.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    writer.begin_object().member(noun.id_member, created->first).member(noun.text_member, text);
    write_grant(writer, created->second);
    writer.end_object();
    fmt::print("{}\n", out);
  } else {
    fmt::print("{}: {}\n{}: {}\nThis is the only time it is shown; keep it safe.\n", noun.id_member, created->first,
               noun.text_member, text);
  }
  return Exit::ok;
}

Exit list_grants(const Common& common, const GrantNoun& noun, std::int64_t team) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto list =
      (*place)->store->read_now([&](db::Connection& connection) { return noun.list(connection, store::TeamId(team)); });
  if (!list) return complain_of(noun.noun + "s cannot be listed", list.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    writer.begin_array();
    for (const auto& [id, grant] : *list) {
      writer.begin_object().member(noun.id_member, id);
      write_grant(writer, grant);
      writer.end_object();
    }
    writer.end_array();
    fmt::print("{}\n", out);
    return Exit::ok;
  }
  Table table(grant_header);
  for (const auto& [id, grant] : *list) table.add(grant_row(id, grant));
  table.print();
  return Exit::ok;
}

Exit change_grant(const Common& common, const GrantNoun& noun, const std::string& id, std::string_view done,
                  const std::function<store::Result<void>(store::Writing&)>& change) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto outcome = (*place)->store->write_now(change);
  if (!outcome) return complain_of(fmt::format("{} {} was not {}", noun.noun, id, done), outcome.error());
  if (common.json) {
    std::string out;
    json::Writer(out).begin_object().member(noun.id_member, id).member("status", done).end_object();
    fmt::print("{}\n", out);
  } else {
    fmt::print("{} {} is {}.\n", noun.noun, id, done);
  }
  return Exit::ok;
}

// ---- building the commands -------------------------------------------------------------------------------------------

CLI::App* add_noun(CLI::App& program, const std::string& name, const std::string& help) {
  CLI::App* noun = program.add_subcommand(name, help);
  noun->require_subcommand(1);
  return noun;
}

std::shared_ptr<Common> add_common(CLI::App& command) {
  auto common = std::make_shared<Common>();
  command.add_option("--data", common->data, "data folder")->envname("CONNECTORY_DATA")->capture_default_str();
  command.add_flag("--json", common->json, "answer in JSON, for scripts");
  return common;
}

void add_grant_noun(CLI::App& program, Chosen& chosen, const GrantNoun& noun, const std::string& help) {
  CLI::App* commands = add_noun(program, noun.noun, help);

  CLI::App* create =
      commands->add_subcommand("create", fmt::format("create one; its {} is shown once", noun.text_member));
  create->footer(fmt::format("Example: connectory {} create --team 42 --role EDITOR --name ci", noun.noun));
  auto common = add_common(*create);
  auto options = std::make_shared<GrantOptions>();
  add_grant_options(*create, *options);
  create->callback(
      [&chosen, common, options, &noun] { chosen.run = [=, &noun] { return create_grant(*common, noun, *options); }; });

  CLI::App* list = commands->add_subcommand("list", "list those of a team");
  list->footer(fmt::format("Example: connectory {} list --team 42", noun.noun));
  auto list_common = add_common(*list);
  auto team = std::make_shared<std::int64_t>();
  add_team_option(*list, *team);
  list->callback([&chosen, list_common, team, &noun] {
    chosen.run = [=, &noun] { return list_grants(*list_common, noun, *team); };
  });

  const auto add_change = [&](const std::string& verb, const std::string& verb_help, const std::string& done,
                              std::function<store::Result<void>(store::Writing&, const std::string&)> change) {
    CLI::App* command = commands->add_subcommand(verb, verb_help);
    command->footer(fmt::format("Example: connectory {} {} {}_...", noun.noun, verb, noun.noun));
    auto change_common = add_common(*command);
    auto id = std::make_shared<std::string>();
    command->add_option("id", *id, noun.id_member)->required();
    command->callback([&chosen, change_common, id, done, change = std::move(change), &noun] {
      chosen.run = [=, &noun] {
        return change_grant(*change_common, noun, *id, done,
                            [&](store::Writing& writing) { return change(writing, *id); });
      };
    });
  };
  add_change("disable", "refuse it from now on; a running server does so within 100 ms", "disabled",
             [&noun](store::Writing& writing, const std::string& id) { return noun.enable(writing, id, false); });
  add_change("enable", "take it again", "enabled",
             [&noun](store::Writing& writing, const std::string& id) { return noun.enable(writing, id, true); });
  add_change("delete", "delete it for good", "deleted",
             [&noun](store::Writing& writing, const std::string& id) { return noun.remove(writing, id); });
}

void write_team(json::Writer& writer, const store::Team& team) {
  writer.begin_object()
      .member("team_id", team.id.value())
      .member("name", team.name)
      .member("display_id", team.display_id);
  writer.member("status", team.status).member("created_at", base::to_iso8601(team.created_at)).end_object();
}

Exit create_team(const Common& common, const store::NewTeam& wanted) {
  auto place = Workplace::open(common.data, true);
  if (!place) return place.error();
  const auto team =
      (*place)->store->write_now([&](store::Writing& writing) { return store::create_team(writing, wanted); });
  if (!team) return complain_of("the team was not created", team.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    write_team(writer, *team);
    fmt::print("{}\n", out);
  } else {
    fmt::print("Team {} ({}) is created. Next: connectory key create --team {} --role OWNER --name admin\n",
               team->id.value(), team->name, team->id.value());
  }
  return Exit::ok;
}

Exit list_teams(const Common& common) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto teams =
      (*place)->store->read_now([](db::Connection& connection) { return store::list_teams(connection); });
  if (!teams) return complain_of("teams cannot be listed", teams.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    writer.begin_array();
    for (const store::Team& team : *teams) write_team(writer, team);
    writer.end_array();
    fmt::print("{}\n", out);
    return Exit::ok;
  }
  Table table({"ID", "NAME", "DISPLAY ID", "CREATED"});
  for (const store::Team& team : *teams)
    table.add({std::to_string(team.id.value()), team.name, team.display_id, base::to_iso8601(team.created_at)});
  table.print();
  return Exit::ok;
}

void add_team_noun(CLI::App& program, Chosen& chosen) {
  CLI::App* commands = add_noun(program, "team", "teams: who owns connectors");
  CLI::App* create = commands->add_subcommand("create", "create a team");
  create->footer("Example: connectory team create \"Acme\" --id 42");
  auto common = add_common(*create);
  auto name = std::make_shared<std::string>();
  auto id = std::make_shared<std::int64_t>(0);
  create->add_option("name", *name, "the team's name")->required()->check(check_name);
  create->add_option("--id", *id, "its number; without it one is chosen")
      ->check(CLI::Range(std::int64_t{1}, INT64_MAX));
  create->callback([&chosen, common, name, id] {
    chosen.run = [=] {
      return create_team(*common, {*id == 0 ? std::nullopt : std::optional(store::TeamId(*id)), *name});
    };
  });
  CLI::App* list = commands->add_subcommand("list", "list all teams");
  auto list_common = add_common(*list);
  list->callback([&chosen, list_common] { chosen.run = [=] { return list_teams(*list_common); }; });
}

void write_user(json::Writer& writer, const store::User& user) {
  writer.begin_object()
      .member("user_id", user.id.value())
      .member("email", user.email)
      .member("first_name", user.first_name);
  writer.member("last_name", user.last_name)
      .member("role", user.role)
      .member("created_at", base::to_iso8601(user.created_at))
      .end_object();
}

Exit add_user(const Common& common, const store::NewUser& wanted) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto user =
      (*place)->store->write_now([&](store::Writing& writing) { return store::add_user(writing, wanted); });
  if (!user) return complain_of("the user was not added", user.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    write_user(writer, *user);
    fmt::print("{}\n", out);
  } else {
    fmt::print("{} is in team {} as {}.\n", user->email, wanted.team.value(), user->role);
  }
  return Exit::ok;
}

Exit list_users(const Common& common, std::int64_t team) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto users = (*place)->store->read_now(
      [&](db::Connection& connection) { return store::list_users(connection, store::TeamId(team)); });
  if (!users) return complain_of("users cannot be listed", users.error());
  if (common.json) {
    std::string out;
    json::Writer writer(out);
    writer.begin_array();
    for (const store::User& user : *users) write_user(writer, user);
    writer.end_array();
    fmt::print("{}\n", out);
    return Exit::ok;
  }
  Table table({"ID", "EMAIL", "FIRST NAME", "LAST NAME", "ROLE"});
  for (const store::User& user : *users)
    table.add({std::to_string(user.id.value()), user.email, user.first_name, user.last_name, user.role});
  table.print();
  return Exit::ok;
}

std::string check_email(const std::string& email) {
  const std::size_t at = email.find('@');
  const bool has_space = email.find_first_of(" \t\r\n") != std::string::npos;
  return at == 0 || at == std::string::npos || at + 1 == email.size() || has_space ? email + " is no email address"
                                                                                   : std::string();
}

void add_user_noun(CLI::App& program, Chosen& chosen) {
  CLI::App* commands = add_noun(program, "user", "people in teams");
  CLI::App* add = commands->add_subcommand("add", "add a person to a team");
  add->footer(
      "Example: connectory user add --team 42 --email ann@example.com --first-name Ann --last-name Lee --role EDITOR");
  auto common = add_common(*add);
  auto team = std::make_shared<std::int64_t>();
  auto user = std::make_shared<store::NewUser>();
  add_team_option(*add, *team);
  add->add_option("--email", user->email, "their address")->required()->check(check_email)->check(check_name);
  add->add_option("--first-name", user->first_name, "their first name")->required()->check(check_name);
  add->add_option("--last-name", user->last_name, "their last name")->required()->check(check_name);
  add->add_option("--role", user->role, "OWNER, ADMIN, EDITOR, FINANCE or VIEWER")->required()->check(check_role);
  add->callback([&chosen, common, team, user] {
    chosen.run = [=] {
      user->team = store::TeamId(*team);
      return add_user(*common, *user);
    };
  });
  CLI::App* list = commands->add_subcommand("list", "list the people in a team");
  auto list_common = add_common(*list);
  auto list_team = std::make_shared<std::int64_t>();
  add_team_option(*list, *list_team);
  list->callback(
      [&chosen, list_common, list_team] { chosen.run = [=] { return list_users(*list_common, *list_team); }; });
}

Exit back_up(const Common& common, const std::string& file) {
  if (std::filesystem::exists(file))
    return complain(Exit::failure, "no backup was made", file + " exists already", "Name a file that does not exist.");
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  if (const auto outcome = (*place)->store->back_up(file); !outcome)
    return complain_of("no backup was made", outcome.error());
  std::error_code ignored;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
  const auto bytes = std::filesystem::file_size(file, ignored);
  if (common.json) {
    std::string out;
    json::Writer(out)
        .begin_object()
        .member("file", file)
        .member("bytes", static_cast<std::int64_t>(bytes))
        .end_object();
    fmt::print("{}\n", out);
  } else {
    fmt::print("{} holds {} bytes.\n", file, bytes);
  }
  return Exit::ok;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  // Levenshtein's distance.
  const auto distance = [word](std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i);
      for (std::size_t j = 1; j <= other.size(); ++j) {
        const std::size_t substituted = diagonal + (word[i - 1] == other[j - 1] ? 0 : 1);
        diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, substituted}));
      }
    }
    return row.back();
  };
  return *std::ranges::min_element(known, {}, distance);
}

Exit complain(Exit exit, std::string_view what, std::string_view why, std::string_view what_to_do) {
  const bool has_end = why.ends_with('.') || why.ends_with('?');
  std::string text = fmt::format("connectory: {}: {}{}", what, why, has_end ? "" : ".");
  if (!what_to_do.empty()) text += fmt::format(" {}", what_to_do);
  fmt::print(stderr, "{}\n", text);
  return exit;
}

Exit check_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  if (std::filesystem::create_directories(folder, failure))
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);  // what is in it is nobody else's
  if (failure || ::access(folder.c_str(), W_OK | X_OK) != 0) {
    const std::string why = failure ? failure.message() : std::error_code(errno, std::generic_category()).message();
    return complain(Exit::not_allowed, fmt::format("the data folder {} cannot be written", folder.native()), why,
                    "Give a folder of your own with --data.");
  }
  return Exit::ok;
}

void add_commands(CLI::App& program, Chosen& chosen) {
  add_team_noun(program, chosen);
  add_user_noun(program, chosen);
  add_grant_noun(program, chosen, keys, "API keys");
  add_grant_noun(program, chosen, clients, "OAuth clients");

  CLI::App* backup = program.add_subcommand("backup", "copy the database into a new file, also while a server runs");
  backup->footer("Example: connectory backup nightly.db --data /var/lib/connectory");
  auto common = add_common(*backup);
  auto file = std::make_shared<std::string>();
  backup->add_option("file", *file, "the new file")->required();
  backup->callback([&chosen, common, file] { chosen.run = [=] { return back_up(*common, *file); }; });
}

}  // namespace connectory::cli
