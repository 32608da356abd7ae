// Reads the values that users enter when they log in.

#include <algorithm>

#include "language/reading_impl.h"
#include "text/moment.h"
#include "text/time.h"

namespace connectory::language {

using json::Kind;

namespace {

using Asked = UserInput::Type;
constexpr base::Name<Asked> input_types[] = {
    {"text", Asked::text},         {"password", Asked::password}, {"select", Asked::select},
    {"textarea", Asked::textarea}, {"number", Asked::number},     {"checkbox", Asked::checkbox},
    {"list", Asked::list},         {"date", Asked::date},         {"datetime", Asked::datetime}};

bool is_day(std::string_view text) {
  const auto moment = text::parse_moment(text);
  return moment && moment->is_day;
}

}  // namespace

UserInput::Type Reading::read_input_type(Object object) { return choice_or(object, "type", input_types, Asked::text); }

void Reading::check_default(const UserInput& input, Object object) {
  const auto value = object.find("default");
  if (!value) return;
  const bool is_array = value->is(Kind::array);
  if (is_array != (input.type == Asked::list))
    return report(
        Code::bad_value, *value,
        is_array ? "Only an input of type list has an array as its default."
                 : "The default of an input of type list must be an array.",
        is_array ? "Write one value, or set 'type' to list." : "Write the values in brackets: [\"a\", \"b\"].");
  std::vector<Scalar> values = input.default_list;
  if (input.default_value) values.push_back(*input.default_value);
  const auto is_option = [&](const Scalar& scalar) {
    return std::ranges::any_of(input.options, [&](const Option& option) { return option.value.text == scalar.text; });
  };
  if ((input.type == Asked::select || !input.options.empty()) && !std::ranges::all_of(values, is_option))
    report(
        Code::unknown_reference, *value,
        is_array ? "The default has a value that is not one of the options." : "The default is not one of the options.",
        hint_of_options(input.options));
  if (input.type == Asked::date && !values.empty() && !is_day(values.front().text))
    report(Code::date_format, *value, "The default is not a day.", "Write a day such as 2024-01-31.");
  if (input.type == Asked::datetime && !values.empty() && !text::parse_time(values.front().text))
    report(Code::date_format, *value, "The default is not a day and a time.",
           "Write a day and a time such as 2024-01-31T12:00:00Z.");
}

void Reading::check_own_visibility(Object object, text::Root root,
                                   const std::optional<text::Expression>& visible_when) {
  if (!visible_when) return;
  const std::string_view id = find_text(object, "id").value_or("");
  for (const text::Node& node : visible_when->nodes())
    if (const auto* path = std::get_if<text::PathNode>(&node.kind);
        path != nullptr && path->root == root && !path->steps.empty() && path->steps[0].name == id)
      return report(Code::reference_circle, *object.find("visibleWhen"),
                    "Whether it is shown depends on its own value, so it could never be entered.",
                    "Use other inputs or settings in the condition.");
}

UserInput Reading::read_input(Object object) {
  UserInput input;
  if (!spend(50)) return input;
  input.id = text_or(object, "id", "");
  input.label = text_or(object, "label", input.id);
  input.type = read_input_type(object);
  input.is_required = boolean_or(object, "required", true);
  input.visible_when = find_expression(object, "visibleWhen", Scope{.known = Knowledge::inputs});
  check_own_visibility(object, text::Root::user_input, input.visible_when);
  if (const auto text = find_text(object, "description")) input.description = std::string(*text);
  if (const auto text = find_text(object, "placeholder")) input.placeholder = std::string(*text);
  input.default_value = find_scalar(object, "default");
  input.default_list = scalars(object, "default");
  check_no_template(object, "default");
  input.options = read_options(object);
  input.pattern = find_regex(object, "pattern");
  if (input.type == Asked::select && input.options.empty())
    report(Code::missing_part, object, "An input of type select needs 'options'.",
           "Add 'options', or set 'type' to text.");
  if (input.type != Asked::select && input.type != Asked::list && !input.options.empty())
    report(Code::useless_part, *object.find("options"), "'options' has no effect unless 'type' is select or list.",
           "Set 'type' to select or list, or remove 'options'.");
  if (input.type == Asked::password && input.default_value)
    report(Code::secret_like_text, *object.find("default"),
           "The default of a password is visible to everyone who can "
           "read the configuration.",
           "Remove 'default'.");
  else if (const auto value = find(object, "default", Kind::string); value && input.type == Asked::text) {
    const text::Template constant{{std::string(value->string())}};
    if (looks_like_secret(input.id, constant))
      report(Code::secret_like_text, *value,
             "The default looks like a secret. Everyone who can read the "
             "configuration can see it.",
             "Remove 'default'.");
  }
  check_default(input, object);
  return input;
}

}  // namespace connectory::language
