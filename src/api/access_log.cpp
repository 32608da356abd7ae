#include "api/access_log.h"

#include "json/utf8.h"
#include "service/secrets.h"

namespace connectory::api {

void AccessLog::write(const Exchange& exchange, int status, std::int64_t took_ns) {
  const Level level = level_;
  if (level == Level::off || (level == Level::errors && status < 400)) return;
  constexpr std::size_t path_bytes_max = 512;
  const std::string address = exchange.client.to_string();
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
