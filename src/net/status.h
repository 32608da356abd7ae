#pragma once

// Reason phrases of HTTP statuses (RFC 9110, section 15). Pure.

#include <string_view>

namespace connectory::net {

std::string_view reason_of(int status);
bool has_no_body(int status);  // 1xx, 204 and 304

}  // namespace connectory::net
