#pragma once

// The vocabulary for the tables in language_*.cpp. Private to them.

#include <utility>

#include "language/language.h"

namespace connectory::language::table {

// What is known in the parts of a document. Each is what can be known there; whether it is depends on the document, as
// for `page`, which a request needs 'pagination' for.
inline constexpr Knowledge at_login = Knowledge::inputs | Knowledge::secrets;
inline constexpr Knowledge after_login = at_login | Knowledge::client | Knowledge::user;
inline constexpr Knowledge in_a_report = after_login | Knowledge::account | Knowledge::query | Knowledge::settings;
inline constexpr Knowledge of_the_request = Knowledge::page | Knowledge::signer;

inline Type any(Syntax syntax = Syntax::plain) { return {.syntax = syntax}; }
inline Type boolean() { return {.form = Type::Form::boolean}; }
inline Type integer(std::int64_t minimum, std::int64_t maximum) {
  return {.form = Type::Form::integer, .minimum = minimum, .maximum = maximum};
}
inline Type number() { return {.form = Type::Form::number}; }
inline Type number(std::int64_t minimum, std::int64_t maximum) {
  return {.form = Type::Form::number, .minimum = minimum, .maximum = maximum};
}
inline Type text(TextRule rule = TextRule::any) { return {.form = Type::Form::string, .rule = rule}; }
inline Type text(Syntax syntax, TextRule rule = TextRule::not_empty) {
  return {.form = Type::Form::string, .rule = rule, .syntax = syntax};
}
inline Type id_of(Reference what, TextRule rule = TextRule::identifier) {
  return {.form = Type::Form::string, .rule = rule, .refers_to = what};
}
inline Type choice(std::vector<Choice> choices) { return {.form = Type::Form::choice, .choices = std::move(choices)}; }
inline Type array(Type item, std::int64_t at_least = 0) {
  return {.form = Type::Form::array, .minimum = at_least, .parts = {std::move(item)}};
}
inline Type map(Type value) { return {.form = Type::Form::map, .parts = {std::move(value)}}; }
inline Type component(std::string_view name) { return {.form = Type::Form::component, .component = name}; }
inline Type one_of(std::vector<Type> parts) { return {.form = Type::Form::one_of, .parts = std::move(parts)}; }
// A text, or a number or boolean, which is read as text.
inline Type scalar(Syntax syntax = Syntax::plain) { return one_of({text(syntax, TextRule::any), number(), boolean()}); }

// A key with its properties: key("url", text(), "URL", "...").required().reference().
struct Entry : Key {
  Entry required() && {
    is_required = true;
    return std::move(*this);
  }
  Entry reference() && {
    origin = Origin::reference;
    return std::move(*this);
  }
  Entry defaults(std::string_view json) && {
    default_json = json;
    return std::move(*this);
  }
  Entry adds(Knowledge known) && {
    Key::adds = known;
    return std::move(*this);
  }
  Entry only(Knowledge known) && {
    Key::only = known;
    return std::move(*this);
  }
  Entry example(std::string_view json) && {
    example_json = json;
    return std::move(*this);
  }
};
inline Entry key(std::string_view name, Type type, std::string_view title, std::string_view description) {
  return Entry{{.name = name, .type = std::move(type), .title = title, .description = description}};
}

// The kinds of a value source (language_root.cpp).
std::vector<Choice> sources();

// The parts of the table, one per file.
void add_root(std::vector<Component>& components);
void add_authentication(std::vector<Component>& components);
void add_oauth(std::vector<Component>& components);  // called by add_authentication
void add_accounts(std::vector<Component>& components);
void add_reporting(std::vector<Component>& components);
void add_partitions(std::vector<Component>& components);
void add_fields(std::vector<Component>& components);
void add_operations(std::vector<Component>& components);
void add_request(std::vector<Component>& components);
void add_pagination(std::vector<Component>& components);
void add_response(std::vector<Component>& components);
void add_adapters(std::vector<Component>& components);
void add_response_handler(std::vector<Component>& components);
void add_secrets(std::vector<Component>& components);

}  // namespace connectory::language::table
