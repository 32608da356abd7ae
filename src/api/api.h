#pragma once

// The REST face: takes each request through routing, authentication, rate limit and authorisation to its handler, and
// puts the common headers on each answer. Order of checks: API contract, section 1.
// Ownership: app/ makes one; all it refers to outlives it. Threads: handle() and refuse() on any worker's loop.

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/answer_cache.h"
#include "api/exchange.h"
#include "api/router.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "net/http.h"
#include "service/audit.h"
#include "service/connectors.h"
#include "service/drafts.h"
#include "service/identity.h"
#include "service/logos.h"
#include "service/logs.h"
#include "service/rate.h"
#include "service/secrets.h"
#include "service/transfer.h"
#include "service/versions.h"
#include "store/store.h"

namespace connectory::api {

struct ApiOptions {
  enum class AccessLog : std::uint8_t { off, errors, all } access_log = AccessLog::errors;
  std::string public_url;  // empty: links are paths where they may be, else begin where the server listens
  std::int64_t auth_failures_per_hour = base::limits::auth_failures_per_hour_default;
  std::vector<net::AddressRange> trusted_proxies;
  std::size_t body_bytes_max = base::limits::request_body_bytes_max;
};

struct ApiParts {
  service::Identity& identity;
  service::Connectors& connectors;
  service::Versions& versions;
  service::Drafts& drafts;
  service::Secrets& secrets;
  service::Transfer& transfer;
  service::Logs& logs;
  service::Logos& logos;
  service::Audit& audit;
  store::Store& store;
  AnswerCache& cache;
  base::Pool& pool;
  base::Metrics& metrics;
  base::Log& log;
  const base::Clock& clock;
  base::Random& random;
};

class Api final : public net::Application {
 public:
  Api(ApiOptions options, ApiParts parts);

  void begin_serving(std::string_view url) override;
  net::Answer handle(const net::Request& request) override;
  net::Response refuse(const net::Request& request, const net::Refused& refused) override;

  // For /readyz: false from the beginning of a stop.
  void set_ready(bool ready) { is_ready_ = ready; }
  bool is_ready() const { return is_ready_ && parts_.store.is_healthy(); }

  // Takes up all of them but the public URL, which links and entity tags that clients keep are made of. Another number of
  // failed authentications lets each address begin anew. From one thread.
  void change(const ApiOptions& options);

  // What handlers use.
  const std::string& public_url() const { return public_url_; }
  std::size_t body_bytes_max() const { return body_bytes_max_; }
  ApiParts& parts() { return parts_; }
  // Counts a refused credential against the client's address; the answer where that is one too many.
  std::optional<net::Response> count_failure(Exchange& exchange);
  std::string url(std::string_view path) const { return public_url_ + std::string(path); }
  // Absolute, of a team's connectors, and of one.
  std::string connectors_url(store::TeamId team) const;
  std::string connector_url(store::TeamId team, const store::ConnectorId& id) const;
  // Into a connector's log. Calls whose route has an event and whose path names the connector are written down by themselves.
  void write_log(const Exchange& exchange, const net::Response& response, store::ConnectorId connector);
  // Absolute. `logo`: absent for the one that stands for none.
  std::string logo_url(const std::optional<store::LogoHash>& logo) const;
  const store::LogoHash& default_logo() const { return default_logo_; }
  // The entity tag of answers with links in them: another one where the same state comes with other links.
  std::string link_etag(std::string_view state) const;

 private:
  struct RouteFigures {
    std::array<std::atomic<prometheus::Counter*>, 6> by_class{};  // 1xx to 5xx at their digit
    prometheus::Histogram* latency = nullptr;
  };

  void set_links_begin(std::string_view url);
  void begin(Exchange& exchange, const net::Request& request);
  net::Answer proceed(Exchange& exchange);
  base::Task<net::Response> authenticate_then_proceed(Exchange exchange);
  base::Task<net::Response> finish_later(Exchange exchange, base::Task<net::Response> task);
  // The answer of one who may not, if so.
  std::optional<net::Response> admit(Exchange& exchange);
  static std::optional<net::Response> check_scope(const Exchange& exchange);
  net::Response refuse_credential(Exchange& exchange, std::string_view detail, bool was_sent);
  void write_log(const Exchange& exchange, const net::Response& response);
  net::Response finish(const Exchange& exchange, net::Response response);
  net::Response preflight(std::string_view allow) const;
  net::Address client_of(const net::Request& request) const;
  void count(const Exchange& exchange, int status);

  using TrustedProxies = std::shared_ptr<const std::vector<net::AddressRange>>;

  std::string public_url_;
  std::atomic<ApiOptions::AccessLog> access_log_;
  std::atomic<std::int64_t> auth_failures_per_hour_;
  std::atomic<std::size_t> body_bytes_max_;
  std::atomic<bool> trusts_proxies_;  // so that a server without any need not look at the list
  base::Guarded<TrustedProxies> trusted_proxies_;
  ApiParts parts_;
  Router router_;
  store::LogoHash default_logo_;
  std::string links_begin_;  // the public URL, or where the server listens
  std::string links_mark_;   // in entity tags: a few digits for both of the above
  std::atomic<bool> is_ready_{true};
  base::Guarded<std::unordered_map<std::string, std::shared_ptr<service::Bucket>>> failures_by_address_;
  std::vector<RouteFigures> figures_;  // one a route, and one for what has none
};

inline constexpr std::string_view logo_file_suffix = ".png";

// ---- helpers of the handlers -----------------------------------------------------------------------------------------

net::Response error_of(const Exchange& exchange, Problem problem, std::string_view description);
net::Response error_of(const Exchange& exchange, const service::Failure& failure);
net::Response json_response(int status, std::string body);

// `{ "meta": { "request_id" }, "data": ... }`, where `data` is JSON text.
std::string wrapped(const Exchange& exchange, std::string_view data);

// The path as it may be written down: what stands in the place of a secret's placeholder and is none may be its value.
// `memory` holds what had to be changed.
std::string_view shown_path(std::string_view path, std::string& memory);

// A media type without its parameters, in lower case.
std::string media_type(std::string_view content_type);

// Whether an entity tag list (RFC 9110, section 13.1) names `etag`; a packed body's tag counts as its plain one's.
bool names_etag(std::string_view list, std::string_view etag);
// The revisions that If-Match accepts; absent where there is no such header or it is `*`.
service::AcceptedRevisions accepted_revisions(std::string_view if_match);

// A coroutine's way to hand on what a plain function answers.
base::Task<net::Response> answer_of(net::Answer answer);

// The answer to a read of `answer`: 304, plain or packed.
net::Answer cached_response(Api& api, const Exchange& exchange, std::string_view key, const SharedAnswer& answer);

// Handlers, in the file of their noun.
net::Answer list_connectors(Api& api, const Exchange& exchange);
net::Answer create_connector(Api& api, const Exchange& exchange);
net::Answer get_connector(Api& api, const Exchange& exchange);
net::Answer update_connector(Api& api, const Exchange& exchange);
net::Answer delete_connector(Api& api, const Exchange& exchange);
net::Answer list_secrets(Api& api, const Exchange& exchange);
net::Answer create_secret(Api& api, const Exchange& exchange);
net::Answer update_secret(Api& api, const Exchange& exchange);
net::Answer delete_secret(Api& api, const Exchange& exchange);
net::Answer list_logs(Api& api, const Exchange& exchange);
net::Answer get_log(Api& api, const Exchange& exchange);
net::Answer export_connector(Api& api, const Exchange& exchange);
net::Answer export_team(Api& api, const Exchange& exchange);
net::Answer import_connectors(Api& api, const Exchange& exchange);
net::Answer validate_configuration(Api& api, const Exchange& exchange);
net::Answer validate_connector(Api& api, const Exchange& exchange);
net::Answer configuration_schema(Api& api, const Exchange& exchange);
net::Answer list_versions(Api& api, const Exchange& exchange);
net::Answer get_version(Api& api, const Exchange& exchange);
net::Answer diff_versions(Api& api, const Exchange& exchange);
net::Answer restore_version(Api& api, const Exchange& exchange);
net::Answer set_version_label(Api& api, const Exchange& exchange);
net::Answer remove_version_label(Api& api, const Exchange& exchange);
net::Answer get_draft(Api& api, const Exchange& exchange);
net::Answer save_draft(Api& api, const Exchange& exchange);
net::Answer delete_draft(Api& api, const Exchange& exchange);
net::Answer publish_draft(Api& api, const Exchange& exchange);
net::Answer get_logo(Api& api, const Exchange& exchange);
net::Answer upload_logo(Api& api, const Exchange& exchange);
net::Answer delete_logo(Api& api, const Exchange& exchange);
net::Answer logo_image(Api& api, const Exchange& exchange);
net::Answer list_audit(Api& api, const Exchange& exchange);
net::Answer get_team(Api& api, const Exchange& exchange);
net::Answer list_team_users(Api& api, const Exchange& exchange);
net::Answer issue_token(Api& api, const Exchange& exchange);
net::Answer revoke_token(Api& api, const Exchange& exchange);
net::Answer oauth_metadata(Api& api, const Exchange& exchange);
net::Answer livez(Api& api, const Exchange& exchange);
net::Answer readyz(Api& api, const Exchange& exchange);
net::Answer metrics(Api& api, const Exchange& exchange);
net::Answer openapi_as_json(Api& api, const Exchange& exchange);
net::Answer openapi_as_yaml(Api& api, const Exchange& exchange);
net::Answer docs_page(Api& api, const Exchange& exchange);
net::Answer docs_asset(Api& api, const Exchange& exchange);
net::Answer favicon(Api& api, const Exchange& exchange);

}  // namespace connectory::api
