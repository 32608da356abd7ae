#include "language/schema.h"

#include <utility>

#include <fmt/format.h>

#include "json/writer.h"
#include "language/language.h"

namespace connectory::language {
namespace {

constexpr std::string_view schema_id = "https://api.supermetrics.com/cc/v1/schema/connector";

class SchemaWriter {
 public:
  SchemaWriter(std::string& out, Draft draft) : json_(out), draft_(draft) {}

  void write(const Language& language) {
    json_.begin_object();
    json_.member("$schema", draft_ == Draft::draft_07 ? "http://json-schema.org/draft-07/schema#"
                                                      : "https://json-schema.org/draft/2019-09/schema");
    json_.member("$id", schema_id);
    object(language.root(), language.root().keys, {});
    json_.key(definitions()).begin_object();
    for (const Component& component : language.components().subspan(1)) definition(component);
    json_.end_object();
    json_.end_object();
  }

 private:
  std::string_view definitions() const { return draft_ == Draft::draft_07 ? "definitions" : "$defs"; }

  void reference(std::string_view name) { json_.member("$ref", fmt::format("#/{}/{}", definitions(), name)); }

  void texts(std::string_view title, std::string_view description) {
    json_.member("title", title);
    if (!description.empty()) json_.member("description", description);
  }

  void definition(const Component& component) {
    json_.key(component.name).begin_object();
    if (component.variants.empty()) {
      object(component, component.keys, {});
      json_.end_object();
      return;
    }
    tagged(component);
    json_.end_object();
    for (const Variant& variant : component.variants) {
      json_.key(fmt::format("{}.{}", component.name, variant.value)).begin_object();
      if (!component.nested.empty() && component.may_be_flat) {
        json_.key("anyOf").begin_array();
        json_.begin_object();
        flat(component, variant);
        json_.end_object().begin_object();
        nested(component, variant);
        json_.end_object().end_array();
      } else if (!component.nested.empty()) {
        nested(component, variant);
      } else {
        flat(component, variant);
      }
      json_.end_object();
    }
  }

  // The tag selects the definition. Until it is set, editors offer the common keys and the values of the tag.
  void tagged(const Component& component) {
    texts(component.title, component.description);
    json_.member("type", "object");
    json_.key("properties").begin_object();
    for (const Key& key : component.keys) property(key);
    tag_property(component);
    json_.end_object();
    if (component.tag_default.empty()) json_.key("required").begin_array().string(component.tag).end_array();
    json_.key("allOf").begin_array();
    for (const Variant& variant : component.variants) {
      json_.begin_object().key("if").begin_object().key("properties").begin_object();
      json_.key(component.tag).begin_object().member("const", variant.value).end_object().end_object();
      if (variant.value != component.tag_default) json_.key("required").begin_array().string(component.tag).end_array();
      json_.end_object().key("then").begin_object();
      reference(fmt::format("{}.{}", component.name, variant.value));
      json_.end_object().end_object();
    }
    json_.end_array();
    examples(component.example_json);
  }

  void tag_property(const Component& component) {
    json_.key(component.tag).begin_object();
    std::string description = "The kind of this object.";
    for (const Variant& variant : component.variants)
      description += fmt::format("\n- `{}`: {}", variant.value, variant.description);
    texts("Type", description);
    json_.member("type", "string").key("enum").begin_array();
    for (const Variant& variant : component.variants) json_.string(variant.value);
    json_.end_array().end_object();
  }

  void flat(const Component& component, const Variant& variant) {
    std::vector<Key> keys = component.keys;
    keys.insert(keys.end(), variant.keys.begin(), variant.keys.end());
    texts(variant.title, variant.description);
    members(component, keys, &variant, false);
    examples(variant.example_json);
  }

  void nested(const Component& component, const Variant& variant) {
    texts(variant.title, variant.description);
    json_.member("type", "object").key("properties").begin_object();
    for (const Key& key : component.keys) property(key);
    json_.key(component.tag).begin_object().member("const", variant.value).end_object();
    json_.key(component.nested).begin_object();
    texts("Configuration", variant.description);
    members(component, variant.keys, nullptr, false);
    json_.end_object().end_object();
    bool needs_nested = component.may_be_flat;  // otherwise the keys are in the flat form
    for (const Key& key : variant.keys) needs_nested = needs_nested || key.is_required;
    json_.key("required").begin_array().string(component.tag);
    if (needs_nested) json_.string(component.nested);
    json_.end_array();
    json_.key("additionalProperties").boolean(false);
    examples(component.may_be_flat ? std::string_view() : variant.example_json);
  }

  void object(const Component& component, const std::vector<Key>& keys, std::string_view example) {
    texts(component.title, component.description);
    members(component, keys, nullptr, component.is_open);
    examples(example.empty() ? component.example_json : example);
  }

  void members(const Component& component, const std::vector<Key>& keys, const Variant* variant, bool is_open) {
    json_.member("type", "object").key("properties").begin_object();
    for (const Key& key : keys) property(key);
    if (variant != nullptr) json_.key(component.tag).begin_object().member("const", variant->value).end_object();
    json_.end_object();
    bool has_required = false;
    for (const Key& key : keys) has_required = has_required || key.is_required;
    if (has_required) {
      json_.key("required").begin_array();
      for (const Key& key : keys)
        if (key.is_required) json_.string(key.name);
      json_.end_array();
    }
    json_.key("additionalProperties").boolean(is_open);
  }

  void property(const Key& key) {
    json_.key(key.name).begin_object();
    std::string description(key.description);
    for (const Choice& choice : key.type.choices)
      if (!choice.description.empty()) description += fmt::format("\n- `{}`: {}", choice.value, choice.description);
    texts(key.title, description);
    if (draft_ == Draft::draft_07 && key.type.form == Type::Form::component) {
      // Next to a $ref, draft-07 ignores all other keywords.
      json_.key("allOf").begin_array().begin_object();
      reference(key.type.component);
      json_.end_object().end_array();
    } else {
      type(key.type);
    }
    if (!key.default_json.empty()) json_.key("default").raw(key.default_json);
    examples(key.example_json);
    json_.end_object();
  }

  void examples(std::string_view example_json) {
    if (!example_json.empty()) json_.key("examples").begin_array().raw(example_json).end_array();
  }

  void type(const Type& type) {
    switch (type.form) {
      case Type::Form::any: return;
      case Type::Form::boolean: json_.member("type", "boolean"); return;
      case Type::Form::number:
        json_.member("type", "number");
        if (type.has_range()) json_.member("minimum", type.minimum).member("maximum", type.maximum);
        return;
      case Type::Form::integer:
        json_.member("type", "integer").member("minimum", type.minimum).member("maximum", type.maximum);
        return;
      case Type::Form::string:
        json_.member("type", "string");
        if (type.rule == TextRule::not_empty) json_.member("minLength", std::int64_t{1});
        if (const std::string_view regex = regex_of(type.rule); !regex.empty()) json_.member("pattern", regex);
        return;
      case Type::Form::choice:
        json_.member("type", "string").key("enum").begin_array();
        for (const Choice& choice : type.choices) json_.string(choice.value);
        json_.end_array();
        return;
      case Type::Form::array:
        json_.member("type", "array").key("items").begin_object();
        this->type(type.parts[0]);
        json_.end_object();
        if (type.minimum > 0) json_.member("minItems", type.minimum);
        return;
      case Type::Form::map:
        json_.member("type", "object").key("additionalProperties").begin_object();
        this->type(type.parts[0]);
        json_.end_object();
        return;
      case Type::Form::component: reference(type.component); return;
      case Type::Form::one_of:
        json_.key("anyOf").begin_array();
        for (const Type& part : type.parts) {
          json_.begin_object();
          this->type(part);
          json_.end_object();
        }
        json_.end_array();
        return;
    }
    std::unreachable();
  }

  json::Writer json_;
  Draft draft_;
};

std::string make_schema(Draft draft) {
  std::string text;
  SchemaWriter(text, draft).write(language());
  return text;
}

}  // namespace

std::optional<Draft> parse_draft(std::string_view text) {
  if (text == "07" || text == "7") return Draft::draft_07;
  if (text == "2019-09") return Draft::draft_2019_09;
  return std::nullopt;
}

const std::string& json_schema(Draft draft) {
  static const std::string draft_07 = make_schema(Draft::draft_07);
  static const std::string draft_2019_09 = make_schema(Draft::draft_2019_09);
  return draft == Draft::draft_07 ? draft_07 : draft_2019_09;
}

}  // namespace connectory::language
