#pragma once

// Whether a caller may do what it requests: from this address, in this team, with this scope. All interfaces use it.
// Pure; safe on every thread. Errors: foreign (a different team, or an address that is not allowed), then not_permitted
// (the scope is missing, which includes the role), checked in this order.
// Source: API contract, section 1.

#include <optional>

#include "net/address.h"
#include "service/access.h"
#include "service/errors.h"

namespace connectory::service {

struct Permission {
  TeamId team;  // the team whose data is requested
  Scope scope;
};

std::optional<Error> refuse_address(const Principal& principal, const net::Address& from);
std::optional<Error> refuse(const Principal& principal, const Permission& permission);

}  // namespace connectory::service
