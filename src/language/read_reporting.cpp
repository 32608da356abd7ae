// Reads report types, their settings, date ranges and joins, and the document as a whole.

#include <algorithm>
#include <charconv>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "json/shown.h"
#include "language/circles_impl.h"
#include "language/language.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

constexpr Knowledge in_a_report = Knowledge::inputs | Knowledge::secrets | Knowledge::client | Knowledge::user |
                                  Knowledge::account | Knowledge::query | Knowledge::settings;

using SettingType = Setting::Type;
constexpr base::Name<SettingType> setting_types[] = {
    {"text", SettingType::text},  {"checkbox", SettingType::checkbox}, {"combobox", SettingType::combobox},
    {"none", SettingType::none},  {"select", SettingType::select},     {"textarea", SettingType::textarea},
    {"radio", SettingType::radio}};

using Split = DateRange::Split;
constexpr base::Name<Split> splits[] = {
    {"none", Split::none}, {"day", Split::day}, {"week", Split::week}, {"month", Split::month}};

// The id that follows `secrets.` anywhere in a text.
std::set<std::string_view> mentioned_secrets(std::string_view text) {
  constexpr std::string_view family = "secrets.";
  std::set<std::string_view> ids;
  for (std::size_t at = text.find(family); at != std::string_view::npos; at = text.find(family, at)) {
    at += family.size();
    std::size_t end = at;
    while (end < text.size() && (is_token(text.substr(end, 1)) && text[end] != '!')) ++end;
    ids.insert(text.substr(at, end - at));
  }
  return ids;
}

bool is_days_ago(std::string_view text) {
  constexpr std::string_view suffix = "daysAgo";
  if (text == "today" || text == "yesterday") return true;
  if (!text.ends_with(suffix)) return false;
  const std::string_view number = text.substr(0, text.size() - suffix.size());
  return !number.empty() && number.size() <= 6 && base::is_all_digits(number);
}

}  // namespace

Setting Reading::read_setting(Object object, const Scope& scope) {
  Setting setting;
  if (!spend(40)) return setting;
  setting.id = text_or(object, "id", "");
  setting.label = text_or(object, "label", setting.id);
  setting.type = choice_or(object, "type", setting_types, SettingType::text);
  setting.default_value = find_scalar(object, "default");
  check_no_template(object, "default");
  setting.options = read_options(object);
  setting.is_required = boolean_or(object, "required", false);
  setting.help = text_or(object, "helpText", "");
  const bool is_choice = setting.type == Setting::Type::select || setting.type == Setting::Type::radio;
  if (const auto options = find(object, "optionsRequest", Kind::object)) {
    const Scope row = scope.with(Knowledge::row);
    setting.options_request = OptionsRequest{.request = find_request(*options, "request", scope).value_or(Request{}),
                                             .value = find_source(*options, "value", row).value_or(StaticText{}),
                                             .label = find_source(*options, "label", row),
                                             .properties = read_properties(*options, row)};
    const OptionsRequest& made = *setting.options_request;
    check_readable(made.value, *options, "value", "The value of the options");
    check_readable(made.label, *options, "label", "The label of the options");
    check_readable_properties(made.properties, *options, "A property of the options");
    if (!is_choice && setting.type != Setting::Type::combobox)
      report(Code::useless_part, *options, "'optionsRequest' has no effect on a setting of this type.",
             "Set 'type' to select, radio or combobox, or remove 'optionsRequest'.");
  }
  if (is_choice && setting.options.empty() && !object.find("optionsRequest"))
    report(Code::missing_part, object, "A setting of type select or radio needs 'options'.",
           "Add 'options' or 'optionsRequest', or set 'type' to text.");
  if (is_choice && setting.default_value && !setting.options.empty() && !setting.options_request &&
      std::ranges::none_of(setting.options,
                           [&](const Option& option) { return option.value.text == setting.default_value->text; }))
    report(Code::unknown_reference, *object.find("default"), "The default is not one of the options.",
           hint_of_options(setting.options));
  if (setting.type == Setting::Type::none && !setting.default_value)
    report(Code::missing_part, object, "A setting of type none is not shown, so it needs a default.", "Add 'default'.");
  return setting;
}

std::optional<RangeBound> Reading::find_range_bound(Object range, std::string_view key, const Scope& scope) {
  const auto value = find(range, key, Kind::string);
  if (!value) return std::nullopt;
  const std::string_view text = value->string();
  if (text.find("{{") != std::string_view::npos) return read_template(*value, scope);
  if (text == "today") return DaysAgo{0};
  if (text == "yesterday") return DaysAgo{1};
  if (is_days_ago(text)) {
    std::int64_t days = 0;
    std::from_chars(text.data(), text.data() + text.size(), days);
    return DaysAgo{days};
  }
  if (const auto moment = text::parse_moment(text)) return *moment;
  report(Code::date_format, *value, "This is not a date.",
         "Write a date such as 2015-01-31, a time such as 2015-01-31T12:00:00Z, or a number of days ago such as "
         "730daysAgo.");
  return std::nullopt;
}

DateRange Reading::read_date_range(Object object, const Scope& scope) {
  DateRange range;
  if (const auto days = find_integer(object, "maxDays"))
    range.days_max = *days;
  else if (const auto text = find(object, "maxDays", Kind::string))
    range.days_max = read_template(*text, scope);
  if (const auto split = find(object, "splitBy", Kind::string)) {
    const std::string_view word = split->string();
    if (const auto known = base::find_value(splits, word)) {
      range.split = *known;
    } else if (word.find("{{") != std::string_view::npos) {
      range.split = read_template(*split, scope);
    } else if (const auto duration = text::parse_duration(word); duration && !word.starts_with('-')) {
      range.split = *duration;
      if (duration->months == 0 && duration->days == 0 && duration->microseconds == 0)
        report(Code::bad_value, *split, "A slice of this length contains nothing.",
               "Write a longer duration, such as P7D or PT1H.");
    } else {
      std::vector<std::string_view> words;
      for (const auto& each : splits) words.push_back(each.word);
      report_slip(Code::bad_value, *split, "This is not a way to split a date range.", findings_.nearest(word, words),
                  "Write day, week, month, none, or an ISO 8601 duration such as P7D.");
    }
  }
  if (auto zone = find_zone(object, "timezone", scope)) range.zone = *std::move(zone);
  range.earliest = find_range_bound(object, "earliest", scope);
  range.latest = find_range_bound(object, "latest", scope);
  if (is_used(object, {"query.start_date", "query.end_date"}))
    report(Code::reference_circle, object, "The date range depends on the days of the query, which it limits.",
           "Use settings, properties of the account or user inputs instead.");
  const auto* const first = range.earliest ? std::get_if<text::Moment>(&*range.earliest) : nullptr;
  const auto* const last = range.latest ? std::get_if<text::Moment>(&*range.latest) : nullptr;
  if (first != nullptr && last != nullptr && *last < *first)
    report(Code::bad_value, *object.find("latest"), "'latest' is before 'earliest', so there is no day with data.",
           "Write a later day.");
  return range;
}

std::optional<Discovery> Reading::find_discovery(Object report_type) {
  const auto nested = find(report_type, "nested", Kind::string);
  if (find_text(report_type, "fields") != "discover") {
    if (nested && !report_type.find("fields"))
      report(Code::useless_part, *nested, "'nested' has no effect unless the fields are discovered.",
             "Set 'fields' to discover, or remove 'nested'.");
    return std::nullopt;
  }
  for (const std::string_view key : {"dimensions", "metrics", "fieldFetchers"})
    if (const auto part = report_type.find(key))
      report(Code::bad_value, *part,
             fmt::format("The fields are discovered, so they cannot be listed in '{}' too.", key),
             fmt::format("Remove '{}', or remove 'fields'.", key));
  return Discovery{nested && nested->string() == "tables" ? Discovery::Nested::tables : Discovery::Nested::text};
}

ReportType Reading::read_report_type(Object object) {
  ReportType made;
  if (!spend(100)) return made;
  made.id = text_or(object, "id", "");
  made.title = text_or(object, "title", made.id);
  made.description = text_or(object, "description", "");
  made.is_hidden = boolean_or(object, "hidden", false);
  if (const auto config = find(object, "config", Kind::object)) {
    made.shows_date_range = boolean_or(*config, "showDateRange", true);
    made.parallel_requests = find_integer(*config, "parallelRequests").value_or(1);
  }
  const std::vector<Object> settings = objects(object, "settings");
  check_ids(settings, "setting");
  SettingNames setting_names;
  std::set<std::string, std::less<>> used_settings;
  secret_setting_properties_.clear();
  const Scope of_options{.known = of_the_user | Knowledge::account, .fetched = "The options"};
  for (const Object& each : settings) {
    made.settings.push_back(read_setting(each, of_options));
    const Setting& setting = made.settings.back();
    std::set<std::string, std::less<>>& properties = setting_names[setting.id];
    if (setting.options_request)
      for (const Property& property : setting.options_request->properties) {
        properties.insert(property.id);
        if (property.is_secret) secret_setting_properties_.insert(fmt::format("{}.{}", setting.id, property.id));
      }
  }
  const Prefixes outer_prefixes = std::exchange(prefixes_, prefixes_declared_in(object));
  RowNames& parent_rows = parent_row_names_.emplace_back();
  RowNames answer_rows;
  Scope scope{.known = in_a_report,
              .settings = &setting_names,
              .used_settings = &used_settings,
              .row_names = &parent_rows,
              .answer_row_names = &answer_rows};
  if (const auto config = find(object, "config", Kind::object))
    if (const auto range = find(*config, "dateRange", Kind::object)) made.date_range = read_date_range(*range, scope);
  for (std::size_t index = 0; index < std::min(settings.size(), made.settings.size()); ++index) {
    made.settings[index].visible_when = find_expression(settings[index], "visibleWhen", scope);
    check_own_visibility(settings[index], text::Root::settings, made.settings[index].visible_when);
  }
  std::set<std::string, std::less<>> used_partitions;
  const PartitionNames& partitions = names_.partitions[parent_row_names_.size() - 1];
  made.partitions = read_partitions(object, scope);
  if (!partitions.empty()) {
    scope = scope.with(Knowledge::partition);
    scope.partitions = &partitions;
    scope.used_partitions = &used_partitions;
  }
  const bool may_be_joined =
      names_.joined_report_types.contains(made.id) || !names_.are_report_types_known || names_.has_lost_relation;
  const Scope of_request = may_be_joined ? scope.with(Knowledge::row) : scope;
  made.request = find_request(object, "request", of_request);
  const Scope of_fields = scope.of_rows();
  std::vector<Object> fields;
  read_fields(object, "dimensions", made, of_fields, fields);
  read_fields(object, "metrics", made, of_fields, fields);
  check_ids(fields, "field in this report type");
  made.field_fetchers = read_field_fetchers(object, scope);
  made.discovery = find_discovery(object);
  resolve_formulas(made, fields);
  made.key = read_key(object, made);
  made.increments = read_increments(object, scope, of_fields);
  fields_.push_back(fields);
  if (const auto handler = find(object, "responseHandler", Kind::object))
    made.response_handler = read_handler(*handler, of_request);
  check_resets(object);
  for (const Object& each : settings)
    if (const auto id = find(each, "id", Kind::string); id && !used_settings.contains(id->string()))
      report(Code::unused_input, *id, fmt::format("The setting '{}' is not used.", json::shown(id->string())),
             fmt::format("Use it as {{{{ settings.{} }}}}, or remove it.", json::shown(id->string())));
  prefixes_ = outer_prefixes;
  check_sources(made, object, fields);
  check_path_bases(made, fields);
  check_answer_rows(made, answer_rows);
  check_date_range_use(made, object);
  check_partition_use(object, used_partitions);
  if (!made.request)
    report(Code::empty_report_type, object,
           fmt::format("The report type '{}' has no request, so it cannot be queried.", json::shown(made.id)),
           "Add 'request'.");
  if (made.fields.empty() && !object.find("fieldFetchers") && !object.find("fields"))
    report(Code::empty_report_type, object,
           fmt::format("The report type '{}' has no fields, so it cannot be queried.", json::shown(made.id)),
           "Add 'dimensions' or 'metrics'.");
  return made;
}

void Reading::resolve_relations(Object report_type, ReportType& into, const std::vector<ReportType>& all) {
  const auto decoration = find(report_type, "decoration", Kind::object);
  if (!decoration) return;
  const auto own = static_cast<std::size_t>(&into - all.data());
  const auto field_of = [&](const ReportType& owner, Object link, std::string_view key) -> std::size_t {
    const auto value = find(link, key, Kind::string);
    if (!value) return 0;
    if (!spend(5 + owner.fields.size() / 16)) return 0;
    const auto found = std::ranges::find(owner.fields, value->string(), &Field::id);
    if (found != owner.fields.end()) return static_cast<std::size_t>(found - owner.fields.begin());
    const auto ids =
        owner.fields | std::views::transform([](const Field& field) { return std::string_view(field.id); });
    report(
        Code::unknown_reference, *value,
        fmt::format("The report type '{}' has no field '{}'.", json::shown(owner.id), json::shown(value->string())),
        did_you_mean(findings_.nearest(value->string(), ids),
                     owner.discovery ? "Its fields are discovered in its rows. To link it, list them in 'dimensions'."
                     : ids.empty()   ? "It has no fields."
                     : findings_.is_full() ? std::string()
                                           : fmt::format("Its fields are: {}.", listed(ids))));
    return 0;
  };
  for (const Object& each : objects(*decoration, "relations")) {
    const auto id = find(each, "reportTypeId", Kind::string);
    if (!id) continue;
    if (!spend(30)) return;
    const auto found = names_.report_types.find(id->string());
    if (found == names_.report_types.end()) {
      if (!names_.are_report_types_known) continue;
      const auto ids = names_.report_types | std::views::keys;
      report_slip(Code::unknown_reference, *id, fmt::format("Unknown report type '{}'.", json::shown(id->string())),
                  findings_.nearest(id->string(), ids),
                  findings_.is_full() ? std::string() : fmt::format("The report types are: {}.", listed(ids)));
      continue;
    }
    const std::string_view mode = find_text(each, "mode").value_or("each");
    Relation relation{.report_type = found->second,
                      .is_inverse = find_text(each, "type") == "inverse",
                      .links = {},
                      .is_row_kept = find_text(each, "keep") != "matching",
                      .is_batched = mode == "batch",
                      .batch_size = find_integer(each, "batchSize").value_or(100)};
    if (each.find("batchSize") && !relation.is_batched)
      report(Code::useless_part, *each.find("batchSize"), "'batchSize' has no effect unless 'mode' is batch.",
             "Set 'mode' to batch, or remove 'batchSize'.");
    const ReportType& other = all[found->second];
    const ReportType& parent = relation.is_inverse ? other : into;
    const ReportType& child = relation.is_inverse ? into : other;
    check_parent_rows(parent, relation.is_inverse ? own : found->second);
    const auto add = [&](Object link) {
      relation.links.push_back({field_of(parent, link, "parent"), field_of(child, link, "child")});
    };
    if (const auto link = each.find("link")) {
      if (link->is(Kind::object)) add(*link);
      for (const Value one : link->elements())
        if (one.is(Kind::object)) add(one);
    } else if (!child.request || child.request->pointer.empty() || find_text(each, "mode") == "batch") {
      report(Code::missing_part, each, "The relation does not define which rows belong together.",
             "Add 'link' with a field of each report type.");
    } else {
      report(Code::useless_part, each, "Without 'link', every parent row is joined with all the rows fetched for it.",
             "Add 'link' with a field of each report type, or use {{ row.<field> }} in the joined request.");
    }
    into.relations.push_back(std::move(relation));
  }
}

void Reading::check_circles(Object reporting, const std::vector<ReportType>& all) {
  std::vector<std::vector<std::size_t>> children(all.size());
  for (std::size_t index = 0; index < all.size(); ++index)
    for (const Relation& relation : all[index].relations)
      relation.is_inverse ? children[relation.report_type].push_back(index)
                          : children[index].push_back(relation.report_type);
  const std::vector<Object> report_types = objects(reporting, "reportTypes");
  if (report_types.size() != all.size()) return;  // the budget has ended
  find_circles(children, [&](const std::vector<std::size_t>& way, std::size_t at) {
    const Object& last = report_types[way.back()];
    report(Code::reference_circle, find(last, "decoration", Kind::object).value_or(last),
           fmt::format("The joins form a circle: {}.",
                       way_in_words(way, at, [&](std::size_t index) { return all[index].id; })),
           "Remove one of the relations.");
  });
}

bool Reading::is_login_known() const {
  return std::ranges::any_of(language().component("authentication").variants,
                             [&](const Variant& variant) { return variant.value == names_.login; });
}

Configuration Reading::read() {
  Configuration made;
  const Object root = root_;
  if (!root.is(Kind::object)) return made;
  gather_names(root);
  prefixes_ = prefixes_declared_in(root);
  if (const auto secrets = find(root, "secrets", Kind::object)) {
    const std::vector<Object> items = objects(*secrets, "items");
    check_ids(items, "secret");
    for (const Object& each : items) made.secrets.push_back(read_secret(each));
  }
  const std::vector<Object> signers = objects(root, "signers");
  for (std::size_t index = 0; index < signers.size(); ++index) {
    if (!spend(50)) return made;
    if (names_.signer_indexes.find(names_.signers[index])->second != index)
      report(Code::duplicate_id, find(signers[index], "id", Kind::string).value_or(signers[index]),
             fmt::format("The id '{}' is used by more than one signer.", json::shown(names_.signers[index])),
             "Give each signer a unique id.");
    made.signers.push_back(read_signer(signers[index]));
  }
  if (const auto authentication = find(root, "authentication", Kind::object))
    made.authentication = read_authentication(*authentication);
  if (const auto user = find(root, "dataSourceUser", Kind::object)) {
    const auto& login = made.authentication;
    const bool has_login_answer =
        !login || !is_login_known() || has_answer(login->login) ||
        std::ranges::any_of(login->choices, [](const LoginChoice& choice) { return has_answer(choice.login); });
    made.user = read_user(*user, has_login_answer);
  }
  if (const auto accounts = find(root, "accounts", Kind::object)) made.accounts = read_accounts(*accounts);
  if (const auto handler = find(root, "defaultResponseHandler", Kind::object))
    made.response_handler = read_handler(*handler, Scope{.known = Knowledge::secrets});
  if (const auto rate = find(root, "rateLimit", Kind::object)) made.rate_limit = read_rate_limit(*rate);
  if (const auto reporting = find(root, "reporting", Kind::object)) {
    const std::vector<Object> report_types = objects(*reporting, "reportTypes");
    check_ids(report_types, "report type");
    for (const Object& each : report_types) {
      made.report_types.push_back(read_report_type(each));
      if (budget_.has_ended()) return made;
    }
    for (std::size_t index = 0; index < report_types.size(); ++index)
      resolve_relations(report_types[index], made.report_types[index], made.report_types);
    check_circles(*reporting, made.report_types);
    check_parent_circles(*reporting, made.report_types);
    check_parent_ranges(*reporting, made.report_types);
  }
  check_renewals(root, made.authentication);
  check_accounts_use(root, made.accounts);
  for (const auto& [id, at] : names_.inputs)
    if (!used_inputs_.contains(id) && names_.are_inputs_known && is_login_known())
      report(Code::unused_input, at, fmt::format("The user input '{}' is not used.", json::shown(id)),
             fmt::format("Use it as {{{{ user_input.{} }}}}, or remove it.", json::shown(id)));
  if (const auto secrets = find(root, "secrets", Kind::object)) {
    const std::set<std::string_view> mentioned = mentioned_secrets(root.raw());
    const auto is_mentioned = [&](std::string_view id) {
      const auto at = mentioned.lower_bound(id);
      return at != mentioned.end() && at->starts_with(id);
    };
    for (const Object& each : objects(*secrets, "items"))
      if (const auto id = find(each, "id", Kind::string); id && obeys(TextRule::identifier, id->string()) &&
                                                          !used_declared_secrets_.contains(id->string()) &&
                                                          !is_mentioned(id->string()))
        report(Code::unused_input, *id, fmt::format("The secret '{}' is not used.", json::shown(id->string())),
               fmt::format("Use it as {{{{ secrets.{} }}}}, or remove it.", json::shown(id->string())));
  }
  for (std::size_t index = 0; index < signers.size(); ++index)
    if (!used_signers_.contains(index))
      report(Code::useless_part, signers[index],
             fmt::format("The signer '{}' is not used.", json::shown(names_.signers[index])),
             "Name it in a request's 'signer', or remove it.");
  made.inputs.resize(used_inputs_.size());
  for (const auto& [id, index] : used_inputs_) made.inputs[index] = id;
  made.stored_secrets.resize(stored_secrets_.size());
  for (const auto& [name, use] : stored_secrets_) made.stored_secrets[use.index] = name;
  return made;
}

}  // namespace connectory::language
