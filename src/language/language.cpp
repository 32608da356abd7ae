#include "language/language.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "json/pointer.h"
#include "language/language_impl.h"

namespace connectory::language {
namespace {

bool is_word(char c) { return base::is_alphanumeric(c) || c == '_'; }

bool is_identifier(std::string_view text) {
  return !text.empty() && is_word(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_host_name(std::string_view text) {
  return !text.empty() && base::is_alphanumeric(text.front()) && base::is_alphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) { return base::is_alphanumeric(c) || c == '.' || c == '-'; });
}

}  // namespace

std::string_view regex_of(TextRule rule) {
  switch (rule) {
    case TextRule::any: return "";
    case TextRule::not_empty: return "";  // covered by minLength
    case TextRule::identifier: return "^[A-Za-z0-9_][A-Za-z0-9_.-]*$";
    case TextRule::report_type_id: return "^[a-z0-9_]+$";
    case TextRule::status_class: return "^[1-5]xx$";
    case TextRule::json_pointer: return "^(/([^~]|~[01])*)?$";
    case TextRule::json_path: return "^\\$";
    case TextRule::host_name: return "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$";
  }
  std::unreachable();
}

std::string_view words_of(TextRule rule) {
  switch (rule) {
    case TextRule::any: return "any string";
    case TextRule::not_empty: return "a string that is not empty";
    case TextRule::identifier: return "letters, digits, '_', '.' and '-', beginning with a letter, a digit or '_'";
    case TextRule::report_type_id: return "lowercase letters a to z, digits and '_'";
    case TextRule::status_class: return "a class of statuses: 1xx, 2xx, 3xx, 4xx or 5xx";
    case TextRule::json_pointer: return "a JSON Pointer, such as /page/number";
    case TextRule::json_path: return "a JSONPath, which begins with $";
    case TextRule::host_name: return "a host name such as api.example.com, without scheme, port and path";
  }
  std::unreachable();
}

std::string_view name_of(Syntax syntax) {
  switch (syntax) {
    case Syntax::plain: return "plain";
    case Syntax::template_: return "template";
    case Syntax::json_template: return "json_template";
    case Syntax::expression: return "expression";
    case Syntax::json_path: return "json_path";
    case Syntax::path_or_name: return "path_or_name";
    case Syntax::member_path: return "member_path";
    case Syntax::regex: return "regex";
    case Syntax::date_format: return "date_format";
    case Syntax::time_zone: return "time_zone";
    case Syntax::duration: return "duration";
    case Syntax::formula: return "formula";
    case Syntax::data_type: return "data_type";
    case Syntax::by_source: return "by_source";
  }
  std::unreachable();
}

std::string_view name_of(Reference reference) {
  switch (reference) {
    case Reference::none: return "";
    case Reference::report_type: return "report_type";
    case Reference::field: return "field";
    case Reference::user_input: return "user_input";
    case Reference::signer: return "signer";
  }
  std::unreachable();
}

bool obeys(TextRule rule, std::string_view text) {
  switch (rule) {
    case TextRule::any: return true;
    case TextRule::not_empty: return !text.empty();
    case TextRule::identifier: return is_identifier(text);
    case TextRule::report_type_id:
      return !text.empty() &&
             std::ranges::all_of(text, [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '_'; });
    case TextRule::status_class: return text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.ends_with("xx");
    case TextRule::json_pointer: return json::Pointer::parse(text).has_value();
    case TextRule::json_path: return text.starts_with('$');
    case TextRule::host_name: return is_host_name(text);
  }
  std::unreachable();
}

Language::Language(std::vector<Component> components) : components_(std::move(components)) {}

std::size_t Language::index_of(std::string_view name) const {
  const auto found = std::ranges::find(components_, name, &Component::name);
  if (found == components_.end())
    std::abort();  // the table refers to a name that it does not define; language_test finds such names
  return static_cast<std::size_t>(found - components_.begin());
}

const Component& Language::component(std::string_view name) const { return components_[index_of(name)]; }

const Language& language() {
  static const Language table = [] {
    std::vector<Component> components;
    table::add_root(components);
    table::add_authentication(components);
    table::add_accounts(components);
    table::add_reporting(components);
    table::add_partitions(components);
    table::add_fields(components);
    table::add_operations(components);
    table::add_request(components);
    table::add_pagination(components);
    table::add_response(components);
    table::add_adapters(components);
    table::add_response_handler(components);
    table::add_secrets(components);
    return Language(std::move(components));
  }();
  return table;
}

}  // namespace connectory::language
