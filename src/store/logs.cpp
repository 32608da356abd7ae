#include "store/logs.h"

#include <charconv>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "store/connectors.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

constexpr std::size_t id_digits = 12;  // for a time in hexadecimal: enough until the year 10889

#define LOG_COLUMNS "connector_id, log_time, status, event, request, duration_ms, request_id, detail"

LogEntry read_entry(const db::Row& row, TeamId team) {
  const auto text = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
  };
  LogEntry entry{.team = team,
                 .connector = ConnectorId(std::string(row.text(0))),
                 .time = {row.integer(1)},
                 .status = {},
                 .event = text(3),
                 .request = text(4),
                 .duration = {},
                 .request_id = text(6),
                 .detail = std::string(row.text(7))};
  if (!row.is_null(2)) entry.status = static_cast<int>(row.integer(2));
  if (!row.is_null(5)) entry.duration = std::chrono::milliseconds(row.integer(5));
  return entry;
}

// The beginning of a text: at most this many bytes, and only whole characters.
std::string_view beginning_of(std::string_view text, std::size_t bytes_max) {
  std::string_view cut = text.substr(0, bytes_max);
  return cut.substr(0, json::find_invalid_utf8(cut).value_or(cut.size()));
}

db::Value value_of(const std::optional<std::string>& text) {
  return text ? db::Value(beginning_of(*text, limits::log_text_bytes_max)) : db::Value();
}

// A truncated detail is no longer JSON, so it is stored as a text.
std::string bounded_detail(std::string_view detail) {
  if (detail.size() <= limits::log_detail_bytes_max) return std::string(detail);
  // Half, because quotes and backslashes take two bytes in a JSON string.
  const std::string_view beginning = beginning_of(detail, limits::log_detail_bytes_max / 2 - 100);
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("truncated").begin_object();
  writer.member("bytes", static_cast<std::int64_t>(detail.size())).member("beginning", beginning);
  writer.end_object().end_object();
  return out;
}

Result<void> append(Writing& writing, const LogEntry& entry) {
  const std::string_view connector = entry.connector.value();
  const db::Value status = entry.status ? db::Value(std::int64_t{*entry.status}) : db::Value();
  const db::Value duration = entry.duration ? db::Value(std::int64_t{entry.duration->count()}) : db::Value();
  const std::string detail = bounded_detail(entry.detail);
  const std::int64_t time = entry.time.unix_ms;
  TRY_DO(writing.connection.execute(
      "INSERT INTO connector_logs (" LOG_COLUMNS
      ") SELECT c.connector_id, "
      "COALESCE((SELECT CASE WHEN MAX(l.log_time) >= ? THEN MAX(l.log_time) + 1 ELSE ? END FROM connector_logs l "
      "WHERE l.connector_id = c.connector_id), ?), ?, ?, ?, ?, ?, ? FROM connectors c WHERE c.connector_id = ? AND c.team_id = ?",
      {time, time, time, status, value_of(entry.event), value_of(entry.request), duration, value_of(entry.request_id),
       std::string_view(detail), connector, entry.team.value()}));
  return {};
}

}  // namespace

Result<void> append_logs(Writing& writing, std::span<const LogEntry> entries) {
  for (const LogEntry& entry : entries) TRY_DO(append(writing, entry));
  return {};
}

Result<std::vector<LogEntry>> list_logs(db::Connection& connection, TeamId team, const ConnectorId& connector,
                                        std::optional<base::WallTime> before, std::int64_t count_max) {
  TRY_DO(check_connector(connection, team, connector));
  std::vector<LogEntry> entries;
  TRY_DO(connection.query("SELECT " LOG_COLUMNS
                          " FROM connector_logs WHERE connector_id = ? AND log_time < ? ORDER BY log_time DESC LIMIT ?",
                          {std::string_view(connector.value()), before ? before->unix_ms : INT64_MAX, count_max},
                          [&](const db::Row& row) { entries.push_back(read_entry(row, team)); }));
  return entries;
}

std::string log_id_of(const LogEntry& entry) {
  return fmt::format("{}-{:0{}x}", entry.connector.value(), entry.time.unix_ms, id_digits);
}

Result<LogEntry> get_log(db::Connection& connection, TeamId team, const ConnectorId& connector,
                         std::string_view log_id) {
  TRY_DO(check_connector(connection, team, connector));
  const std::size_t digits_begin = log_id.size() - std::min(log_id.size(), id_digits);
  std::int64_t time = 0;
  std::from_chars(log_id.data() + digits_begin, log_id.data() + log_id.size(), time, 16);
  std::optional<LogEntry> entry;
  TRY_DO(connection.query("SELECT " LOG_COLUMNS " FROM connector_logs WHERE connector_id = ? AND log_time = ?",
                          {std::string_view(connector.value()), time},
                          [&](const db::Row& row) { entry = read_entry(row, team); }));
  // The whole id is compared, because each id can be written in only one way.
  if (!entry || log_id_of(*entry) != log_id)
    return std::unexpected(
        Error::not_found(fmt::format("No log entry '{}' of connector '{}'; entries are removed after some time.",
                                     beginning_of(log_id, limits::name_max), connector.value())));
  return *std::move(entry);
}

Result<std::int64_t> prune_logs_before(Writing& writing, base::WallTime time, std::int64_t count_max) {
  TRY(const std::int64_t removed,
      writing.connection.execute(
          "DELETE FROM connector_logs WHERE (connector_id, log_time) IN "
          "(SELECT connector_id, log_time FROM connector_logs WHERE log_time < ? ORDER BY log_time LIMIT ?)",
          {time.unix_ms, count_max}));
  return removed;
}

Result<std::int64_t> prune_log_to(Writing& writing, const ConnectorId& connector, std::int64_t count_kept,
                                  std::int64_t count_max) {
  const std::string_view id = connector.value();
  TRY(const std::int64_t removed,
      writing.connection.execute(
          "DELETE FROM connector_logs WHERE connector_id = ? AND log_time IN "
          "(SELECT log_time FROM connector_logs WHERE connector_id = ? AND log_time <= "
          "(SELECT log_time FROM connector_logs WHERE connector_id = ? ORDER BY log_time DESC LIMIT 1 OFFSET ?) "
          "ORDER BY log_time LIMIT ?)",
          {id, id, id, count_kept, count_max}));
  return removed;
}

Result<std::vector<ConnectorId>> find_logs_longer_than(db::Connection& connection, std::int64_t count) {
  std::vector<ConnectorId> found;
  TRY_DO(connection.query("SELECT connector_id FROM connector_logs GROUP BY connector_id HAVING COUNT(*) > ?", {count},
                          [&](const db::Row& row) { found.emplace_back(std::string(row.text(0))); }));
  return found;
}

#undef LOG_COLUMNS

}  // namespace connectory::store
