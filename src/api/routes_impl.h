#pragma once

// Shared parts of the route table's entries, and the functions that add the entries of each noun. Private to the table.

#include <string_view>
#include <vector>

#include "api/route.h"

namespace connectory::api {

// In the order of the OpenAPI document.
void add_connectors(std::vector<Route>& table);
void add_versions(std::vector<Route>& table);
void add_drafts(std::vector<Route>& table);
void add_secrets(std::vector<Route>& table);
void add_logs(std::vector<Route>& table);
void add_archives(std::vector<Route>& table);
void add_configurations(std::vector<Route>& table);
void add_logos(std::vector<Route>& table);
void add_teams(std::vector<Route>& table);
void add_audit(std::vector<Route>& table);
void add_oauth(std::vector<Route>& table);
void add_operations(std::vector<Route>& table);

// The beginning of the paths of one connector.
#define ONE_CONNECTOR "/v1/teams/{team_id}/connector_builder/connectors/{connector_identifier}"

inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view yaml_type = "application/yaml";
inline constexpr std::string_view zip_type = "application/zip";
inline constexpr std::string_view bytes_type = "application/octet-stream";  // of tools that do not know zip
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";
inline constexpr std::string_view file_form_type = "multipart/form-data";

inline constexpr Parameter if_none_match{
    Parameter::Place::header, "If-None-Match", R"({"type":"string"})",
    "Entity tags that the caller has; the answer is 304 if one of them is current."};
inline constexpr Parameter if_match{
    Parameter::Place::header, "If-Match", R"({"type":"string"})",
    "The entity tag that the change is based on; 412 if the connector has changed since."};
inline constexpr Parameter if_none_match_of_change{
    Parameter::Place::header, "If-None-Match", R"({"type":"string"})",
    "Entity tags of states that must not be changed; 412 if one of them is current, and for * always."};

inline constexpr std::string_view time_schema =
    R"({"type":"string","anyOf":[{"format":"date-time"},{"format":"date"}],"examples":["2025-01-31T12:30:00.250Z"]})";

// The problems of an operation, and those of every call that needs a credential.
std::vector<Problem> with_common(std::vector<Problem> own);

}  // namespace connectory::api
