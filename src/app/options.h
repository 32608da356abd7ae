#pragma once

// The options of each part of the server, created from the settings at the start and at each reload.
// Threads: one at a time. Errors: none; the settings have been checked.

#include <optional>

#include "api/api.h"
#include "app/settings.h"
#include "base/log.h"
#include "net/server.h"
#include "net/tls.h"
#include "store/log_book.h"

namespace connectory::app {

base::Log::Level log_level(const Settings& settings);
base::Log::Format log_format(const Settings& settings);
api::ApiOptions api_options(const Settings& settings);
std::size_t cache_bytes(const Settings& settings);  // of the cache of answers
// Raises the process's limit on descriptors as far as the system allows.
net::ServerOptions server_options(const Settings& settings);
store::LogRetention log_retention(const Settings& settings);
std::optional<net::TlsFiles> tls_files(const Settings& settings);  // absent: plain HTTP

}  // namespace connectory::app
