#pragma once

// The one table of the connector language: every component, every key of it, what the key's value may be, and the words
// that explain it. From it follow the loader's first level (language/shape_check.h), the JSON Schema (language/schema.h) and the
// reference (docs/language.md, language/reference.h). A key is added or renamed here and nowhere else.
// To add a key: one line in the component of its noun (language_<noun>.cpp), and the reading of it in language/read_<noun>.cpp.
// Threads: made once, then constant.
// Source: the connector language; `reference` spellings are those of existing connectors, `ours` are free to change.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace connectory::language {

enum class Origin : std::uint8_t { reference, ours };

// A form of text that a schema describes by a regular expression; the loader matches by hand, at the speed of reading.
enum class TextRule : std::uint8_t {
  any,
  not_empty,
  identifier,      // [A-Za-z0-9_][A-Za-z0-9_.-]*
  report_type_id,  // [a-z0-9_]+
  status_class,    // 4xx
  json_pointer,    // RFC 6901
  json_path,       // begins with $
};
std::string_view regex_of(TextRule rule);  // ECMA 262, as JSON Schema has it; empty: none
std::string_view words_of(TextRule rule);  // "letters a to z, digits and '_'": for messages
bool obeys(TextRule rule, std::string_view text);

struct Choice {
  std::string_view value;
  std::string_view description;
};

// What a value may be.
struct Type {
  enum class Form : std::uint8_t {
    any,  // any JSON
    boolean,
    integer,    // from `minimum` to `maximum`
    number,     // from `minimum` to `maximum`
    string,     // that obeys `rule`
    choice,     // one of `choices`
    array,      // of `parts[0]`, `minimum` to `maximum` of them
    map,        // an object whose keys are free and whose values are `parts[0]`
    component,  // an object as `component` says
    one_of,     // whichever of `parts` has the value's kind
  };
  Form form = Form::any;
  TextRule rule = TextRule::any;
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::string_view component;
  std::vector<Choice> choices;
  std::vector<Type> parts;

  bool has_range() const { return minimum != std::numeric_limits<std::int64_t>::min(); }
};

struct Key {
  std::string_view name;
  Type type;
  std::string_view title;
  std::string_view description;
  bool is_required = false;
  Origin origin = Origin::ours;
  std::string_view default_json;  // empty: none
  std::string_view example_json;  // empty: none
};

// What a component is when its tag (the key `type`) has one value.
struct Variant {
  std::string_view value;
  std::string_view title;
  std::string_view description;
  std::vector<Key> keys;  // besides the component's own
  Origin origin = Origin::ours;
  std::string_view example_json;  // the whole component, of this variant
};

struct Component {
  std::string_view name;  // `pagination`: the name in the schema's $defs and the anchor in the reference
  std::string_view title;
  std::string_view description;
  std::vector<Key> keys;
  std::string_view tag = {};          // empty: no variants
  std::string_view tag_default = {};  // the variant where the tag is absent; empty: it is required
  std::string_view nested = {};       // the variants' keys stand in this object (`config`)
  bool may_be_flat = false;           // or beside the tag
  std::vector<Variant> variants = {};
  bool is_open = false;  // an unknown key is a warning, not an error
  std::string_view example_json = {};
};

class Language {
 public:
  explicit Language(std::vector<Component> components);

  std::span<const Component> components() const { return components_; }
  const Component& root() const { return components_.front(); }
  const Component& component(std::string_view name) const;  // must exist
  std::size_t index_of(std::string_view name) const;        // must exist

 private:
  std::vector<Component> components_;
};

// The table. The root comes first, the others in the order in which a person would read about them.
const Language& language();

}  // namespace connectory::language
