// Shapes of requests and answers, as JSON Schema 2020-12, which OpenAPI 3.1 uses. The tests check every answer of a
// running server against them.

#include <array>

#include "api/route.h"

namespace connectory::api {
namespace {

constexpr std::array table = {
    Shape{"ErrorEnvelope", R"({"type":"object","additionalProperties":false,"required":["meta","error"],"properties":{
      "meta":{"$ref":"#/components/schemas/Meta"},
      "error":{"type":"object","additionalProperties":false,"required":["code","message"],"properties":{
        "code":{"type":"string","pattern":"^[A-Z][A-Z0-9_]*$","maxLength":100,"description":"Stable name of the problem, for programs."},
        "message":{"type":"string","minLength":1,"maxLength":255,"description":"Short and stable."},
        "description":{"type":"string","maxLength":2048,"description":"What the caller can do about it."}}}}})"},
    Shape{"Meta", R"({"type":"object","additionalProperties":false,"required":["request_id"],"properties":{
      "request_id":{"type":"string","pattern":"^[A-Za-z0-9_-]{8,64}$","description":"The id in X-Request-Id, which is also in the server's log."}}})"},
    Shape{
        "OAuthError",
        R"({"type":"object","required":["error"],"properties":{"error":{"type":"string","enum":["invalid_request","invalid_client","invalid_scope","unsupported_grant_type"]},"error_description":{"type":"string"}},"description":"RFC 6749, section 5.2."})"},
    Shape{
        "Connector",
        R"({"type":"object","additionalProperties":false,"required":["connector_identifier","name","description","logo_url","created_at","updated_at"],"properties":{
      "connector_identifier":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,100}$","examples":["T3S70"]},
      "name":{"type":"string","maxLength":255,"examples":["Web shop"]},
      "description":{"type":["string","null"],"maxLength":1000,"examples":["Orders and refunds"]},
      "logo_url":{"type":["string","null"],"format":"uri","maxLength":2048,"examples":["https://connectory.example.com/logos/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.png"]},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"}}})"},
    Shape{
        "ConnectorWithConfiguration",
        R"({"type":"object","additionalProperties":false,"required":["connector_identifier","name","description","logo_url","created_at","updated_at","configuration"],"properties":{
      "connector_identifier":{"type":"string","pattern":"^[A-Za-z0-9_-]{1,100}$","examples":["T3S70"]},
      "name":{"type":"string","maxLength":255,"examples":["Web shop"]},
      "description":{"type":["string","null"],"maxLength":1000,"examples":["Orders and refunds"]},
      "logo_url":{"type":["string","null"],"format":"uri","maxLength":2048,"examples":["https://connectory.example.com/logos/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.png"]},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"},
      "configuration":{"$ref":"#/components/schemas/Configuration"}}})"},
    Shape{
        "Configuration",
        R"({"type":"object","additionalProperties":false,"required":["version","configuration_json","created_at","updated_at"],"properties":{
      "version":{"type":"string","maxLength":20,"examples":["1.0.0"]},
      "configuration_json":{"type":"object","examples":[{"accounts":{"hasAccounts":false}}],"description":"The connector's configuration exactly as it was saved: the order of keys and the text of numbers are kept."},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"}}})"},
    Shape{
        "AnyConfiguration",
        R"({"examples":[{"accounts":{"hasAccounts":false}}],"description":"A configuration, or the body of a save. Anything else is reported as a finding."})"},
    Shape{
        "ConfigurationObject",
        R"({"type":"object","examples":[{"accounts":{"hasAccounts":false}}],"description":"A configuration, valid or not."})"},
    Shape{
        "Validation",
        R"({"type":"object","additionalProperties":false,"required":["valid","errors","warnings","findings"],"properties":{
      "valid":{"type":"boolean","description":"Whether there is no error, so that it can be saved."},
      "errors":{"type":"integer","minimum":0},
      "warnings":{"type":"integer","minimum":0},
      "findings":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Finding"}}}})"},
    Shape{
        "Finding",
        R"({"type":"object","additionalProperties":false,"required":["level","stage","code","pointer","line","column","message","hint"],"properties":{
      "level":{"type":"string","enum":["error","warning"]},
      "stage":{"type":"string","enum":["schema","meaning","state"],"description":"schema: its form; meaning: what it says; state: something that it needs is missing."},
      "code":{"type":"string","pattern":"^[A-Z][A-Z0-9_]*$","description":"Stable name, for programs."},
      "pointer":{"type":"string","description":"JSON Pointer into the request body."},
      "line":{"type":"integer","minimum":1},
      "column":{"type":"integer","minimum":1,"description":"In code points."},
      "end_line":{"type":"integer","minimum":1,"description":"Where the value or key ends; absent if the finding is not about a part of the document."},
      "end_column":{"type":"integer","minimum":1,"description":"The column after its last character."},
      "message":{"type":"string","description":"What is wrong."},
      "hint":{"type":"string","description":"What to do; may be empty."},
      "fixes":{"type":"array","minItems":1,"description":"Corrections, where it is certain what was meant.","items":{"type":"object","additionalProperties":false,"required":["title","edits"],"properties":{
        "title":{"type":"string"},
        "edits":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["op","pointer"],"properties":{
          "op":{"type":"string","enum":["set","rename","replace"],"description":"set: the value at the pointer becomes value; rename: the member at the pointer gets the name key; replace: the only occurrence of find in the string at the pointer becomes value."},
          "pointer":{"type":"string"},
          "value":{"description":"JSON of any kind for set, a string for replace."},
          "key":{"type":"string"},
          "find":{"type":"string"}}}}}}}}})"},
    Shape{"ConnectorList",
          R"({"type":"object","additionalProperties":false,"required":["count","connectors"],"properties":{
      "count":{"type":"integer","minimum":0,"maximum":1000},
      "next":{"type":["string","null"],"description":"The URL of the next page; null on the last one. Only if limit or after was given."},
      "connectors":{"type":"array","maxItems":1000,"items":{"anyOf":[{"$ref":"#/components/schemas/ConnectorWithConfiguration"},{"$ref":"#/components/schemas/Connector"}]}}}})"},
    Shape{"Logo", R"({"type":"object","additionalProperties":false,"required":["logo_url"],"properties":{
      "logo_url":{"type":"string","format":"uri","maxLength":2048,"examples":["https://connectory.example.com/logos/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae.png"]}}})"},
    Shape{"UploadLogo", R"({"type":"object","required":["logo"],"properties":{
      "logo":{"type":"string","format":"binary","description":"A PNG or JPEG of at most 5 MB."}}})"},
    Shape{"CreateConnector", R"({"type":"object","required":["title"],"properties":{
      "title":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[^\\u0000]*$","examples":["Web shop"]},
      "description":{"type":"string","maxLength":1000,"pattern":"^[^\\u0000]*$","examples":["Orders and refunds"]},
      "connector_identifier":{"type":"string","pattern":"^([A-Za-z0-9_-]{1,100})?$","examples":[""],"description":"A connector of the team to duplicate; empty or absent for a new one."}}})"},
    // `if` and `else` describe exactly which bodies change nothing and are refused. Client generators ignore them.
    Shape{"UpdateConnector", R"({"type":"object","properties":{
      "connector":{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[^\\u0000]*$"},"description":{"type":["string","null"],"maxLength":1000,"pattern":"^[^\\u0000]*$"}}},
      "configuration":{"type":"object","properties":{"configuration_json":{"type":"object"},"note":{"type":["string","null"],"maxLength":1000,"pattern":"^[^\\u0000]*$","description":"What the new version is for."}},"dependentRequired":{"note":["configuration_json"]}}},
      "if":{"required":["configuration"],"properties":{"configuration":{"required":["configuration_json"]}}},
      "else":{"required":["connector"],"properties":{"connector":{"if":{"required":["name"]},"else":{"required":["description"]}}}},
      "description":"Either half may be absent, but not both. At least one of name, description and configuration_json is required.",
      "examples":[{"connector":{"name":"Web shop"},"configuration":{"configuration_json":{"accounts":{"hasAccounts":false}}}}]})"},
    Shape{
        "Secret",
        R"({"type":"object","additionalProperties":false,"required":["secret_placeholder","secret_name"],"properties":{
      "secret_placeholder":{"type":"string","pattern":"^sec_[0-9a-f]{9}$","examples":["sec_a23f23d26"],"description":"How a configuration refers to it: {{ secrets.sec_a23f23d26 }}."},
      "secret_name":{"type":"string","minLength":1,"maxLength":255,"examples":["client_id"]}}})"},
    Shape{"SecretList", R"({"type":"object","additionalProperties":false,"required":["count","secrets"],"properties":{
      "count":{"type":"integer","minimum":0,"maximum":100},
      "secrets":{"type":"array","maxItems":100,"items":{"$ref":"#/components/schemas/Secret"}}}})"},
    Shape{"CreateSecret", R"({"type":"object","required":["secret_name","secret_value"],"properties":{
      "secret_name":{"type":"string","minLength":1,"maxLength":255,"pattern":"^[^\\u0000]*$","examples":["client_id"],"description":"Must be unique among the secrets of the connector."},
      "secret_value":{"type":"string","minLength":1,"maxLength":10000,"pattern":"^[^\\u0000]*$","examples":["s3cret"],"description":"Stored sealed and never returned."}}})"},
    Shape{"UpdateSecret", R"({"type":"object","required":["secret_value"],"properties":{
      "secret_value":{"type":"string","minLength":1,"maxLength":10000,"pattern":"^[^\\u0000]*$","examples":["s3cret"]}}})"},
    Shape{"Archive",
          R"({"type":"string","format":"binary","description":"A zip file; docs/api.md describes its contents."})"},
    Shape{
        "LogEntry",
        R"({"type":"object","additionalProperties":false,"required":["id","log_time","status","event","request","duration_ms","request_id"],"properties":{
      "id":{"type":"string","maxLength":255,"examples":["T3S70-0194a7c2f3e1"]},
      "log_time":{"$ref":"#/components/schemas/TimeWithMilliseconds"},
      "status":{"type":["integer","null"],"minimum":100,"maximum":599,"description":"The HTTP status; null if there was no answer."},
      "event":{"type":["string","null"],"examples":["connector.update"]},
      "request":{"type":["string","null"],"description":"Method and path.","examples":["PUT /v1/teams/42/connector_builder/connectors/T3S70"]},
      "duration_ms":{"type":["integer","null"],"minimum":0},
      "request_id":{"type":["string","null"],"format":"uuid","description":"The request's id if it is a UUID."}}})"},
    Shape{"LogList", R"({"type":"object","additionalProperties":false,"required":["logs"],"properties":{
      "logs":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/LogEntry"}}}})"},
    Shape{
        "LogEntryWithDetail",
        R"({"type":"object","additionalProperties":false,"required":["id","log_time","status","event","request","duration_ms","request_id","detail"],"properties":{
      "id":{"type":"string","maxLength":255,"examples":["T3S70-0194a7c2f3e1"]},
      "log_time":{"$ref":"#/components/schemas/TimeWithMilliseconds"},
      "status":{"type":["integer","null"],"minimum":100,"maximum":599,"description":"The HTTP status; null if there was no answer."},
      "event":{"type":["string","null"],"examples":["connector.update"]},
      "request":{"type":["string","null"],"description":"Method and path.","examples":["PUT /v1/teams/42/connector_builder/connectors/T3S70"]},
      "duration_ms":{"type":["integer","null"],"minimum":0},
      "request_id":{"type":["string","null"],"format":"uuid","description":"The request's id if it is a UUID."},
      "detail":{"type":"object","description":"More about the event, such as who caused it and what was refused; secrets are redacted. A detail that was too long to store has only `truncated`, with its size in bytes and its beginning.","examples":[{"actor":"key:ci","address":"127.0.0.1","request_id":"BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN"}]}}})"},
    Shape{
        "Version",
        R"({"type":"object","additionalProperties":false,"required":["number","version","author","created_at","note","content_hash","imported_at","labels","is_current"],"properties":{
      "number":{"type":"integer","format":"int64","minimum":1,"description":"The version's number, counted from 1 for each connector."},
      "version":{"type":"string","maxLength":20,"examples":["1.0.0"],"description":"Major is raised if something breaks for users, minor if report types or fields are added, patch otherwise."},
      "author":{"type":"string","examples":["key:ci"],"description":"The credential that saved it."},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "note":{"type":["string","null"],"maxLength":1000,"examples":["adds the refunds report"]},
      "content_hash":{"type":"string","pattern":"^[0-9a-f]{64}$","description":"SHA-256 of the configuration's text."},
      "imported_at":{"oneOf":[{"$ref":"#/components/schemas/Time"},{"type":"null"}],"description":"When the version was imported; author and created_at are then those in the archive."},
      "labels":{"type":"array","maxItems":100,"items":{"type":"string","pattern":"^[a-z0-9._-]{1,50}$"},"examples":[["stable"]]},
      "is_current":{"type":"boolean","description":"Whether it is the published version."},
      "configuration_json":{"type":"object","description":"Only in lists that request it."}}})"},
    Shape{"VersionList",
          R"({"type":"object","additionalProperties":false,"required":["count","versions","next_cursor"],"properties":{
      "count":{"type":"integer","minimum":0,"maximum":1000},
      "versions":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Version"}},
      "next_cursor":{"type":["string","null"],"examples":[null],"description":"The cursor of the next page, with older versions; null on the last page."}}})"},
    Shape{
        "VersionContent",
        R"({"type":"object","additionalProperties":false,"required":["number","version","author","created_at","note","content_hash","imported_at","configuration_json"],"properties":{
      "number":{"type":"integer","format":"int64","minimum":1},
      "version":{"type":"string","maxLength":20,"examples":["1.0.0"]},
      "author":{"type":"string","examples":["key:ci"]},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "note":{"type":["string","null"],"maxLength":1000},
      "content_hash":{"type":"string","pattern":"^[0-9a-f]{64}$"},
      "imported_at":{"oneOf":[{"$ref":"#/components/schemas/Time"},{"type":"null"}]},
      "configuration_json":{"type":"object","description":"Exactly as it was saved."}}})"},
    Shape{"Change",
          R"({"type":"object","additionalProperties":false,"required":["kind","pointer"],"properties":{
      "kind":{"type":"string","enum":["added","removed","changed","moved"]},
      "pointer":{"type":"string","examples":["/reporting/reportTypes/0/title"],"description":"JSON Pointer into the newer configuration; for removed values, into the older one."},
      "pointer_before":{"type":"string","description":"JSON Pointer into the older configuration, if it differs."},
      "report_type":{"type":"string","description":"The id of the report type that it belongs to."},
      "field":{"type":"string","description":"The id of the field that it belongs to."},
      "before":{"description":"The older value; if before_is_cut, a string with the beginning of its JSON text."},
      "before_is_cut":{"type":"boolean"},
      "after":{"description":"The newer value; if after_is_cut, a string with the beginning of its JSON text."},
      "after_is_cut":{"type":"boolean"}}})"},
    Shape{
        "Breaking",
        R"({"type":"object","additionalProperties":false,"required":["code","pointer","what","who_notices","what_to_do"],"properties":{
      "code":{"type":"string","enum":["AUTHENTICATION_TYPE_CHANGED","LOGIN_CHOICE_REMOVED","REQUIRED_INPUT_ADDED","INPUT_REMOVED","ACCOUNTS_INTRODUCED","REPORT_TYPE_REMOVED","REPORT_TYPE_RENAMED","REPORT_TYPE_HIDDEN","JOIN_REMOVED","PARTITION_ADDED","PARTITION_REMOVED","KEY_CHANGED","DATE_RANGE_REQUIRED","REQUIRED_SETTING_ADDED","SETTING_REMOVED","SETTING_OPTION_REMOVED","SETTING_RESTRICTED","FIELD_SOURCE_CHANGED","FIELD_REMOVED","FIELD_RENAMED","FIELD_KIND_CHANGED","DATA_TYPE_CHANGED","AGGREGATION_TYPE_CHANGED"]},
      "pointer":{"type":"string","description":"JSON Pointer into the newer configuration; for removed values, into the older one."},
      "report_type":{"type":"string"},
      "field":{"type":"string"},
      "before":{"type":"string","description":"The older id or type."},
      "after":{"type":"string","description":"The newer id or type."},
      "what":{"type":"string","examples":["Field 'clicks' of report type 'ads' is removed."]},
      "who_notices":{"type":"string"},
      "what_to_do":{"type":"string"}}})"},
    Shape{
        "VersionDiff",
        R"({"type":"object","additionalProperties":false,"required":["from","to","breaking_count","breaking","changes","truncated"],"properties":{
      "from":{"type":"integer","format":"int64","minimum":1},
      "to":{"type":"integer","format":"int64","minimum":1},
      "breaking_count":{"type":"integer","minimum":0,"description":"The number of all breaking changes, even if the list is cut."},
      "breaking":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Breaking"}},
      "changes":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Change"}},
      "truncated":{"type":"boolean","description":"Whether there are more changes than are listed."}}})"},
    Shape{
        "Draft",
        R"({"type":"object","additionalProperties":false,"required":["base_version","published_version","is_outdated","author","created_at","updated_at","note","content_hash"],"properties":{
      "base_version":{"type":"integer","format":"int64","minimum":1,"description":"The number of the version that it is based on."},
      "published_version":{"type":"integer","format":"int64","minimum":1,"description":"The number of the published version."},
      "is_outdated":{"type":"boolean","description":"Whether a version other than base_version is published."},
      "author":{"type":"string","examples":["key:ci"],"description":"Who saved it last."},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"},
      "note":{"type":["string","null"],"maxLength":1000},
      "content_hash":{"type":"string","pattern":"^[0-9a-f]{64}$"}}})"},
    Shape{
        "DraftContent",
        R"({"type":"object","additionalProperties":false,"required":["base_version","published_version","is_outdated","author","created_at","updated_at","note","content_hash","configuration_json"],"properties":{
      "base_version":{"type":"integer","format":"int64","minimum":1},
      "published_version":{"type":"integer","format":"int64","minimum":1},
      "is_outdated":{"type":"boolean"},
      "author":{"type":"string","examples":["key:ci"]},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"},
      "note":{"type":["string","null"],"maxLength":1000},
      "content_hash":{"type":"string","pattern":"^[0-9a-f]{64}$"},
      "configuration_json":{"type":"object","description":"Exactly as it was sent."}}})"},
    Shape{"SaveDraft",
          R"({"type":"object","additionalProperties":false,"required":["configuration_json"],"properties":{
      "configuration_json":{"type":"object","description":"Any JSON object: a draft is work in progress and not checked."},
      "note":{"type":["string","null"],"maxLength":1000,"pattern":"^[^\\u0000]*$","description":"The note of the version that it will become."},
      "base_version":{"type":["integer","null"],"format":"int64","minimum":1,"maximum":9223372036854775807,"description":"The number of the version that it is now based on. If absent, it stays as it is; a new draft is based on the published version."}},
      "examples":[{"configuration_json":{"accounts":{"hasAccounts":false}},"note":"adds the refunds report"}]})"},
    Shape{"PublishDraft", R"({"type":"object","additionalProperties":false,"properties":{
      "base_version":{"type":["integer","null"],"format":"int64","minimum":1,"maximum":9223372036854775807,"description":"The published version that the caller has seen, instead of the draft's own base_version."},
      "note":{"type":["string","null"],"maxLength":1000,"pattern":"^[^\\u0000]*$","description":"Replaces the draft's own note."},
      "allow_breaking":{"type":["boolean","null"],"default":false,"description":"Whether the version may break something for users."},
      "dry_run":{"type":["boolean","null"],"default":false,"description":"Only report what would happen."}},
      "examples":[{"dry_run":true}]})"},
    Shape{
        "PublishPreview",
        R"({"type":"object","additionalProperties":false,"required":["base_version","published_version","is_outdated","author","created_at","updated_at","note","content_hash","next_version","breaking_count","breaking","changes","truncated"],"properties":{
      "base_version":{"type":"integer","format":"int64","minimum":1},
      "published_version":{"type":"integer","format":"int64","minimum":1},
      "is_outdated":{"type":"boolean","description":"Whether publishing would be refused with 409."},
      "author":{"type":"string","examples":["key:ci"]},
      "created_at":{"$ref":"#/components/schemas/Time"},
      "updated_at":{"$ref":"#/components/schemas/Time"},
      "note":{"type":["string","null"],"maxLength":1000},
      "content_hash":{"type":"string","pattern":"^[0-9a-f]{64}$"},
      "next_version":{"type":"string","maxLength":20,"examples":["1.1.0"],"description":"The version that it would become."},
      "breaking_count":{"type":"integer","minimum":0},
      "breaking":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Breaking"}},
      "changes":{"type":"array","maxItems":1000,"items":{"$ref":"#/components/schemas/Change"}},
      "truncated":{"type":"boolean"}}})"},
    Shape{"PublishResult",
          R"({"anyOf":[{"$ref":"#/components/schemas/Version"},{"$ref":"#/components/schemas/PublishPreview"}]})"},
    Shape{"Team", R"({"type":"object","additionalProperties":false,"required":["meta","data"],"properties":{
      "meta":{"$ref":"#/components/schemas/Meta"},
      "data":{"type":"object","additionalProperties":false,"required":["team_id","name","display_id","status","created_at"],"properties":{
        "team_id":{"type":"integer","format":"int64","minimum":1},
        "name":{"type":"string","maxLength":255},
        "display_id":{"type":"string","maxLength":50,"examples":["SM_ABC123"]},
        "status":{"type":"integer","minimum":0,"maximum":10,"description":"1 is active."},
        "created_at":{"$ref":"#/components/schemas/Time"}}}}})"},
    Shape{"TeamUsers", R"({"type":"object","additionalProperties":false,"required":["meta","data"],"properties":{
      "meta":{"$ref":"#/components/schemas/Meta"},
      "data":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["user_id","email","first_name","last_name","role","created_at"],"properties":{
        "user_id":{"type":"integer","format":"int64","minimum":1},
        "email":{"type":"string"},
        "first_name":{"type":"string"},
        "last_name":{"type":"string"},
        "role":{"type":"string","enum":["OWNER","ADMIN","EDITOR","FINANCE","VIEWER"]},
        "created_at":{"$ref":"#/components/schemas/Time"}}}}}})"},
    Shape{"Audit", R"({"type":"object","additionalProperties":false,"required":["meta","data"],"properties":{
      "meta":{"type":"object","additionalProperties":false,"required":["request_id","next"],"properties":{
        "request_id":{"type":"string","pattern":"^[A-Za-z0-9_-]{8,64}$","description":"The id in X-Request-Id, which is also in the server's log."},
        "next":{"type":["string","null"],"description":"The `cursor` of the next page; null on the last one.","examples":["01a210d1f6e400000000"]}}},
      "data":{"type":"array","maxItems":1000,"items":{"type":"object","additionalProperties":false,"required":["audit_id","time","actor","credential","address","request_id","action","subject","details"],"properties":{
        "audit_id":{"type":"string","examples":["01a210d1f6e400000000"]},
        "time":{"$ref":"#/components/schemas/TimeWithMilliseconds"},
        "actor":{"type":"string","description":"Who made the change: the name of a key or client, or the command line with its user.","examples":["key:ci"]},
        "credential":{"type":["string","null"],"description":"The key's or client's id.","examples":["key_4f6k2n8q1z7x0c3v"]},
        "address":{"type":["string","null"],"description":"The address that the request came from.","examples":["192.0.2.7"]},
        "request_id":{"type":["string","null"],"examples":["BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN"]},
        "action":{"type":"string","description":"Noun and verb.","examples":["connector.update"]},
        "subject":{"type":"string","description":"The id of what was changed.","examples":["T3S70"]},
        "details":{"type":"object","description":"Details of the change; never the value of a secret.","examples":[{"fields":["name"]}]}}}}}})"},
    Shape{
        "Time",
        R"({"type":"string","format":"date-time","maxLength":30,"pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\+00:00$","examples":["2025-01-01T00:00:00+00:00"],"description":"ISO 8601 with offset."})"},
    Shape{
        "TimeWithMilliseconds",
        R"({"type":"string","format":"date-time","maxLength":30,"pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}\\+00:00$","examples":["2025-01-01T00:00:00.250+00:00"],"description":"ISO 8601 with offset."})"},
    Shape{"TokenRequest", R"({"type":"object","required":["grant_type"],"properties":{
      "grant_type":{"type":"string","const":"client_credentials"},
      "scope":{"type":"string","description":"Scopes separated by spaces; if absent, all scopes of the client."},
      "client_id":{"type":"string","description":"Only if it is not sent by HTTP Basic."},
      "client_secret":{"type":"string"}}})"},
    Shape{"Token", R"({"type":"object","required":["access_token","token_type","expires_in","scope"],"properties":{
      "access_token":{"type":"string"},"token_type":{"type":"string","const":"Bearer"},
      "expires_in":{"type":"integer","description":"Seconds."},"scope":{"type":"string"}}})"},
    Shape{"RevokeRequest", R"({"type":"object","required":["token"],"properties":{
      "token":{"type":"string","minLength":1},"token_type_hint":{"type":"string"},"client_id":{"type":"string"},"client_secret":{"type":"string"}}})"},
    Shape{"Status", R"({"type":"object","required":["status"],"properties":{"status":{"type":"string"}}})"},
};

}  // namespace

std::span<const Shape> shapes() { return table; }

}  // namespace connectory::api
