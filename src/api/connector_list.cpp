#include "api/connector_list.h"

#include <charconv>

#include <fmt/format.h>

#include "api/connector_requests.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"
#include "json/writer.h"

namespace connectory::api {
namespace {

namespace limits = base::limits;

// `1764259200000.T3S70`: digits of the time, a dot, the identifier.
std::string cursor_of(const store::ListPosition& position) {
  return fmt::format("{}.{}", position.created_at.unix_ms, position.id.value());
}

std::optional<store::ListPosition> parse_cursor(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::int64_t unix_ms = 0;
  const std::string_view digits = text.substr(0, dot);
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), unix_ms);
  if (failure != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  auto id = service::parse_connector_id(text.substr(dot + 1));
  if (!id) return std::nullopt;
  return store::ListPosition{{unix_ms}, *std::move(id)};
}

// A connector as text, with a gap where its configuration belongs.
struct Gapped {
  std::string before;
  std::string after;
};

Gapped write_with_gap(const Api& api, const store::Connector& connector) {
  std::string text;
  std::size_t gap_at = 0;
  json::Writer writer(text);
  write_connector(writer, api, connector, [&](json::Writer& at_gap) {
    at_gap.raw("");
    gap_at = text.size();
  });
  return {text.substr(0, gap_at), text.substr(gap_at)};
}

class ListBody final : public net::BodyProducer {
 public:
  ListBody(ConnectorRows rows, ListRequest request, std::optional<std::string> next_url)
      : rows_(std::move(rows)), request_(std::move(request)), next_url_(std::move(next_url)) {}

  base::Task<base::Result<std::string, Failed>> next() override {
    if (!head_.empty()) co_return std::exchange(head_, {});
    if (is_done_) co_return std::string();
    auto reading = rows_.next();
    auto rows = co_await std::move(reading);
    if (!rows) co_return std::unexpected(Failed{});
    if (rows_.is_at_end()) {
      is_done_ = true;
      *rows += list_tail(rows_.count(), request_, next_url_);
    }
    co_return *std::move(rows);
  }

 private:
  ConnectorRows rows_;
  std::string head_ = list_head(std::nullopt);
  ListRequest request_;
  std::optional<std::string> next_url_;
  bool is_done_ = false;
};

}  // namespace

service::Result<ListRequest> parse_list_request(const Exchange& exchange) {
  ListRequest request;
  TRY(request.with_configurations, query_boolean(exchange, "include_configs"));
  TRY(const auto limit, query_text(exchange, "limit"));
  if (limit) {
    constexpr auto limit_max = static_cast<std::int64_t>(limits::list_connectors_max);
    TRY(const std::int64_t number, query_number(exchange, "limit", {1, limit_max, limit_max}));
    request.limit = static_cast<std::size_t>(number);
  }
  TRY(const auto after, query_text(exchange, "after"));
  if (after) {
    request.after = parse_cursor(*after);
    if (!request.after)
      return std::unexpected(service::Error{service::Error::Code::invalid_request,
                                            "after must be the value from the next link of a page."});
  }
  return request;
}

std::optional<std::string> next_page_url(const Api& api, store::TeamId team, const ListRequest& request,
                                         const std::optional<store::ListRange>& range) {
  if (!range || !range->has_more) return std::nullopt;
  return fmt::format("{}?limit={}&after={}{}", api.links().connectors_url(team),
                     request.limit.value_or(limits::list_connectors_max), cursor_of(range->last),
                     request.with_configurations ? "&include_configs=true" : "");
}

ConnectorRows::ConnectorRows(Api& api, store::TeamId team, std::optional<store::ListRange> range,
                             bool with_configurations)
    : api_(&api), team_(team), range_(std::move(range)), with_configurations_(with_configurations),
      is_at_end_(!range_) {}

base::Task<store::Result<std::string>> ConnectorRows::next() {
  if (is_at_end_) co_return std::string();
  auto reading = long_ ? next_part() : next_rows();
  co_return co_await std::move(reading);
}

base::Task<store::Result<std::string>> ConnectorRows::next_rows() {
  auto reading = api_->parts().connectors.list(team_, *range_, after_, with_configurations_);
  CO_TRY(store::ListPiece piece, co_await std::move(reading));
  is_at_end_ = piece.is_last && !piece.long_configuration;
  is_last_piece_ = piece.is_last;
  std::string rows;
  if (piece.connectors.empty()) co_return rows;
  after_ = store::ListPosition{piece.connectors.back().created_at, piece.connectors.back().id};
  for (const store::Connector& connector : piece.connectors) {
    if (count_++ > 0) rows += ',';
    if (piece.long_configuration) {
      Gapped written = write_with_gap(*api_, connector);
      rows += written.before;
      long_ = Long{connector.id, *piece.long_configuration, std::move(written.after)};
    } else {
      json::Writer writer(rows);
      write_connector(writer, *api_, connector);
    }
  }
  co_return rows;
}

base::Task<store::Result<std::string>> ConnectorRows::next_part() {
  auto reading =
      api_->parts().connectors.configuration_part(team_, long_->id, long_->configuration.number, long_->next_index);
  CO_TRY(std::string part, co_await std::move(reading));
  if (++long_->next_index == long_->configuration.parts_count) {
    part += long_->text_after;
    long_.reset();
    is_at_end_ = is_last_piece_;
  }
  co_return part;
}

std::string list_head(std::optional<std::size_t> count) {
  return count ? fmt::format(R"({{"count":{},"connectors":[)", *count) : R"({"connectors":[)";
}

std::string list_tail(std::optional<std::size_t> count, const ListRequest& request,
                      const std::optional<std::string>& next_url) {
  std::string tail = "]";
  if (count) tail += fmt::format(R"(,"count":{})", *count);
  if (request.is_paged()) {
    tail += R"(,"next":)";
    if (next_url) {
      json::Writer(tail).string(*next_url);
    } else {
      tail += "null";
    }
  }
  return tail + "}";
}

net::Produced make_list_body(ConnectorRows rows, const ListRequest& request,
                             const std::optional<std::string>& next_url) {
  return {std::make_unique<ListBody>(std::move(rows), request, next_url), std::nullopt};
}

}  // namespace connectory::api
