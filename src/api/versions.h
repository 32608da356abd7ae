#pragma once

// Writes versions, and the differences between configurations, for the calls that return them.
// Pure; safe on every thread.

#include "api/api.h"
#include "json/writer.h"
#include "service/versions.h"

namespace connectory::api {

// Includes its labels, whether it is current, and its configuration if it has one.
void write_version(json::Writer& writer, const store::Version& version);

// Writes the members breaking_count, breaking, changes and truncated.
void write_report(json::Writer& writer, const service::Report& report);

// A body whose entity tag is computed from its bytes.
SharedAnswer tagged_answer(std::string body);

// The version that a restore or a publication resulted in: 201 with Location if it is new, otherwise 200.
net::Response saved_response(Api& api, const Exchange& exchange, const store::ConnectorId& id,
                             const service::Versions::Restored& saved);

}  // namespace connectory::api
