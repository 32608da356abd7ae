#pragma once

// How versions and what differs between configurations are written, for the calls that answer them.
// Pure; safe on every thread.

#include "api/api.h"
#include "json/writer.h"
#include "service/versions.h"

namespace connectory::api {

// With its labels and whether it is current; with its configuration where it has one.
void write_version(json::Writer& writer, const store::Version& version);

// The members breaking_count, breaking, changes and truncated.
void write_report(json::Writer& writer, const service::Report& report);

// A body whose entity tag is made of its own bytes.
SharedAnswer tagged_answer(std::string body);

// The version that a restoration or a publication led to: 201 with Location where it is a new one, else 200.
net::Response saved_response(Api& api, const Exchange& exchange, const store::ConnectorId& id,
                             const service::Versions::Restored& saved);

}  // namespace connectory::api
