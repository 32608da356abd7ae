#include "service/logs.h"

#include "base/ascii.h"

namespace connectory::service {

base::Task<store::Result<std::vector<store::LogEntry>>> Logs::list(TeamId team, ConnectorId connector,
                                                                   std::optional<base::WallTime> before,
                                                                   std::int64_t count_max) {
  // Even if the store accepts no writes now, the stored entries are useful.
  static_cast<void>(co_await book_.flush());
  auto reading = store_.read([team, connector = std::move(connector), before, count_max](db::Connection& connection) {
    return store::list_logs(connection, team, connector, before, count_max);
  });
  co_return co_await std::move(reading);
}

base::Task<store::Result<store::LogEntry>> Logs::get(TeamId team, ConnectorId connector, std::string log_id) {
  static_cast<void>(co_await book_.flush());
  auto reading =
      store_.read([team, connector = std::move(connector), log_id = std::move(log_id)](db::Connection& connection) {
        return store::get_log(connection, team, connector, log_id);
      });
  co_return co_await std::move(reading);
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const char c = text[i];
    if (shape[i] == '-' ? c != '-' : !base::is_hex_digit(c)) return false;
  }
  return true;
}

}  // namespace connectory::service
