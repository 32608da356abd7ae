// Reads the values that users enter when they log in.

#include <algorithm>

#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

namespace {

using Asked = UserInput::Type;
constexpr base::Name<Asked> input_types[] = {{"text", Asked::text},     {"password", Asked::password},
                                             {"select", Asked::select}, {"textarea", Asked::textarea},
                                             {"number", Asked::number}, {"checkbox", Asked::checkbox}};

}  // namespace

UserInput Reading::read_input(Object object) {
  UserInput input;
  if (!spend(50)) return input;
  input.id = text_or(object, "id", "");
  input.label = text_or(object, "label", input.id);
  input.type = choice_or(object, "type", input_types, Asked::text);
  input.is_required = boolean_or(object, "required", true);
  if (const auto text = find_text(object, "description")) input.description = std::string(*text);
  if (const auto text = find_text(object, "placeholder")) input.placeholder = std::string(*text);
  input.default_value = find_scalar(object, "default");
  input.options = read_options(object);
  input.pattern = find_regex(object, "pattern");
  if (input.type == Asked::select && input.options.empty())
    report(Code::missing_part, object, "An input of type select needs 'options'.",
           "Add 'options', or set 'type' to text.");
  if (input.type != Asked::select && !input.options.empty())
    report(Code::useless_part, *object.find("options"), "'options' has no effect unless 'type' is select.",
           "Set 'type' to select, or remove 'options'.");
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
  if (input.type == Asked::select && input.default_value &&
      std::ranges::none_of(input.options,
                           [&](const Option& option) { return option.value.text == input.default_value->text; }))
    report(Code::unknown_reference, *object.find("default"), "The default is not one of the options.",
           hint_of_options(input.options));
  return input;
}

}  // namespace connectory::language
