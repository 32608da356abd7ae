#include "language/table_json.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "language/findings.h"
#include "language/language.h"
#include "language/placeholders.h"
#include "text/filters.h"

namespace connectory::language {
namespace {

bool holds_placeholders(Syntax syntax) {
  switch (syntax) {
    case Syntax::template_:
    case Syntax::json_template:
    case Syntax::expression:
    case Syntax::time_zone:
    case Syntax::by_source: return true;
    case Syntax::plain:
    case Syntax::json_path:
    case Syntax::path_or_name:
    case Syntax::member_path:
    case Syntax::regex:
    case Syntax::date_format:
    case Syntax::duration:
    case Syntax::formula:
    case Syntax::data_type: return false;
  }
  std::unreachable();
}

bool has_placeholders(const Type& type) {
  return holds_placeholders(type.syntax) || std::ranges::any_of(type.parts, has_placeholders);
}

// What can be known at each key with placeholders, in any of the places where its component can stand.
class KnowledgeOfKeys {
 public:
  KnowledgeOfKeys() { visit(language().root(), Knowledge::none); }

  Knowledge of(const Key& key) const {
    const auto found = known_.find(&key);
    return found == known_.end() ? Knowledge::none : found->second;
  }

 private:
  void visit(const Component& component, Knowledge known) {
    if (!visited_.emplace(&component, known).second) return;
    for (const Key& key : component.keys) visit(key, known);
    for (const Variant& variant : component.variants)
      for (const Key& key : variant.keys) visit(key, known);
  }
  void visit(const Key& key, Knowledge outside) {
    const Knowledge inside = key.only ? *key.only : outside | key.adds;
    if (has_placeholders(key.type)) known_[&key] = of(key) | inside;
    visit(key.type, inside);
  }
  void visit(const Type& type, Knowledge known) {
    if (type.form == Type::Form::component) visit(language().component(type.component), known);
    for (const Type& part : type.parts) visit(part, known);
  }

  std::map<const Key*, Knowledge> known_;
  std::set<std::pair<const Component*, Knowledge>> visited_;
};

std::string_view root_of(std::string_view placeholder) { return placeholder.substr(0, placeholder.find('.')); }

std::string_view name_of(PlaceholderRule::Form form) {
  switch (form) {
    case PlaceholderRule::Form::exact: return "exact";
    case PlaceholderRule::Form::call: return "function";
    case PlaceholderRule::Form::family: return "id";
    case PlaceholderRule::Form::free_form: return "path";
  }
  std::unreachable();
}

std::string_view name_of(Type::Form form) {
  switch (form) {
    case Type::Form::any: return "any";
    case Type::Form::boolean: return "boolean";
    case Type::Form::integer: return "integer";
    case Type::Form::number: return "number";
    case Type::Form::string: return "string";
    case Type::Form::choice: return "choice";
    case Type::Form::array: return "array";
    case Type::Form::map: return "map";
    case Type::Form::component: return "component";
    case Type::Form::one_of: return "one_of";
  }
  std::unreachable();
}

class TableWriter {
 public:
  explicit TableWriter(std::string& out) : json_(out) {}

  void write() {
    json_.begin_object();
    json_.key("components").begin_array();
    for (const Component& each : language().components()) component(each);
    json_.end_array().key("placeholders").begin_array();
    for (const PlaceholderRule& each : placeholder_rules()) placeholder(each);
    json_.end_array().key("filters").begin_array();
    for (const text::FilterRule& each : text::filter_rules()) filter(each);
    json_.end_array().key("findings").begin_array();
    for (const CodeRule& each : code_rules())
      json_.begin_object()
          .member("code", each.name)
          .member("level", language::name_of(each.level))
          .member("stage", language::name_of(each.stage))
          .member("help", each.summary)
          .end_object();
    json_.end_array().end_object();
  }

 private:
  void component(const Component& each) {
    json_.begin_object().member("name", each.name).member("title", each.title).member("help", each.description);
    if (each.is_open) json_.key("is_open").boolean(true);
    keys(each.keys);
    optional("tag", each.tag);
    optional("tag_default", each.tag_default);
    optional("nested", each.nested);
    if (each.may_be_flat) json_.key("may_be_flat").boolean(true);
    if (!each.variants.empty()) {
      json_.key("variants").begin_array();
      for (const Variant& variant : each.variants) {
        json_.begin_object().member("value", variant.value).member("title", variant.title);
        json_.member("help", variant.description).member("origin", origin(variant.origin));
        keys(variant.keys);
        example(variant.example_json);
        json_.end_object();
      }
      json_.end_array();
    }
    example(each.example_json);
    json_.end_object();
  }

  void keys(const std::vector<Key>& keys) {
    json_.key("keys").begin_array();
    for (const Key& each : keys) {
      json_.begin_object().member("key", each.name).member("title", each.title).member("help", each.description);
      json_.member("origin", origin(each.origin));
      if (each.is_required) json_.key("is_required").boolean(true);
      json_.key("type");
      type(each.type);
      if (!each.default_json.empty()) json_.key("default").raw(each.default_json);
      example(each.example_json);
      if (each.adds != Knowledge::none) roots("adds_roots", each.adds);
      if (each.only) roots("only_roots", *each.only);
      if (has_placeholders(each.type)) roots("roots", known_.of(each));
      json_.end_object();
    }
    json_.end_array();
  }

  void type(const Type& type) {
    json_.begin_object().member("form", name_of(type.form));
    if (type.syntax != Syntax::plain) json_.member("syntax", language::name_of(type.syntax));
    if (type.refers_to != Reference::none) json_.member("refers_to", language::name_of(type.refers_to));
    if (type.rule == TextRule::not_empty) json_.member("min_length", std::int64_t{1});
    optional("pattern", regex_of(type.rule));
    optional("component", type.component);
    switch (type.form) {
      case Type::Form::integer:
      case Type::Form::number:
        if (type.has_range()) json_.member("minimum", type.minimum).member("maximum", type.maximum);
        break;
      case Type::Form::choice:
        json_.key("choices").begin_array();
        for (const Choice& choice : type.choices)
          json_.begin_object().member("value", choice.value).member("help", choice.description).end_object();
        json_.end_array();
        break;
      case Type::Form::array:
      case Type::Form::map:
        json_.key("of");
        this->type(type.parts[0]);
        if (type.form == Type::Form::array && type.minimum > 0) json_.member("min_items", type.minimum);
        break;
      case Type::Form::one_of:
        json_.key("types").begin_array();
        for (const Type& part : type.parts) this->type(part);
        json_.end_array();
        break;
      case Type::Form::any:
      case Type::Form::boolean:
      case Type::Form::string:
      case Type::Form::component: break;
    }
    json_.end_object();
  }

  void placeholder(const PlaceholderRule& each) {
    json_.begin_object().member("name", each.name).member("form", name_of(each.form));
    if (each.form != PlaceholderRule::Form::call) json_.member("root", root_of(each.name));
    json_.member("help", each.summary).member("example", each.example).member("available", place_of(each.needs));
    json_.end_object();
  }

  void filter(const text::FilterRule& each) {
    json_.begin_object().member("name", each.name).key("arguments").begin_array();
    for (const text::FilterArgument& argument : each.arguments)
      json_.begin_object().member("name", argument.name).key("is_required").boolean(argument.is_required).end_object();
    json_.end_array().member("help", each.summary).member("example", each.example);
    json_.member("result", each.example_result).end_object();
  }

  void roots(std::string_view name, Knowledge known) {
    std::vector<std::string_view> found;  // in the order of the table
    for (const PlaceholderRule& rule : placeholder_rules())
      if (rule.needs != Knowledge::none && has(known, rule.needs) &&
          std::ranges::find(found, root_of(rule.name)) == found.end())
        found.push_back(root_of(rule.name));
    json_.key(name).begin_array();
    for (const std::string_view root : found) json_.string(root);
    json_.end_array();
  }

  void optional(std::string_view name, std::string_view text) {
    if (!text.empty()) json_.member(name, text);
  }
  void example(std::string_view text) {
    if (!text.empty()) json_.key("example").raw(text);
  }
  static std::string_view origin(Origin origin) { return origin == Origin::reference ? "reference" : "connectory"; }

  json::Writer json_;
  KnowledgeOfKeys known_;
};

std::string make_table() {
  std::string text;
  TableWriter(text).write();
  return text;
}

}  // namespace

const std::string& table_json() {
  static const std::string text = make_table();
  return text;
}

}  // namespace connectory::language
