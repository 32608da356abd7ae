#pragma once

// The checks before a request reaches its handler: the credential, the rate limit, and the authorisation, in the
// order of the API contract (section 1). Counts refused credentials for the client's address.
// Ownership: Api has one; identity and clock outlive it. Threads: every member from any thread.
// Errors: as finished answers, without the headers that every answer has.

#include <optional>
#include <string_view>

#include "api/exchange.h"
#include "base/clock.h"
#include "service/address_rates.h"
#include "service/identity.h"

namespace connectory::api {

class Gate {
 public:
  // What one address may do per hour.
  struct Limits {
    std::int64_t auth_failures;
    std::int64_t anonymous_requests;
  };
  Gate(service::Identity& identity, const base::Clock& clock, const Limits& limits);
  // Each address gets a full budget again for the limits that have changed.
  void change(const Limits& limits);

  // The credential in Authorization: `Bearer <credential>` or the credential alone; absent if it holds neither.
  static std::optional<std::string_view> credential_of(std::string_view authorization);
  // The answer to a request without a credential, or with one that was refused for the reason in `detail`.
  net::Response refuse_credential(Exchange& exchange, std::string_view detail) const;
  // Whether the caller is cached; it is then in the exchange. If not, call authenticate().
  bool recognise(Exchange& exchange, std::string_view credential) const;
  base::Task<service::Result<service::Caller>> authenticate(std::string credential) const;

  // Checks rate limit, address, team and scope, and sets the exchange's team and rate limit. Returns the refusal, if
  // there is one.
  std::optional<net::Response> admit(Exchange& exchange) const;

  // For calls that need no credential: the rate limit of the client's address. Health checks have none.
  std::optional<net::Response> admit_anonymous(Exchange& exchange) const;

  // Counts a refused credential for the client's address. Returns an answer if that exceeds the limit.
  std::optional<net::Response> count_failure(Exchange& exchange) const;

 private:
  service::Identity& identity_;
  const base::Clock& clock_;
  mutable service::AddressRates failures_;
  mutable service::AddressRates anonymous_;
};

}  // namespace connectory::api
