#include "service/audit.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "cli/noun_impl.h"
#include "store/teams.h"
#include "text/time.h"

namespace connectory::cli {
namespace {

struct AuditOptions {
  std::int64_t team = 0;
  std::int64_t limit = base::limits::audit_listed_default;
  std::string before;
  std::string action;
  std::string subject;
  std::string actor;
};

constexpr std::int64_t rows_max = 1'000'000;  // for one command; more is useless in a terminal or a script

std::string check_time(const std::string& time) {
  return text::parse_time(time) ? std::string() : std::string(text::time_rule);
}

std::optional<std::string> if_given(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// Reads all pages up to the limit as one list.
store::Result<std::vector<store::AuditEntry>> read_all(db::Connection& connection, const AuditOptions& options) {
  const store::TeamId team(options.team);
  TRY_DO(store::get_team(connection, team));
  store::AuditQuery query{.after_id = {},
                          .before = text::parse_time(options.before, text::Rounding::up),
                          .action = if_given(options.action),
                          .subject = if_given(options.subject),
                          .actor = if_given(options.actor),
                          .count_max = options.limit};
  std::vector<store::AuditEntry> entries;
  for (;;) {
    query.count_max = options.limit - std::ssize(entries);
    TRY(store::AuditPage page, store::list_audit(connection, team, query));
    entries.insert(entries.end(), std::move_iterator(page.entries.begin()), std::move_iterator(page.entries.end()));
    if (!page.next || std::ssize(entries) == options.limit) return entries;
    query.after_id = std::move(page.next);
  }
}

Exit list_audit(const Common& common, const AuditOptions& options) {
  auto place = Workplace::open(common.data);
  if (!place) return place.error();
  const auto entries =
      (*place)->store->read_now([&](db::Connection& connection) { return read_all(connection, options); });
  if (!entries) return complain_of("the audit cannot be read", entries.error());
  return answer_list(common, *entries, service::write_audit_entry,
                     {"TIME", "WHO", "FROM", "ACTION", "SUBJECT", "DETAILS"}, [](const store::AuditEntry& entry) {
                       return std::vector{text::to_iso8601_ms(entry.time),
                                          entry.actor.name,
                                          entry.actor.address.empty() ? "-" : entry.actor.address,
                                          entry.action,
                                          entry.subject,
                                          entry.details == "{}" ? "-" : entry.details};
                     });
}

}  // namespace

void add_audit(CLI::App& program, Chosen& chosen) {
  const auto audit = add_verb<AuditOptions>(
      program, chosen,
      {"audit", "list who changed what in a team, newest first", "connectory audit --team 42 --subject T3S70"},
      list_audit);
  AuditOptions& options = audit.options;
  add_team_option(audit.command, options.team);
  audit.command.add_option("--limit", options.limit, "maximum number of changes")
      ->check(CLI::Range(std::int64_t{1}, rows_max))
      ->capture_default_str();
  audit.command.add_option("--before", options.before, "only changes before this time, such as 2025-01-31")
      ->check(check_time);
  audit.command.add_option("--action", options.action, "only changes of this kind, such as connector.update");
  audit.command.add_option("--subject", options.subject, "only changes to this connector, key, person, ...");
  audit.command.add_option("--actor", options.actor,
                           "only changes by this actor, such as key:ci or the id of a key or client");
}

}  // namespace connectory::cli
