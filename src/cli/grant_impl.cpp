#include "cli/grant_impl.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/nearest.h"
#include "base/try.h"
#include "net/address.h"
#include "service/access.h"
#include "service/identity.h"
#include "store/teams.h"

namespace connectory::cli {
namespace {

struct GrantOptions {
  std::int64_t team = 0;
  std::string name;
  std::string role;
  std::string scopes;
  std::int64_t rate_per_hour = base::limits::rate_per_hour_default;
  std::vector<std::string> allowed_ips;
  std::string expires;
};

struct ListOptions {
  std::int64_t team = 0;
};

struct ChangeOptions {
  std::string id;
};

std::string check_scopes(const std::string& scopes) {
  std::string unknown;
  if (service::parse_scopes(scopes, unknown)) return {};
  return fmt::format("unknown scope {}{}", unknown, base::did_you_mean(unknown, service::scope_names));
}

std::string check_range(const std::string& range) {
  return net::AddressRange::parse(range) ? std::string() : range + " is neither an address nor a CIDR range";
}

void add_grant_options(CLI::App& command, GrantOptions& options) {
  add_team_option(command, options.team);
  command.add_option("--name", options.name, "name that says what it is for, such as ci")
      ->required()
      ->check(check_name);
  add_role_option(command, options.role, false);
  command.add_option("--scopes", options.scopes, "comma-separated scopes that it is limited to; listed below")
      ->check(check_scopes);
  command.add_option("--rate-limit", options.rate_per_hour, "requests per hour")
      ->check(CLI::Range(std::int64_t{1}, base::limits::rate_per_hour_max))
      ->capture_default_str();
  command
      .add_option("--allow-ip", options.allowed_ips, "address or CIDR range from which it may be used; can be repeated")
      ->check(check_range);
  command.add_option("--expires", options.expires, "time after which it expires, such as 90d")->check(check_span);
  command.footer(fmt::format("{}\nScopes: {}", command.get_footer(), fmt::join(service::scope_names, " ")));
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

std::optional<std::string> as_text(const std::optional<base::WallTime>& time) {
  return time ? std::optional(base::to_iso8601(*time)) : std::nullopt;
}

void write_texts(json::Writer& writer, const std::vector<std::string>& texts) {
  writer.begin_array();
  for (const std::string& text : texts) writer.string(text);
  writer.end_array();
}

void write_grant(json::Writer& writer, const store::Grant& grant) {
  writer.member("team_id", grant.team.value()).member("name", grant.name);
  writer.member_or_null("role", grant.role);
  writer.key("scopes");
  grant.scopes ? write_texts(writer, *grant.scopes) : static_cast<void>(writer.null());
  writer.member("rate_limit", grant.rate_per_hour).key("allowed_ips");
  write_texts(writer, grant.allowed_ips);
  writer.key("enabled").boolean(grant.is_enabled).member("created_at", base::to_iso8601(grant.created_at));
  writer.member_or_null("expires_at", as_text(grant.expires_at));
  writer.member_or_null("last_used_at", as_text(grant.last_used_at));
}

std::vector<std::string> grant_row(const NamedGrant& named_grant) {
  const auto& [id, grant] = named_grant;
  return {id,
          grant.name,
          grant.role.value_or("-"),
          grant.scopes ? fmt::format("{}", fmt::join(*grant.scopes, ",")) : "all",
          std::to_string(grant.rate_per_hour),
          grant.is_enabled ? "yes" : "no",
          as_text(grant.expires_at).value_or("never"),
          as_text(grant.last_used_at).value_or("never")};
}

Exit create_grant(const Common& common, const GrantNoun& noun, const GrantOptions& options) {
  if (options.role.empty() && options.scopes.empty())
    return complain(Exit::usage, fmt::format("{} create", noun.name),
                    "neither --role nor --scopes was given, so it could do nothing", "Give one or both.");
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const std::string text = noun.new_text((*place)->random);
  const store::Grant grant = make_grant(options, (*place)->clock);
  const auto created = (*place)->store->write_now([&](store::Writing& writing) {
    return noun.create(writing, grant, service::hash_credential(text), (*place)->actor);
  });
  if (!created) return complain_of(fmt::format("the {} was not created", noun.name), created.error());
  const auto write = [&](json::Writer& writer) {
    writer.begin_object().member(noun.id_member, created->first).member(noun.text_member, text);
    write_grant(writer, created->second);
    writer.end_object();
  };
  return answer(common, write,
                fmt::format("{}: {}\n{}: {}\nThis is the only time it is shown; keep it safe.", noun.id_member,
                            created->first, noun.text_member, text));
}

Exit list_grants(const Common& common, const GrantNoun& noun, const ListOptions& options) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto grants =
      (*place)->store->read_now([&](db::Connection& connection) -> store::Result<std::vector<NamedGrant>> {
        const store::TeamId team(options.team);
        TRY_DO(store::get_team(connection, team));
        return noun.list(connection, team);
      });
  if (!grants) return complain_of(fmt::format("{}s cannot be listed", noun.name), grants.error());
  const auto write = [&](json::Writer& writer, const NamedGrant& grant) {
    writer.begin_object().member(noun.id_member, grant.first);
    write_grant(writer, grant.second);
    writer.end_object();
  };
  return answer_list(common, *grants, write,
                     {"ID", "NAME", "ROLE", "SCOPES", "PER HOUR", "ENABLED", "EXPIRES", "LAST USED"}, grant_row);
}

// What disable, enable and delete do, and how they report it.
struct Change {
  std::string_view done;  // `disabled`
  std::function<store::Result<void>(store::Writing&, const std::string& id, const store::Actor& actor)> make;
};

Exit change_grant(const Common& common, const GrantNoun& noun, const std::string& id, const Change& change) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto outcome =
      (*place)->store->write_now([&](store::Writing& writing) { return change.make(writing, id, (*place)->actor); });
  if (!outcome) return complain_of(fmt::format("{} {} was not {}", noun.name, id, change.done), outcome.error());
  const auto write = [&](json::Writer& writer) {
    writer.begin_object().member(noun.id_member, id).member("status", change.done).end_object();
  };
  return answer(common, write, fmt::format("{} {} is {}.", noun.name, id, change.done));
}

void add_change(CLI::App& commands, Chosen& chosen, const GrantNoun& noun, const std::string& verb,
                const std::string& help, const Change& change) {
  const auto added = add_verb<ChangeOptions>(
      commands, chosen, {verb, help, fmt::format("connectory {} {} {}_...", noun.name, verb, noun.name)},
      [&noun, change](const Common& common, const ChangeOptions& options) {
        return change_grant(common, noun, options.id, change);
      });
  added.command.add_option("id", added.options.id, std::string(noun.id_member))->required();
}

}  // namespace

void add_grant_noun(CLI::App& program, Chosen& chosen, const GrantNoun& noun) {
  CLI::App& commands = add_noun(program, std::string(noun.name), std::string(noun.help));

  const auto create = add_verb<GrantOptions>(
      commands, chosen,
      {"create", fmt::format("create one; its {} is shown only once", noun.text_member),
       fmt::format("connectory {} create --team 42 --role EDITOR --name ci", noun.name)},
      [&noun](const Common& common, const GrantOptions& options) { return create_grant(common, noun, options); });
  add_grant_options(create.command, create.options);

  const auto list = add_verb<ListOptions>(
      commands, chosen, {"list", "list all of a team", fmt::format("connectory {} list --team 42", noun.name)},
      [&noun](const Common& common, const ListOptions& options) { return list_grants(common, noun, options); });
  add_team_option(list.command, list.options.team);

  add_change(commands, chosen, noun, "disable", "disable it; a running server refuses it within 100 ms",
             {"disabled", [&noun](store::Writing& writing, const std::string& id, const store::Actor& actor) {
                return noun.enable(writing, id, false, actor);
              }});
  add_change(commands, chosen, noun, "enable", "enable it again",
             {"enabled", [&noun](store::Writing& writing, const std::string& id, const store::Actor& actor) {
                return noun.enable(writing, id, true, actor);
              }});
  add_change(commands, chosen, noun, "delete", "delete it permanently", {"deleted", noun.remove});
}

}  // namespace connectory::cli
