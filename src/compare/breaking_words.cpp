// What breaking changes mean, in sentences for people.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "compare/compatibility.h"
#include "json/shown.h"

namespace connectory::compare {
namespace {

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
    Words{Code::join_removed, "JOIN_REMOVED",
          "Everyone with a query that uses fields of the joined report type. The query fails.",
          "Keep the relation until no query uses its fields."},
    Words{Code::partition_added, "PARTITION_ADDED",
          "Everyone with a query on this report type. The same query returns different rows.",
          "Add a report type with the partition, and keep this one as it is."},
    Words{Code::partition_removed, "PARTITION_REMOVED",
          "Everyone with a query on this report type. The same query returns different rows.",
          "Add a report type without the partition, and keep this one as it is."},
    Words{Code::key_changed, "KEY_CHANGED",
          "Everyone with a query on this report type. Different rows count as the same row, so figures can change.",
          "Tell them why their figures change."},
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
    Words{Code::setting_restricted, "SETTING_RESTRICTED",
          "Everyone with a query that sets a different value. The query fails.",
          "Set its type to \"combobox\" to accept any value."},
    Words{Code::field_source_changed, "FIELD_SOURCE_CHANGED",
          "Everyone with a query on this report type. Fields that it uses may no longer exist.",
          "Add a report type for the new fields, and keep this one until no query uses it."},
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

std::string quoted(std::string_view id) { return fmt::format("'{}'", json::shown(id)); }

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
    case Code::join_removed: return fmt::format("The join of {} to report type {} is removed", before, report_type);
    case Code::partition_added:
      return fmt::format("Report type {} is now fetched for each value of the partition {}", report_type, after);
    case Code::partition_removed:
      return fmt::format("Report type {} is no longer fetched for each value of the partition {}", report_type, before);
    case Code::key_changed:
      return fmt::format("The key of report type {} changes from {} to {}", report_type, before, after);
    case Code::setting_restricted:
      return fmt::format("The setting {} of report type {} accepts only its options", after, report_type);
    case Code::field_source_changed:
      return fmt::format("The fields of report type {} change from {} to {}", report_type, breaking.before,
                         breaking.after);
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

}  // namespace connectory::compare
