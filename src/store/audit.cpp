#include "store/audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/number_text.h"
#include "base/try.h"

namespace connectory::store {
namespace {

// An id is a time in milliseconds and a number within it, both in hexadecimal, so that ids sort as texts.
constexpr std::size_t time_digits = 12;
constexpr std::size_t number_digits = 8;

struct Place {
  std::int64_t time_ms;
  std::uint32_t number;
};

std::string id_of(Place place) {
  return fmt::format("{:0{}x}{:0{}x}", place.time_ms, time_digits, place.number, number_digits);
}

// The position after the last row.
Place next_place(std::string_view last_id, std::int64_t now_ms) {
  const auto last_ms = base::parse_number<std::int64_t>(last_id.substr(0, time_digits), 16);
  if (last_id.size() < time_digits || !last_ms || *last_ms < now_ms) return {now_ms, 0};
  // Earlier versions of the program drew the second half at random.
  const auto number = base::parse_number<std::uint32_t>(last_id.substr(time_digits), 16);
  return number && *number < UINT32_MAX ? Place{*last_ms, *number + 1} : Place{*last_ms + 1, 0};
}

db::Value or_null(const std::string& text) { return text.empty() ? db::Value() : db::Value(std::string_view(text)); }

std::string text_or_empty(const db::Row& row, int column) {
  return row.is_null(column) ? std::string() : std::string(row.text(column));
}

AuditEntry read_entry(const db::Row& row) {
  return {std::string(row.text(0)),
          {row.integer(1)},
          {std::string(row.text(2)), std::string(row.text(3)), text_or_empty(row, 4), text_or_empty(row, 5)},
          std::string(row.text(6)),
          std::string(row.text(7)),
          std::string(row.text(8))};
}

bool fits(const AuditQuery& query, const AuditEntry& entry) {
  const bool has_credential = !entry.actor.credential.empty() && entry.actor.credential == query.actor;
  return (!query.action || entry.action == *query.action) && (!query.subject || entry.subject == *query.subject) &&
         (!query.actor || entry.actor.name == *query.actor || has_credential);
}

// Not greater than the id of any row of that time or later, and greater than all other ids.
std::string first_id_at(base::WallTime time) {
  return fmt::format("{:0{}x}", std::max<std::int64_t>(0, time.unix_ms), time_digits);
}

// Greater than the id of every requested row.
std::string id_beyond(const AuditQuery& query) {
  std::string beyond = query.after_id.value_or("g");  // after the last hexadecimal digit
  if (query.before) beyond = std::min(beyond, first_id_at(*query.before));
  return beyond;
}

}  // namespace

Result<void> record(Writing& writing, TeamId team, const Actor& actor, const AuditEvent& event) {
  std::string last_id;
  TRY_DO(writing.connection.query("SELECT MAX(audit_id) FROM audit", {}, [&](const db::Row& row) {
    if (!row.is_null(0)) last_id = std::string(row.text(0));
  }));
  const Place place = next_place(last_id, writing.now.unix_ms);
  const std::string id = id_of(place);
  TRY_DO(writing.connection.execute(
      "INSERT INTO audit (audit_id, team_id, at, actor, address, credential, request_id, action, subject, details) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {std::string_view(id), team.value(), place.time_ms, std::string_view(actor.name), std::string_view(actor.address),
       or_null(actor.credential), or_null(actor.request_id), event.action, event.subject,
       std::string_view(event.details)}));
  return {};
}

bool is_audit_id(std::string_view text) {
  // Earlier versions of the program drew the second half of an id from the alphabet of Base64 for URLs.
  return text.size() == time_digits + number_digits &&
         std::ranges::all_of(text.substr(0, time_digits), base::is_lower_hex_digit) &&
         text.find_first_not_of(base::base64url_alphabet) == std::string_view::npos;
}

Result<AuditPage> list_audit(db::Connection& connection, TeamId team, const AuditQuery& query) {
  const bool is_searched = query.action || query.subject || query.actor;
  const std::int64_t rows_max = is_searched ? base::limits::audit_rows_searched_max : query.count_max;
  AuditPage page;
  std::int64_t rows_seen = 0;
  std::string last_id;  // of the rows that were read; one extra row shows whether there are more
  TRY_DO(connection.query(
      "SELECT audit_id, at, actor, address, credential, request_id, action, subject, details FROM audit "
      "WHERE team_id = ? AND audit_id < ? ORDER BY audit_id DESC LIMIT ?",
      {team.value(), std::string_view(id_beyond(query)), rows_max + 1}, [&](const db::Row& row) {
        const bool is_full = std::ssize(page.entries) == query.count_max || rows_seen == rows_max;
        ++rows_seen;
        if (is_full) {
          page.next = last_id;
          return;
        }
        AuditEntry entry = read_entry(row);
        last_id = entry.id;
        if (fits(query, entry)) page.entries.push_back(std::move(entry));
      }));
  return page;
}

Result<std::int64_t> prune_audit_before(Writing& writing, base::WallTime time, std::int64_t count_max) {
  TRY(const std::int64_t removed,
      writing.connection.execute("DELETE FROM audit WHERE audit_id IN "
                                 "(SELECT audit_id FROM audit WHERE audit_id < ? ORDER BY audit_id LIMIT ?)",
                                 {std::string_view(first_id_at(time)), count_max}));
  return removed;
}

}  // namespace connectory::store
