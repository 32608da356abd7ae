// Reads responses: format, adapters, rules for errors.

#include <algorithm>
#include <bitset>

#include <fmt/format.h>

#include "base/ascii.h"
#include "json/shown.h"
#include "language/language.h"
#include "language/reading_impl.h"
#include "text/xpath.h"

namespace connectory::language {

using json::Kind;

namespace {

using Format = Response::Format;
constexpr base::Name<Format> formats[] = {{"JSON", Format::json},
                                          {"CSV", Format::csv},
                                          {"XML", Format::xml},
                                          {"NDJSON", Format::ndjson},
                                          {"TEXT", Format::text}};

using Compression = Response::Compression;
constexpr base::Name<Compression> compressions[] = {{"auto", Compression::automatic}, {"none", Compression::none},
                                                    {"gzip", Compression::gzip},      {"deflate", Compression::deflate},
                                                    {"br", Compression::br},          {"zstd", Compression::zstd},
                                                    {"zip", Compression::zip}};

// A path without its $, which does not look like a plain name of a member.
bool is_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with('.') || text.starts_with('@') ||
         text.find(".*") != std::string_view::npos || text.find('[') != std::string_view::npos ||
         text.find("..") != std::string_view::npos;
}

}  // namespace

Response Reading::read_response(Object object, const Scope& scope) {
  Response response;
  if (!spend(100)) return response;
  response.format = choice_or(object, "type", formats, Format::json);
  response.compression = choice_or(object, "compression", compressions, Compression::automatic);
  response.data_rows = find_source(object, "dataRows", scope);
  if (response.data_rows) {
    const Value rows = *object.find("dataRows");
    const bool is_path = std::holds_alternative<PathValue>(*response.data_rows);
    const bool is_xpath = std::holds_alternative<XPathValue>(*response.data_rows);
    if (!is_path && !is_xpath)
      report(Code::useless_part, rows, "'dataRows' must be a path to the rows.",
             "Use the source jsonPath, or xPath for XML.");
    else if (is_xpath && response.format != Format::xml)
      report(Code::useless_part, rows, "An XPath cannot read this format.",
             "Set 'type' to XML, or use the source jsonPath.");
    else if (is_xpath && std::get<XPathValue>(*response.data_rows).path.kind() == text::XPath::Kind::value)
      report(Code::useless_part, rows, "This XPath selects a value, not rows.", "Select elements, for example //item.");
  }
  is_xml_ = response.format == Format::xml;
  if (const auto adapters = find(object, "dataAdapters", Kind::object))
    for (const Object& each : objects(*adapters, "items")) response.adapters.push_back(read_adapter(each, scope));
  response.row_steps = read_row_steps(object, scope);
  if (const auto encoding = find(object, "encoding", Kind::string)) {
    const auto known = text::find_charset(encoding->string());
    if (!known) {
      const auto near = findings_.nearest(encoding->string(), text::charset_names());
      report(Code::bad_value, *encoding, "Unknown character set.",
             near ? did_you_mean(near) + " Others are ISO-8859-1, windows-1252 and Shift_JIS."
                  : "Write, for example, UTF-8, ISO-8859-1, windows-1252 or Shift_JIS.");
      if (near) findings_.offer_text(*near);
    }
    response.encoding = known;
  }
  if (const auto entry = find(object, "entry", Kind::string)) {
    response.entry = std::string(entry->string());
    const bool is_known = base::find_value(compressions, find_text(object, "compression").value_or("auto")).has_value();
    if (response.compression != Compression::zip && is_known)
      report(Code::useless_part, *entry, "'entry' is used only for zip archives.",
             "Set 'compression' to zip, or remove 'entry'.");
  }
  const std::string_view type = find_text(object, "type").value_or("JSON");
  const auto check_dialect = [&](std::string_view key, std::string_view word, Format format) {
    const auto dialect = find(object, key, Kind::object);
    const bool is_another = response.format != format && (type == "JSON" || response.format != Format::json);
    if (dialect && is_another)
      report(Code::useless_part, *dialect, fmt::format("'{}' has no effect unless 'type' is {}.", key, word),
             fmt::format("Set 'type' to {}, or remove '{}'.", word, key));
    return dialect;
  };
  if (const auto csv = check_dialect("csv", "CSV", Format::csv)) response.csv = read_csv(*csv);
  if (const auto xml = check_dialect("xml", "XML", Format::xml)) response.xml = read_xml(*xml);
  return response;
}

CsvDialect Reading::read_csv(Object object) {
  const std::string delimiter_text = text_or(object, "delimiter", ",");
  const std::string quote_text = text_or(object, "quote", "\"");
  CsvDialect csv{.delimiter = delimiter_text == "\\t" || delimiter_text.empty() ? '\t' : delimiter_text[0],
                 .quote = quote_text.empty() ? std::nullopt : std::optional(quote_text[0]),
                 .has_header = boolean_or(object, "header", true),
                 .rows_skipped = find_integer(object, "skipRows").value_or(0),
                 .columns = texts(object, "columns"),
                 .last_rows_skipped = find_integer(object, "skipLastRows").value_or(0),
                 .null_values = texts(object, "nullValues"),
                 .comment = {}};
  const auto is_one_character = [](std::string_view text) { return text.size() == 1 || text == "\\t"; };
  if (const auto delimiter = find(object, "delimiter", Kind::string);
      delimiter && !is_one_character(delimiter->string()))
    report(Code::bad_value, *delimiter, "A delimiter must be one character of ASCII, or \\t.",
           "Write, for example, \";\".");
  if (const auto quote = find(object, "quote", Kind::string); quote && quote->string().size() > 1)
    report(Code::bad_value, *quote, "A quote must be one character of ASCII, or empty.", "Write, for example, \"'\".");
  if (const auto comment = find(object, "comment", Kind::string)) {
    csv.comment = std::string(comment->string());
    if (csv.comment == delimiter_text || csv.comment == quote_text)
      report(Code::bad_value, *comment, "Lines that begin with a delimiter or a quote are rows, not comments.",
             "Write what comments begin with, such as #, or remove 'comment'.");
  }
  for (const auto& [key, what] : {std::pair("columns", "column name"), std::pair("nullValues", "value")}) {
    const auto list = find(object, key, Kind::array);
    std::set<std::string_view> seen;
    if (!list) continue;
    for (const Value each : list->elements())
      if (each.is(Kind::string) && !seen.insert(each.string()).second)
        report(Code::duplicate_id, each,
               fmt::format("The {} '{}' occurs more than once.", what, json::shown(each.string())),
               key == std::string_view("columns") ? "Give each column a unique name." : "Remove one of them.");
  }
  if (const auto columns = find(object, "columns", Kind::array); columns && columns->size() > 0 && csv.has_header)
    report(
        Code::useless_part, *columns, "The response has a header, so its names are used instead of these.",
        "Remove 'columns'. If the response has no header, set 'header' to false; to replace its names, set 'skipRows' "
        "to 1 too.");
  return csv;
}

namespace {

// Whether this can be the name of an element or a prefix of one: without a colon, and no path.
bool is_xml_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return base::is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 128;
  };
  return !name.empty() && !base::is_digit(name.front()) && name.front() != '-' && name.front() != '.' &&
         std::ranges::all_of(name, is_allowed);
}

}  // namespace

XmlDialect Reading::read_xml(Object object) {
  XmlDialect xml{.lists = texts(object, "lists"), .namespaces = {}};
  if (const auto listed_names = find(object, "lists", Kind::array))
    for (const Value each : listed_names->elements())
      if (each.is(Kind::string) && !each.string().empty()) {
        const std::string_view name = each.string();
        if (!is_xml_name(name.substr(name.find(':') + 1)))
          report(Code::bad_value, each, "This is not the name of an element.",
                 "Write only the name, such as item, without a path.");
      }
  if (const auto namespaces = find(object, "namespaces", Kind::object); namespaces && spend(5 * namespaces->size()))
    for (const json::Member member : namespaces->members()) {
      if (!member.value.is(Kind::string)) continue;
      xml.namespaces.emplace_back(member.name(), member.value.string());
      if (!is_xml_name(member.name()))
        report(Code::bad_value, member.key, "This is not a prefix.",
               "Write a name without a colon, such as atom. The default namespace needs no prefix.");
    }
  return xml;
}

AdapterPath Reading::read_adapter_path(Object config, std::string_view key) {
  return find_adapter_path(config, key).value_or(AdapterPath{std::string()});
}

std::optional<AdapterPath> Reading::find_adapter_path(Object config, std::string_view key) {
  const auto value = find(config, key, Kind::string);
  if (!value) return std::nullopt;
  if (value->string().starts_with('$') || (!is_xml_ && is_path(value->string()))) return AdapterPath{read_path(*value)};
  if (is_xml_) read_xpath(*value);
  return AdapterPath{std::string(value->string())};
}

Adapter Reading::read_adapter(Object object, const Scope& scope) {
  spend(30);
  const std::string_view type = find_text(object, "type").value_or("");
  const Object config = find(object, "config", Kind::object).value_or(object);
  const auto path = [&](std::string_view key) { return read_adapter_path(config, key); };
  const auto key_name = [&] { return text_or(config, "keyName", ""); };
  if (type == "append_key") {
    AppendKey adapter{path("dataPath"), key_name(), find_text(config, "dataType") == "array_of_objects",
                      boolean_or(config, "skipNonArrayValues", false)};
    if (const auto skip = find(config, "skipNonArrayValues", Kind::boolean);
        skip && skip->boolean() && !adapter.holds_arrays)
      report(Code::useless_part, *skip, "'skipNonArrayValues' has no effect unless 'dataType' is array_of_objects.",
             "Set 'dataType' to array_of_objects, or remove 'skipNonArrayValues'.");
    return adapter;
  }
  if (type == "time_series") {
    const auto granularity = config.find("granularity");
    ValueSource every = StaticText{text::Template{{std::string("DAY")}}};
    if (granularity && granularity->is(Kind::object)) every = read_source(*granularity, scope);
    if (granularity && granularity->is(Kind::string)) every = StaticText{read_template(*granularity, scope)};
    return TimeSeries{path("dataPath"),
                      path("valuesPath"),
                      path("startTimePath"),
                      find_adapter_path(config, "endTimePath"),
                      std::move(every),
                      find_adapter_path(config, "dataDestinationPath"),
                      key_name()};
  }
  if (type == "match_values_by_keys")
    return MatchValuesByKeys{path("keysPath"), path("valuesPath"), path("dataDestinationPath"), key_name()};
  if (type == "combine_keys_with_values")
    return CombineKeysWithValues{path("keysPath"), path("valuesPath"), path("dataDestinationPath"), false};
  if (type == "combine_keys_with_nested_values")
    return CombineKeysWithValues{path("keysPath"), path("valuesPath"), path("dataDestinationPath"), true};
  if (type == "extract_fields_by_path")
    return ExtractFieldsByPath{path("dataPath"),
                               path("valuePath"),
                               find_adapter_path(config, "sourcePath"),
                               find_adapter_path(config, "keyPath"),
                               find_adapter_path(config, "fieldPath"),
                               text_or(config, "suffix", "")};
  if (type == "concat_value_to_keys")
    return ConcatValueToKeys{path("dataPath"), path("valuePath"), texts(config, "keysToConcat"),
                             boolean_or(config, "prependValue", false),
                             boolean_or(config, "preserveOriginalKeys", false)};
  if (type == "union_nested_arrays_with_key")
    return UnionNestedArrays{path("dataPath"), texts(config, "keys"), key_name()};
  if (type == "aggregate_values") return AggregateValues{path("dataPath"), path("valuesPath"), texts(config, "fields")};
  if (type == "split_to_rows") return SplitToRows{path("dataPath"), text_or(config, "separator", ","), key_name()};
  if (type == "merge_by_key")
    return MergeByKey{path("dataPath"), path("referencePath"), path("sourcePath"), texts(config, "keys"), key_name()};
  if (type == "flatten_tree") return read_flatten_tree(config);
  return FlattenValues{path("dataPath"), path("valuesPath"), text_or(config, "separator", "_")};
}

FlattenTree Reading::read_flatten_tree(Object config) {
  FlattenTree adapter{.data = read_adapter_path(config, "dataPath"),
                      .children = read_adapter_path(config, "childrenPath"),
                      .label = find_adapter_path(config, "labelPath"),
                      .key_name = {},
                      .are_only_leaves_kept = boolean_or(config, "leavesOnly", false)};
  const auto label = config.find("labelPath");
  const auto name = config.find("keyName");
  if (name) adapter.key_name = text_or(config, "keyName", "");
  if (label && !name)
    report(Code::missing_part, *label, "'labelPath' needs 'keyName', the member for the names.", "Add 'keyName'.");
  if (name && !label)
    report(Code::missing_part, *name, "'keyName' needs 'labelPath', the path of the name of a node.",
           "Add 'labelPath'.");
  return adapter;
}

// ---- rules for errors -----------------------------------------------------------------------------------------------

namespace {

std::optional<HttpStatuses> statuses_of(json::Value value) {
  if (value.is(Kind::number)) {
    const auto status = static_cast<std::int64_t>(std::clamp(value.real(), 0.0, 1000.0));
    return HttpStatuses{status, status};
  }
  if (!value.is(Kind::string) || !obeys(TextRule::status_class, value.string())) return std::nullopt;
  const std::int64_t first = (value.string()[0] - '0') * 100;
  return HttpStatuses{first, first + 99};
}

using Action = ResponseRule::Action;
constexpr base::Name<Action> actions[] = {{"error", Action::error},   {"renew_token", Action::renew_token},
                                          {"retry", Action::retry},   {"ignore", Action::ignore},
                                          {"accept", Action::accept}, {"reset_pagination", Action::reset_pagination}};

using WaitAs = WaitHint::As;
constexpr base::Name<WaitAs> waits[] = {
    {"seconds", WaitAs::seconds}, {"milliseconds", WaitAs::milliseconds}, {"until", WaitAs::until}};

using Delay = RetryRule::Delay;
constexpr base::Name<Delay> delays[] = {
    {"linear", Delay::linear}, {"fixed", Delay::fixed}, {"exp", Delay::exponential}};

using StatusSet = std::bitset<1001>;

bool is_covered(const std::vector<HttpStatuses>& wanted, const StatusSet& covered) {
  return std::ranges::all_of(wanted, [&](const HttpStatuses& statuses) {
    for (std::int64_t status = statuses.from; status <= statuses.to; ++status)
      if (!covered.test(static_cast<std::size_t>(status))) return false;
    return true;
  });
}

}  // namespace

std::vector<HttpStatuses> Reading::read_statuses(Object object) {
  std::vector<HttpStatuses> made;
  const auto status = object.find("httpStatus");
  if (!status) return made;
  if (const auto one = statuses_of(*status)) made.push_back(*one);
  for (const Value each : status->elements())
    if (const auto one = statuses_of(each)) made.push_back(*one);
  return made;
}

ResponseRule Reading::read_rule(Object object, const Scope& outer) {
  const Scope scope = outer.with(Knowledge::answer);
  ResponseRule rule{.statuses = {},
                    .match = {},
                    .action = choice_or(object, "action", actions, Action::error),
                    .message = {},
                    .message_details = {},
                    .retry = {},
                    .wait = {}};
  rule.statuses = read_statuses(object);
  if (const auto match = find(object, "match", Kind::object); match && match->find("if")) {
    rule.match = Match{StaticText{}, find_expression(*match, "if", scope).value_or(text::Expression())};
    for (const std::string_view key : {"source", "value", "equals", "matches"})
      if (const auto useless = match->find(key)) {
        report(Code::useless_part, *useless, fmt::format("'{}' has no effect next to 'if'.", key),
               "Put the condition into the expression, or remove 'if'.");
        break;
      }
  } else if (match) {
    if (!match->find("source"))
      report(Code::missing_part, *match, "The condition reads no value.",
             "Add 'source' and 'value', or 'if' with an expression.");
    rule.match = Match{read_source(*match, scope), std::monostate{}};
    if (auto equals = find_scalar(*match, "equals")) rule.match->condition = *std::move(equals);
    if (auto regex = find_regex(*match, "matches")) {
      if (!std::holds_alternative<std::monostate>(rule.match->condition))
        report(Code::useless_part, *match, "Only one of 'equals' and 'matches' is used.", "Keep only one of them.");
      rule.match->condition = *std::move(regex);
    }
    check_body_source(*match);
    if (std::holds_alternative<BodyText>(rule.match->value) && !match->find("equals") && !match->find("matches"))
      report(Code::missing_part, *match, "The rule matches every response, because each has a text.",
             "Add 'matches' with a regular expression.");
  }
  if (!object.find("httpStatus") && !object.find("match"))
    report(Code::missing_part, object, "The rule matches every response, including successful ones.",
           "Add 'httpStatus' or 'match'.");
  if (rule.action == Action::accept || rule.action == Action::reset_pagination)
    for (const std::string_view key : {"message", "messageDetails"})
      if (const auto part = object.find(key))
        report(Code::useless_part, *part, fmt::format("'{}' has no effect, because the action is not an error.", key),
               fmt::format("Remove '{}', or set 'action' to error.", key));
  rule.message = find_template(object, "message", scope);
  rule.message_details = find_source(object, "messageDetails", scope);
  if (rule.message) check_readable(StaticText{*rule.message}, object, "message", "The message of the rule");
  check_readable(rule.message_details, object, "messageDetails", "The message of the rule");
  if (const auto retry = object.find("retry");
      retry && rule.action != Action::retry && base::find_value(actions, find_text(object, "action").value_or("error")))
    report(Code::useless_part, *retry, "'retry' has no effect unless 'action' is retry.",
           "Set 'action' to retry, or remove 'retry'.");
  if (const auto retry = find(object, "retry", Kind::object)) {
    RetryRule made;
    made.retries_max = find_integer(*retry, "maxRetries").value_or(made.retries_max);
    made.wait_min = seconds_or(*retry, "minWait", made.wait_min);
    made.wait_max = seconds_or(*retry, "maxWait", std::max(made.wait_max, made.wait_min));
    made.delay = choice_or(*retry, "delayType", delays, Delay::exponential);
    if (made.wait_min < Seconds(0) || made.wait_max < made.wait_min)
      report(Code::bad_value, *retry, "'minWait' must be 0 or more, and not more than 'maxWait'.",
             "Write both in "
             "seconds.");
    rule.retry = made;
  }
  if (const auto wait = find(object, "wait", Kind::object)) rule.wait = read_wait(*wait, scope);
  if (const auto wait = object.find("wait");
      wait && rule.action != Action::retry && base::find_value(actions, find_text(object, "action").value_or("error")))
    report(Code::useless_part, *wait, "'wait' has no effect unless 'action' is retry.",
           "Set 'action' to retry, or remove 'wait'.");
  return rule;
}

// Only the text of a response needs no value that says what to read.
void Reading::check_body_source(Object object) {
  const auto source = find(object, "source", Kind::string);
  const auto value = object.find("value");
  if (source && source->string() == "body" && value)
    report(Code::useless_part, *value, "'value' has no effect for the source body, which is the whole text.",
           "Remove it. To search the text, use a regular expression.");
  if (source && source->string() != "body" && !value)
    report(Code::missing_part, object, fmt::format("The source '{}' needs 'value'.", json::shown(source->string())),
           "Add 'value' with what to read: a path, a name or a string.");
}

WaitHint Reading::read_wait(Object object, const Scope& scope) {
  WaitHint made{.value = read_source(object, scope),
                .as = choice_or(object, "as", waits, WaitAs::seconds),
                .regex = find_regex(object, "regex")};
  check_body_source(object);
  if (const auto source = find(object, "source", Kind::string); source && source->string() == "static" &&
                                                                object.find("value") &&
                                                                std::get<StaticText>(made.value).text.is_constant())
    report(Code::useless_part, object, "A wait that is always the same is not read from the response.",
           "Write it in 'minWait' of 'retry', with the 'delayType' fixed.");
  if (std::holds_alternative<BodyText>(made.value) && !object.find("regex"))
    report(Code::missing_part, object, "The source body needs 'regex' to find the wait in the text.",
           R"j(Add 'regex', such as "in ([0-9]+) seconds".)j");
  return made;
}

// A run that begins again at the first page reads rows twice, unless a key tells them apart.
void Reading::check_resets(Object report_type) {
  const auto handler = find(report_type, "responseHandler", Kind::object);
  const bool has_key = report_type.find("key").has_value();
  const bool has_pages = report_type.raw().find(R"("pagination")") != std::string_view::npos;
  const auto check = [&](Object each, bool is_own) {
    const auto action = find(each, "action", Kind::string);
    if (!action || action->string() != "reset_pagination") return;
    if (is_own && !has_pages)
      report(Code::useless_part, *action, "'reset_pagination' has no effect on a request without pagination.",
             "Use 'retry', or add 'pagination' to the request.");
    if (has_pages && !has_key)
      report(Code::missing_part, *action,
             fmt::format("'reset_pagination' reads rows again, and the report type '{}' has no key to recognize them.",
                         json::shown(text_or(report_type, "id", ""))),
             "Add 'key' to the report type, with the ids of the fields that identify a row.");
  };
  if (handler)
    for (const Object& each : objects(*handler, "responseStatuses")) check(each, true);
  if (const auto fallback = find(root_, "defaultResponseHandler", Kind::object))
    for (const Object& each : objects(*fallback, "responseStatuses")) check(each, false);
}

ResponseHandler Reading::read_handler(Object object, const Scope& scope) {
  ResponseHandler handler;
  StatusSet covered;  // by earlier rules without a condition
  for (const Object& each : objects(object, "responseStatuses")) {
    if (!spend(30)) break;
    ResponseRule rule = read_rule(each, scope);
    if (!rule.statuses.empty() && is_covered(rule.statuses, covered))
      report(Code::unreachable_rule, each, "The rule is never used, because an earlier rule always matches first.",
             "Put the more specific rule before the general one.");
    if (!rule.match)
      for (const HttpStatuses& statuses : rule.statuses)
        for (std::int64_t status = statuses.from; status <= statuses.to; ++status)
          covered.set(static_cast<std::size_t>(status));
    handler.push_back(std::move(rule));
  }
  return handler;
}

}  // namespace connectory::language
