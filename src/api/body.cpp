#include "api/body.h"

namespace connectory::api {

net::Response unsupported_type(const Exchange& exchange, std::string_view taken) {
  return error_of(exchange, Problem::unsupported_media_type, fmt::format("Content-Type must be {}.", taken));
}

}  // namespace connectory::api
