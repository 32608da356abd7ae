#include "api/access_log.h"

#include "base/limits.h"
#include "json/utf8.h"
#include "service/secrets.h"

namespace connectory::api {

namespace limits = base::limits;

AccessLog::AccessLog(Level level, base::Log& log)
    : level_(level), log_(log), refusals_(limits::refusals_logged_max, limits::clients_logged_max) {}

void AccessLog::write_summaries(std::int64_t now_ns) {
  for (const LineBudget::LeftOut& left_out : refusals_.sum_up(now_ns))
    log_.info("requests not logged",
              {{"client", left_out.client.empty() ? "several" : std::string_view(left_out.client)},
               {"count", left_out.lines},
               {"reason", "too many refused requests without a credential in one minute"}});
}

void AccessLog::write(const Exchange& exchange, int status, std::int64_t took_ns, std::int64_t now_ns) {
  const Level level = level_;
  if (level == Level::off || (level == Level::errors && status < 400)) return;
  constexpr std::size_t path_bytes_max = 512;
  const std::string address = exchange.client.to_string();
  if (status >= 400 && !exchange.caller.principal && !refusals_.take(address, now_ns)) return;
  std::string memory;
  const std::string_view path = shown_path(exchange.request->path, memory);
  log_.line(status >= 500 ? base::Log::Level::error : base::Log::Level::info, "request",
            {{"request_id", exchange.id.view()},
             {"method", exchange.request->method_text},
             {"path", json::is_utf8(path) ? path.substr(0, path_bytes_max) : "?"},
             {"status", std::int64_t{status}},
             {"ms", static_cast<double>(took_ns) / 1e6},
             {"client", std::string_view(address)},
             {"credential", exchange.caller.principal ? std::string_view(exchange.principal().credential) : "-"}});
}

std::string_view shown_path(std::string_view path, std::string& memory) {
  constexpr std::string_view mark = "/secrets/";
  const std::size_t at = path.find(mark);
  if (at == std::string_view::npos) return path;
  std::string_view rest = path.substr(at + mark.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty() || service::parse_placeholder(rest)) return path;
  memory = path.substr(0, at + mark.size());
  memory += "...";
  return memory;
}

}  // namespace connectory::api
