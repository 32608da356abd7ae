#include "service/versions.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"

namespace connectory::service {
namespace {

// A version, and the current one to compare it with.
struct VersionAndCurrent {
  store::Version version;
  store::Version current;
};

base::Task<store::Result<VersionAndCurrent>> read_with_current(store::Store& store, TeamId team, ConnectorId id,
                                                               std::int64_t number) {
  return store.read([team, id = std::move(id), number](db::Connection& connection) -> store::Result<VersionAndCurrent> {
    TRY(store::Version version, store::get_version(connection, team, id, number));
    TRY(const std::int64_t current_number, store::get_current_number(connection, team, id));
    TRY(store::Version current, store::get_version(connection, team, id, current_number));
    return VersionAndCurrent{std::move(version), std::move(current)};
  });
}

}  // namespace

std::optional<std::int64_t> parse_version_number(std::string_view text) {
  const auto number = base::parse_number<std::int64_t>(text);
  if (!number || *number < 1 || text.starts_with('0')) return std::nullopt;
  return number;
}

bool is_label(std::string_view text) {
  const auto is_allowed = [](char c) {
    return base::is_lower(c) || base::is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= base::limits::version_label_max && std::ranges::all_of(text, is_allowed);
}

Report compare_configurations(std::string before, json::Value after) {
  const auto old = json::Document::parse(std::move(before));
  if (!old) return {};
  return {compare::compare(compare::read_surface(old->root()), compare::read_surface(after)),
          compare::diff(old->root(), after)};
}

Report compare_configurations(std::string before, std::string after) {
  const auto now = json::Document::parse(std::move(after));
  return now ? compare_configurations(std::move(before), now->root()) : Report{};
}

base::Task<store::Result<store::VersionsPage>> Versions::list(TeamId team, ConnectorId id, store::VersionsQuery query) {
  return store_.read([team, id = std::move(id), query](db::Connection& connection) {
    return store::list_versions(connection, team, id, query);
  });
}

base::Task<store::Result<store::Version>> Versions::get(TeamId team, ConnectorId id, std::int64_t number) {
  return store_.read([team, id = std::move(id), number](db::Connection& connection) {
    return store::get_version(connection, team, id, number);
  });
}

base::Task<Result<Report>> Versions::compare(TeamId team, ConnectorId id, Pair numbers, base::Errand errand) {
  struct Texts {
    std::string before;
    std::string after;
  };
  auto reading = store_.read([team, id = std::move(id), numbers](db::Connection& connection) -> store::Result<Texts> {
    TRY(store::Version before, store::get_version(connection, team, id, numbers.before));
    TRY(store::Version after, store::get_version(connection, team, id, numbers.after));
    return Texts{*std::move(before.configuration), *std::move(after.configuration)};
  });
  CO_TRY(Texts texts, co_await std::move(reading));
  errand.bytes = texts.before.size() + texts.after.size();
  auto comparing = pool_.run_on(
      std::move(errand), [&] { return compare_configurations(std::move(texts.before), std::move(texts.after)); });
  CO_TRY(Report report, co_await std::move(comparing));
  co_return report;
}

base::Task<Result<Versions::Restored>> Versions::restore(TeamId team, ConnectorId id, std::int64_t number,
                                                         Condition condition, store::Actor actor, base::Errand errand) {
  auto reading = read_with_current(store_, team, id, number);
  CO_TRY(VersionAndCurrent seen, co_await std::move(reading));
  // It was valid when it was saved, but perhaps by an older version with fewer checks.
  errand.bytes = seen.version.configuration->size();
  auto checking = read_valid(pool_, check_, errand, *seen.version.configuration);
  CO_TRY(const std::shared_ptr<const json::Source> source, co_await std::move(checking));
  store::Restoration restoration{number, {.comparison = {}, .may_compare = true}};
  if (seen.version.content_hash != seen.current.content_hash) {
    errand.bytes += seen.current.configuration->size();
    auto comparing = pool_.run_on(std::move(errand), [&] {
      return compare::step_between(*std::move(seen.current.configuration), source->root());
    });
    CO_TRY(const compare::Step step, co_await std::move(comparing));
    restoration.step.comparison = {seen.current.number, step};
  }
  auto restoring = store_.write([team, id = std::move(id), restoration, condition = std::move(condition),
                                 actor = std::move(actor)](store::Writing& writing) -> store::Result<Restored> {
    const auto is_accepted = [&](std::string_view revision) { return condition.holds(revision); };
    TRY(const store::Saved saved, store::restore_version(writing, team, id, restoration, is_accepted, actor));
    TRY(store::Version version, store::get_version(writing.connection, team, id, saved.number));
    return Restored{std::move(version), saved.is_new};
  });
  CO_TRY(Restored restored, co_await std::move(restoring));
  co_return restored;
}

base::Task<store::Result<void>> Versions::set_label(TeamId team, ConnectorId id, std::int64_t number, std::string label,
                                                    store::Actor actor) {
  return store_.write(
      [team, id = std::move(id), number, label = std::move(label), actor = std::move(actor)](store::Writing& writing) {
        return store::set_label(writing, team, id, number, label, actor);
      });
}

base::Task<store::Result<void>> Versions::remove_label(TeamId team, ConnectorId id, std::int64_t number,
                                                       std::string label, store::Actor actor) {
  return store_.write(
      [team, id = std::move(id), number, label = std::move(label), actor = std::move(actor)](store::Writing& writing) {
        return store::remove_label(writing, team, id, number, label, actor);
      });
}

}  // namespace connectory::service
