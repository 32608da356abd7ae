#pragma once

// The table of the connector language: every component, its keys, their types, and the texts that explain them. The
// loader's first level (language/shape_check.h), the JSON Schema (language/schema.h) and the reference
// (docs/language.md, language/reference.h) are derived from it. Keys are added or renamed only here.
// To add a key, add a line to its component (language_<noun>.cpp), and read it in language/read_<noun>.cpp.
// Threads: built once, then constant.
// Source: the connector language; `reference` spellings are those of existing connectors, `ours` are free to change.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/placeholders.h"

namespace connectory::language {

enum class Origin : std::uint8_t { reference, ours };

// A form of text. A schema describes it with a regular expression. The loader checks it with code, which is faster.
enum class TextRule : std::uint8_t {
  any,
  not_empty,
  identifier,      // [A-Za-z0-9_][A-Za-z0-9_.-]*
  report_type_id,  // [a-z0-9_]+
  status_class,    // 4xx
  json_pointer,    // RFC 6901
  json_path,       // begins with $
  host_name,       // letters, digits, '-' and '.', without scheme, port and path
};
std::string_view regex_of(TextRule rule);  // ECMA 262, as in JSON Schema; empty if there is none
std::string_view words_of(TextRule rule);  // "letters a to z, digits and '_'": for messages
bool obeys(TextRule rule, std::string_view text);

// What a text contains, beyond its form.
enum class Syntax : std::uint8_t {
  plain,
  template_,      // can contain placeholders
  json_template,  // any JSON whose strings can contain placeholders
  expression,     // without braces
  json_path,      // RFC 9535
  path_or_name,   // a JSONPath, or the name of a member
  member_path,    // names with dots between them
  regex,          // RE2
  date_format,
  time_zone,  // a name of the IANA database, or a template
  duration,   // ISO 8601
  formula,
  data_type,
  by_source,  // what the value of `source` next to it says
};
std::string_view name_of(Syntax syntax);

// What the id in a text refers to.
enum class Reference : std::uint8_t { none, report_type, field, user_input, signer };
std::string_view name_of(Reference reference);

struct Choice {
  std::string_view value;
  std::string_view description;
};

// The type of a value.
struct Type {
  enum class Form : std::uint8_t {
    any,  // any JSON
    boolean,
    integer,    // from `minimum` to `maximum`
    number,     // from `minimum` to `maximum`
    string,     // that obeys `rule`
    choice,     // one of `choices`
    array,      // of `parts[0]`, `minimum` to `maximum` of them
    map,        // an object with any keys, whose values are `parts[0]`
    component,  // an object that `component` describes
    one_of,     // the one of `parts` that has the value's kind
  };
  Form form = Form::any;
  TextRule rule = TextRule::any;
  Syntax syntax = Syntax::plain;
  Reference refers_to = Reference::none;
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
  std::string_view default_json;  // empty if there is none
  std::string_view example_json;  // empty if there is none
  // What placeholders and expressions within this key can use: what they can use around it and `adds`, or only `only`.
  Knowledge adds = Knowledge::none;
  std::optional<Knowledge> only;
};

// The form of a component for one value of its tag (the key `type`).
struct Variant {
  std::string_view value;
  std::string_view title;
  std::string_view description;
  std::vector<Key> keys;  // in addition to the component's own
  Origin origin = Origin::ours;
  std::string_view example_json;  // the whole component, of this variant
  // For a variant that changes data, what the example makes of an input. An adapter changes a whole response; a row step
  // changes one row into an array of rows. Both empty for other variants.
  std::string_view input_json = {};
  std::string_view output_json = {};
};

struct Component {
  std::string_view name;  // `pagination`: the name in the schema's $defs and the anchor in the reference
  std::string_view title;
  std::string_view description;
  std::vector<Key> keys;
  std::string_view tag = {};          // empty: no variants
  std::string_view tag_default = {};  // the variant if the tag is absent; empty if the tag is required
  std::string_view nested = {};       // the object that contains the variants' keys (`config`)
  bool may_be_flat = false;           // or next to the tag
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

// The table. The root comes first; the others are in reading order.
const Language& language();

}  // namespace connectory::language
