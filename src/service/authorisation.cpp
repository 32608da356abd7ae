#include "service/authorisation.h"

#include <algorithm>

#include <fmt/format.h>

namespace connectory::service {

std::optional<Error> refuse_address(const Principal& principal, const net::Address& from) {
  const auto contains = [&](const net::AddressRange& range) { return range.contains(from); };
  if (!principal.allowed_addresses || std::ranges::any_of(*principal.allowed_addresses, contains)) return std::nullopt;
  return Error{Error::Code::foreign, "The credential may not be used from this address."};
}

std::optional<Error> refuse(const Principal& principal, const Permission& permission) {
  if (permission.team != principal.team)
    return Error{Error::Code::foreign,
                 fmt::format("The credential does not belong to team {}.", permission.team.value())};
  if (!principal.scopes.has(permission.scope))
    return Error{
        Error::Code::not_permitted,
        fmt::format("The credential lacks the scope {}, or its role does not include it.", name_of(permission.scope))};
  return std::nullopt;
}

}  // namespace connectory::service
