#include "compare/compatibility.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/text_hash.h"
#include "json/utf8.h"

namespace connectory::compare {
namespace {

namespace limits = base::limits;
using Code = Breaking::Code;

std::string_view name_of(SurfaceField::Kind kind) {
  switch (kind) {
    case SurfaceField::Kind::dimension: return "dimension";
    case SurfaceField::Kind::metric: return "metric";
  }
  std::unreachable();
}

// Strings come from outside and can have any length, and a report type's id is repeated for each of its fields.
std::string bounded(std::string_view text) { return std::string(json::first_code_points(text, limits::shown_id_max)); }

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
      if (setting.options.empty()) {
        add_setting(Code::setting_restricted, now, kept, "", kept.id);
        continue;
      }
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

  void compare_joins(const SurfaceReportType& old, const SurfaceReportType& now) {
    const auto known = by_id(now.joins);
    for (const SurfaceJoin& join : old.joins)
      if (!known.contains(join.id))
        add({.code = Code::join_removed,
             .pointer = fmt::format("{}/decoration/relations/{}", pointer_to(old), join.index),
             .report_type = bounded(now.id),
             .field = {},
             .before = bounded(join.id),
             .after = {}});
    const auto known_before = by_id(old.joins);
    for (const SurfaceJoin& join : now.joins)
      if (!known_before.contains(join.id)) found_.has_additions = true;
  }

  void compare_partitions(const SurfaceReportType& old, const SurfaceReportType& now) {
    const auto sources_of = [](const SurfaceReportType& report_type) {
      std::unordered_multiset<std::string_view, base::TextHash> sources;
      for (const SurfacePartition& partition : report_type.partitions) sources.insert(partition.sources);
      return sources;
    };
    // Calls visit() for the partitions of `of` that `others` does not have.
    const auto for_each_other = [](const SurfaceReportType& of, auto others, auto visit) {
      for (const SurfacePartition& partition : of.partitions) {
        if (const auto same = others.find(partition.sources); same != others.end())
          others.erase(same);
        else
          visit(partition);
      }
    };
    const auto add_partition = [&](Code code, const SurfaceReportType& owner, const SurfacePartition& at,
                                   std::string_view before, std::string_view after) {
      add({.code = code,
           .pointer = fmt::format("{}/partitions/{}", pointer_to(owner), at.index),
           .report_type = bounded(now.id),
           .field = {},
           .before = bounded(before),
           .after = bounded(after)});
    };
    for_each_other(old, sources_of(now), [&](const SurfacePartition& gone) {
      add_partition(Code::partition_removed, old, gone, gone.id, "");
    });
    for_each_other(now, sources_of(old), [&](const SurfacePartition& added) {
      add_partition(Code::partition_added, now, added, "", added.id);
    });
  }

  // Whether the fields of both can be compared one by one.
  bool compare_field_sources(const SurfaceReportType& old, const SurfaceReportType& now) {
    if (old.field_source == now.field_source) return true;
    const bool is_wider = (old.field_source == "listed" && now.field_source == "listed and fetched") ||
                          (old.field_source == "listed" && old.fields.empty());
    if (is_wider) {
      found_.has_additions = true;
      return true;
    }
    const bool is_discovered = now.has_discovered_fields();
    add({.code = Code::field_source_changed,
         .pointer = fmt::format("{}/{}", pointer_to(is_discovered ? now : old),
                                is_discovered || old.has_discovered_fields() ? "fields" : "fieldFetchers"),
         .report_type = bounded(now.id),
         .field = {},
         .before = bounded(old.field_source),
         .after = bounded(now.field_source)});
    return !is_discovered;
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
    compare_joins(old, now);
    compare_partitions(old, now);
    if (old.key != now.key)
      add({.code = Code::key_changed,
           .pointer = pointer_to(now.key.empty() ? old : now) + "/key",
           .report_type = bounded(now.id),
           .field = {},
           .before = bounded(old.key),
           .after = bounded(now.key)});
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
    if (!compare_field_sources(old, now)) return;
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
