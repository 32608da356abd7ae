#pragma once

// The REST API. It passes each request through routing and the gate to its handler, adds the common headers to each
// answer, and counts and logs it. Order of checks: API contract, section 1.
// Ownership: app/ makes one; all it refers to outlives it. Threads: handle() and refuse() on any worker's loop.

#include <atomic>
#include <limits>
#include <string>
#include <vector>

#include "api/access_log.h"
#include "api/answer_cache.h"
#include "api/client_address.h"
#include "api/exchange.h"
#include "api/gate.h"
#include "api/links.h"
#include "api/openapi_document.h"
#include "api/request_figures.h"
#include "api/router.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/pool.h"
#include "base/slots.h"
#include "net/http.h"
#include "service/audit.h"
#include "service/connectors.h"
#include "service/drafts.h"
#include "service/identity.h"
#include "service/logos.h"
#include "service/logs.h"
#include "service/secrets.h"
#include "service/transfer.h"
#include "service/validation.h"
#include "service/versions.h"
#include "store/store.h"

namespace connectory::api {

struct ApiOptions {
  AccessLog::Level access_log = AccessLog::Level::errors;
  std::string public_url;  // empty: links are paths if allowed, otherwise begin with the listen address
  std::int64_t auth_failures_per_hour = base::limits::auth_failures_per_hour_default;
  std::int64_t anonymous_requests_per_hour = base::limits::anonymous_requests_per_hour_default;
  std::vector<net::AddressRange> trusted_proxies;
  std::size_t body_bytes_max = base::limits::request_body_bytes_max;
};

struct ApiParts {
  service::Identity& identity;
  service::Connectors& connectors;
  service::Validation& validation;
  service::Versions& versions;
  service::Drafts& drafts;
  service::Secrets& secrets;
  service::Transfer& transfer;
  service::Logs& logs;
  service::Logos& logos;
  service::Audit& audit;
  store::Store& store;
  AnswerCache& cache;
  base::Pool& documents;  // for reading and checking bodies
  base::Pool& answers;    // for rendering and compressing
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

  // For /readyz: false once a stop has begun.
  void set_ready(bool ready) { is_ready_ = ready; }
  bool is_ready() const { return is_ready_ && parts_.store.is_healthy(); }

  // Applies all options except the public URL, which is part of links and entity tags that clients keep. If the number
  // of failed authentications changes, each address gets a full budget. Call it from one thread.
  void change(const ApiOptions& options);

  // Writes the log lines that summarise others: for past minutes, and for everything at the end.
  void write_log_summaries() { access_log_.write_summaries(parts_.clock.steady_ns()); }
  void write_last_log_summaries() { access_log_.write_summaries(std::numeric_limits<std::int64_t>::max()); }

  // For handlers.
  ApiParts& parts() { return parts_; }
  const Links& links() const { return links_; }
  const Gate& gate() const { return gate_; }
  std::size_t body_bytes_max() const { return body_bytes_max_; }
  OpenApiDocument& openapi() { return openapi_; }
  // For lists that are built completely in memory.
  base::Slots& lists_in_memory() { return lists_in_memory_; }
  // Writes to a connector's log. Not needed for calls whose route has an event and whose path has a connector.
  void write_log(const Exchange& exchange, const net::Response& response, store::ConnectorId connector);

 private:
  void begin(Exchange& exchange, const net::Request& request);
  net::Answer refuse_unrouted(Exchange& exchange, std::string_view allow);
  net::Answer proceed(Exchange& exchange);
  base::Task<net::Response> authenticate_then_proceed(Exchange exchange, std::string credential);
  base::Task<net::Response> finish_later(Exchange exchange, base::Task<net::Response> task);
  void write_log(const Exchange& exchange, const net::Response& response);
  net::Response finish(const Exchange& exchange, net::Response response);

  ApiParts parts_;
  Router router_;
  Links links_;
  OpenApiDocument openapi_;
  ClientAddress client_address_;
  Gate gate_;
  RequestFigures figures_;
  AccessLog access_log_;
  std::atomic<std::size_t> body_bytes_max_;
  base::Slots lists_in_memory_{base::limits::lists_made_at_once_max};
  std::atomic<bool> is_ready_{true};
};

}  // namespace connectory::api
