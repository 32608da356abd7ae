#include "compare/compatibility.h"

#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/text_hash.h"
#include "json/shown.h"
#include "json/utf8.h"

namespace connectory::compare {
namespace {

namespace limits = base::limits;
using Code = Breaking::Code;

struct Words {
  Code code;
  std::string_view name;
  std::string_view who;
  std::string_view action;
};

constexpr std::array table = {
    Words{Code::authentication_type_changed, "AUTHENTICATION_TYPE_CHANGED",
          "Everyone who is logged in. Existing logins use the old authentication type and stop working.",
          "Ask them to log in again, and send new login links."},
    Words{Code::login_choice_removed, "LOGIN_CHOICE_REMOVED",
          "Everyone who logged in with this choice. Their logins stop working.",
          "Keep the choice until nobody uses it, or ask them to log in again with a different choice."},
    Words{Code::required_input_added, "REQUIRED_INPUT_ADDED",
          "Everyone who is logged in. Existing logins have no value for the input.",
          "Make the input optional (\"required\": false), or ask users to log in again."},
    Words{Code::input_removed, "INPUT_REMOVED",
          "Everyone who entered a value for the input. The value has no effect any more, so their results can change.",
          "Keep the input, or tell them what is used instead of their value."},
    Words{Code::accounts_introduced, "ACCOUNTS_INTRODUCED",
          "Everyone with a query. The query names no account, because there were none.",
          "Have accounts added to the queries."},
    Words{Code::report_type_removed, "REPORT_TYPE_REMOVED",
          "Everyone with a query on this report type. The query "
          "fails.",
          "Keep it until no query uses it. Set \"hidden\": true to hide it from new users."},
    Words{Code::report_type_renamed, "REPORT_TYPE_RENAMED",
          "Everyone with a query on this report type. The query fails, because it contains the old id.",
          "Keep the id and change only the title, or have the queries changed to the new id."},
    Words{Code::report_type_hidden, "REPORT_TYPE_HIDDEN",
          "Everyone who chooses the report type from a list. It is no longer listed. Existing queries still run.",
          "Tell them which report type replaces it, or keep it visible."},
    Words{Code::date_range_required, "DATE_RANGE_REQUIRED",
          "Everyone with a query on this report type. The query has no date range.",
          "Set \"showDateRange\" to false, or have a date range added to the queries."},
    Words{Code::required_setting_added, "REQUIRED_SETTING_ADDED",
          "Everyone with a query on this report type. The query does not send the setting.",
          "Give the setting a default, or make it optional."},
    Words{Code::setting_removed, "SETTING_REMOVED", "Everyone with a query that sets it. The query fails.",
          "Keep it until no query sets it. Set its type to \"none\" to hide it from new users."},
    Words{Code::setting_option_removed, "SETTING_OPTION_REMOVED",
          "Everyone with a query that chooses this option. The query fails.",
          "Keep the option until no query chooses it, or set the type to \"combobox\" to accept any value."},
    Words{Code::field_removed, "FIELD_REMOVED", "Everyone with a query that uses this field. The query fails.",
          "Keep it until no query uses it. Set \"hidden\": true to hide it from new users."},
    Words{Code::field_renamed, "FIELD_RENAMED",
          "Everyone with a query that uses this field. The query fails, because it contains the old id.",
          "Keep the id and change only the label, or have the queries changed to the new id."},
    Words{Code::field_kind_changed, "FIELD_KIND_CHANGED",
          "Everyone with a query that uses this field. The rows are grouped differently.",
          "Keep this field, and add a field with a different id for the new meaning."},
    Words{Code::data_type_changed, "DATA_TYPE_CHANGED",
          "Everyone whose tables and reports contain this field. Its values have a different type.",
          "Add a field with a different id for the new type, or have the tables changed first."},
    Words{Code::aggregation_type_changed, "AGGREGATION_TYPE_CHANGED",
          "Everyone with a query that uses this field. The same query returns different figures.",
          "Keep this field, and add a field with a different id for the new figure."},
};

static_assert([] {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].code) != i) return false;
  return true;
}());

const Words& words_of(Code code) { return table[static_cast<std::size_t>(code)]; }

std::string_view name_of(SurfaceField::Kind kind) {
  switch (kind) {
    case SurfaceField::Kind::dimension: return "dimension";
    case SurfaceField::Kind::metric: return "metric";
  }
  std::unreachable();
}

// Strings come from outside and can have any length, and a report type's id is repeated for each of its fields.
std::string bounded(std::string_view text) { return std::string(json::first_code_points(text, limits::shown_id_max)); }

std::string quoted(std::string_view id) { return fmt::format("'{}'", json::shown(id)); }

template <class Part>
std::unordered_map<std::string_view, const Part*, base::TextHash> by_id(const std::vector<Part>& parts) {
  std::unordered_map<std::string_view, const Part*, base::TextHash> map;
  map.reserve(parts.size());
  for (const Part& part : parts) map.emplace(part.id, &part);
  return map;
}

// The hash of an element without its id, which is equal if only the id changed. If two different elements had the same
// hash, they would be reported as renamed, which is a breaking change too.
std::size_t hash_but_id(json::Value element) {
  std::size_t hash = 0;
  element.for_each_member([&](json::Value key, json::Value value) {
    if (key.string() == "id") return;
    const std::size_t member = base::TextHash{}(key.string()) * 31 + base::TextHash{}(value.raw());
    hash += member * 0x9e3779b97f4a7c15U;  // independent of the order of the members
  });
  return hash;
}

class Comparison {
 public:
  Compatibility run(const Surface& before, const Surface& after) {
    found_.has_additions = before.report_types.empty() && !after.report_types.empty();
    // A new connector has nothing to log in to or to query, so no user depends on it.
    if (before.authentication_type.empty() && before.report_types.empty()) return std::move(found_);
    if (before.authentication_type != after.authentication_type)
      add({.code = Code::authentication_type_changed,
           .pointer = "/authentication/type",
           .report_type = {},
           .field = {},
           .before = bounded(before.authentication_type),
           .after = bounded(after.authentication_type)});
    compare_logins(before, after);
    if (!before.has_accounts && after.has_accounts && !before.report_types.empty())
      add({.code = Code::accounts_introduced,
           .pointer = "/accounts",
           .report_type = {},
           .field = {},
           .before = {},
           .after = {}});
    compare_parts(
        before.report_types, after.report_types,
        [&](const SurfaceReportType& old, const SurfaceReportType* renamed) { report_type_gone(old, renamed); },
        [&](const SurfaceReportType& old, const SurfaceReportType& now) { report_type_stays(old, now); });
    return std::move(found_);
  }

 private:
  using Inputs = std::vector<SurfaceInput>;

  static Inputs joined(Inputs first, const Inputs& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  void compare_logins(const Surface& before, const Surface& after) {
    const auto demand = [&](std::string_view holder) {
      return [this, holder](const SurfaceInput& input) {
        add({.code = Code::required_input_added,
             .pointer = fmt::format("/authentication{}/userInputs/{}", holder, input.index),
             .report_type = {},
             .field = {},
             .before = {},
             .after = bounded(input.id)});
      };
    };
    // An input may move between the choices and what applies to all of them.
    Inputs all_before = before.user_inputs;
    for (const SurfaceChoice& choice : before.choices) all_before = joined(std::move(all_before), choice.user_inputs);
    for_each_new_demand(all_before, after.user_inputs, demand(""));
    const auto choices = by_id(after.choices);
    Inputs kept = before.user_inputs;  // those of the ways to log in that remain
    for (const SurfaceChoice& old : before.choices) {
      const auto found = choices.find(old.id);
      if (found == choices.end()) {
        if (before.authentication_type == after.authentication_type)
          add({.code = Code::login_choice_removed,
               .pointer = fmt::format("/authentication/choices/{}", old.index),
               .report_type = {},
               .field = {},
               .before = bounded(old.id),
               .after = {}});
        continue;
      }
      const SurfaceChoice& now = *found->second;
      const std::string holder = fmt::format("/choices/{}", now.index);
      if (old.type != now.type)
        add({.code = Code::authentication_type_changed,
             .pointer = fmt::format("/authentication{}/type", holder),
             .report_type = {},
             .field = {},
             .before = bounded(old.type),
             .after = bounded(now.type)});
      for_each_new_demand(joined(before.user_inputs, old.user_inputs), now.user_inputs, demand(holder));
      kept = joined(std::move(kept), old.user_inputs);
    }
    Inputs all_after = after.user_inputs;
    for (const SurfaceChoice& choice : after.choices) all_after = joined(std::move(all_after), choice.user_inputs);
    const auto known = by_id(all_after);
    if (before.authentication_type != after.authentication_type) return;  // everyone logs in again
    for (const SurfaceInput& old : kept)
      if (!known.contains(old.id))
        add({.code = Code::input_removed,
             .pointer = pointer_to_input(before, old.id),
             .report_type = {},
             .field = {},
             .before = bounded(old.id),
             .after = {}});
  }

  static std::string pointer_to_input(const Surface& surface, std::string_view id) {
    for (const SurfaceInput& input : surface.user_inputs)
      if (input.id == id) return fmt::format("/authentication/userInputs/{}", input.index);
    for (const SurfaceChoice& choice : surface.choices)
      for (const SurfaceInput& input : choice.user_inputs)
        if (input.id == id) return fmt::format("/authentication/choices/{}/userInputs/{}", choice.index, input.index);
    return "/authentication";
  }

  void compare_settings(const SurfaceReportType& old, const SurfaceReportType& now) {
    const auto known = by_id(now.settings);
    const auto add_setting = [&](Code code, const SurfaceReportType& owner, const SurfaceInput& at,
                                 std::string_view before, std::string_view after) {
      add({.code = code,
           .pointer = fmt::format("{}/settings/{}", pointer_to(owner), at.index),
           .report_type = bounded(now.id),
           .field = {},
           .before = bounded(before),
           .after = bounded(after)});
    };
    for (const SurfaceInput& setting : old.settings) {
      const auto found = known.find(setting.id);
      if (found == known.end()) {
        add_setting(Code::setting_removed, old, setting, setting.id, "");
        continue;
      }
      const SurfaceInput& kept = *found->second;
      if (kept.options.empty()) continue;
      const std::unordered_set<std::string_view, base::TextHash> options(kept.options.begin(), kept.options.end());
      for (const std::string_view option : setting.options)
        if (!options.contains(option)) add_setting(Code::setting_option_removed, now, kept, option, kept.id);
    }
  }

  void add(Breaking breaking) {
    ++found_.breaking_count;
    if (found_.breaking.size() < limits::diff_changes_max) found_.breaking.push_back(std::move(breaking));
  }

  // Calls gone(old, renamed to) and stays(old, now) for the old parts, and notes whether there are new ones.
  template <class Part, class Gone, class Stays>
  void compare_parts(const std::vector<Part>& before, const std::vector<Part>& after, Gone gone, Stays stays) {
    const auto known_before = by_id(before);
    const auto known_after = by_id(after);
    std::unordered_map<std::size_t, const Part*> added;
    for (const Part& part : after)
      if (!known_before.contains(part.id)) added.emplace(hash_but_id(part.value), &part);
    found_.has_additions = found_.has_additions || !added.empty();
    for (const Part& part : before) {
      if (const auto same = known_after.find(part.id); same != known_after.end()) {
        stays(part, *same->second);
        continue;
      }
      const auto renamed = added.find(hash_but_id(part.value));
      gone(part, renamed == added.end() ? nullptr : renamed->second);
    }
  }

  template <class Visit>
  static void for_each_new_demand(const std::vector<SurfaceInput>& before, const std::vector<SurfaceInput>& after,
                                  Visit visit) {
    const auto known = by_id(before);
    for (const SurfaceInput& input : after) {
      const auto old = known.find(input.id);
      if (input.is_required && (old == known.end() || !old->second->is_required)) visit(input);
    }
  }

  void report_type_gone(const SurfaceReportType& old, const SurfaceReportType* renamed) {
    add({.code = renamed == nullptr ? Code::report_type_removed : Code::report_type_renamed,
         .pointer = pointer_to(renamed == nullptr ? old : *renamed),
         .report_type = bounded(old.id),
         .field = {},
         .before = bounded(old.id),
         .after = renamed == nullptr ? std::string() : bounded(renamed->id)});
  }

  void report_type_stays(const SurfaceReportType& old, const SurfaceReportType& now) {
    const auto add_whole = [&](Code code, std::string_view key) {
      add({.code = code,
           .pointer = pointer_to(now) + std::string(key),
           .report_type = bounded(now.id),
           .field = {},
           .before = {},
           .after = {}});
    };
    if (now.is_hidden && !old.is_hidden) add_whole(Code::report_type_hidden, "/hidden");
    if (now.needs_dates && !old.needs_dates) add_whole(Code::date_range_required, "");
    compare_settings(old, now);
    for_each_new_demand(old.settings, now.settings, [&](const SurfaceInput& setting) {
      add({.code = Code::required_setting_added,
           .pointer = fmt::format("{}/settings/{}", pointer_to(now), setting.index),
           .report_type = bounded(now.id),
           .field = {},
           .before = {},
           .after = bounded(setting.id)});
    });
    const auto add_field = [&](Code code, const SurfaceReportType& owner, const SurfaceField& at, std::string_view id,
                               std::string_view before, std::string_view after) {
      add({.code = code,
           .pointer = pointer_to(owner, at),
           .report_type = bounded(now.id),
           .field = bounded(id),
           .before = bounded(before),
           .after = bounded(after)});
    };
    compare_parts(
        old.fields, now.fields,
        [&](const SurfaceField& was, const SurfaceField* renamed) {
          if (renamed == nullptr) return add_field(Code::field_removed, old, was, was.id, was.id, "");
          add_field(Code::field_renamed, now, *renamed, was.id, was.id, renamed->id);
        },
        [&](const SurfaceField& was, const SurfaceField& is) {
          if (was.kind != is.kind)
            add_field(Code::field_kind_changed, now, is, is.id, name_of(was.kind), name_of(is.kind));
          if (was.data_type != is.data_type)
            add_field(Code::data_type_changed, now, is, is.id, was.data_type, is.data_type);
          // A dimension has no aggregation type, so a change of kind is not reported twice.
          if (was.kind == is.kind && aggregation_of(was) != aggregation_of(is))
            add_field(Code::aggregation_type_changed, now, is, is.id, aggregation_of(was), aggregation_of(is));
        });
  }

  Compatibility found_;
};

}  // namespace

std::string_view name_of(Breaking::Code code) { return words_of(code).name; }
std::string_view who_notices(Breaking::Code code) { return words_of(code).who; }
std::string_view what_to_do(Breaking::Code code) { return words_of(code).action; }

std::string what_of(const Breaking& breaking) {
  const auto or_none = [](std::string_view text) { return text.empty() ? std::string("none") : quoted(text); };
  const std::string report_type = quoted(breaking.report_type);
  const std::string field = quoted(breaking.field);
  const std::string before = or_none(breaking.before);
  const std::string after = or_none(breaking.after);
  switch (breaking.code) {
    case Code::authentication_type_changed:
      return fmt::format("The authentication type changes from {} to {}", before, after);
    case Code::required_input_added: return fmt::format("The login asks for {}, which it did not require", after);
    case Code::login_choice_removed: return fmt::format("The login choice {} is removed", before);
    case Code::input_removed: return fmt::format("The login no longer asks for {}", before);
    case Code::accounts_introduced: return "The connector now has accounts, which queries must name";
    case Code::report_type_hidden: return fmt::format("Report type {} is hidden", report_type);
    case Code::date_range_required:
      return fmt::format("Report type {} asks for a date range, which it did not require", report_type);
    case Code::setting_removed: return fmt::format("The setting {} of report type {} is removed", before, report_type);
    case Code::setting_option_removed:
      return fmt::format("The option {} of the setting {} of report type {} is removed", before, after, report_type);
    case Code::report_type_removed: return fmt::format("Report type {} is removed", report_type);
    case Code::report_type_renamed: return fmt::format("Report type {} is renamed to {}", report_type, after);
    case Code::required_setting_added:
      return fmt::format("Report type {} asks for the setting {}, which it did not require", report_type, after);
    case Code::field_removed: return fmt::format("Field {} of report type {} is removed", field, report_type);
    case Code::field_renamed:
      return fmt::format("Field {} of report type {} is renamed to {}", field, report_type, after);
    case Code::field_kind_changed:
      return fmt::format("Field {} of report type {} changes from a {} to a {}", field, report_type, breaking.before,
                         breaking.after);
    case Code::data_type_changed:
      return fmt::format("Field {} of report type {} changes its data type from {} to {}", field, report_type, before,
                         after);
    case Code::aggregation_type_changed:
      return fmt::format("Field {} of report type {} changes its aggregation from {} to {}", field, report_type, before,
                         after);
  }
  std::unreachable();
}

Compatibility compare(const Surface& before, const Surface& after) { return Comparison().run(before, after); }

Step step_between(std::string before, json::Value after) {
  const auto old = json::Document::parse(std::move(before));
  // A stored configuration was checked when it was saved. If it is nevertheless not JSON, it cannot be called
  // compatible.
  if (!old) return Step::major;
  return compare(read_surface(old->root()), read_surface(after)).step();
}

Step step_between(std::string before, std::string after) {
  const auto now = json::Document::parse(std::move(after));
  return now ? step_between(std::move(before), now->root()) : Step::major;
}

}  // namespace connectory::compare
