#pragma once

// The OpenAPI document as served: built and compressed at the first request for it, then shared.
// Ownership: Api has one. Threads: every member from any thread.

#include <array>
#include <cstdint>
#include <mutex>
#include <string>

#include "api/exchange.h"

namespace connectory::api {

class OpenApiDocument {
 public:
  // `server_url`: the base URL of the document's paths.
  explicit OpenApiDocument(std::string server_url) : server_url_(std::move(server_url)) {}

  enum class Form : std::uint8_t { json, yaml };
  net::Response response(const Exchange& exchange, Form form);

 private:
  struct Written {
    std::once_flag once;
    net::Shared plain;
    net::Shared packed;
    std::string etag;
  };
  const Written& written(Form form);

  std::string server_url_;
  std::array<Written, 2> forms_;
};

}  // namespace connectory::api
