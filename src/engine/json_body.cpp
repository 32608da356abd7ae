#include "engine/json_body.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/document.h"
#include "json/writer.h"

namespace connectory::engine {
namespace {

using language::JsonTemplate;

constexpr std::size_t bytes_max = base::limits::request_body_made_bytes_max;

class Filling {
 public:
  Filling(std::string& out, const JsonTemplate& body, bool omits_empty, text::Evaluator& evaluator)
      : out_(out), body_(body), omits_empty_(omits_empty), evaluator_(evaluator), limit_(out.size() + bytes_max) {}

  TreeResult<void> write(json::Value value) {
    switch (value.kind()) {
      case json::Kind::array: {
        char before = '[';
        for (const json::Value element : value.elements()) {
          out_ += before;
          before = ',';
          TRY_DO(write(element));
        }
        if (before == '[') out_ += before;
        out_ += ']';
        return check();
      }
      case json::Kind::object: return write_members(value);
      case json::Kind::string:
        if (const JsonTemplate::Text* const text = template_of(value)) {
          TRY(const Value made, evaluate(*text));
          return write(made);
        }
        [[fallthrough]];
      case json::Kind::null:
      case json::Kind::boolean:
      case json::Kind::number: out_ += value.raw(); return check();
    }
    std::unreachable();
  }

 private:
  TreeResult<void> write_members(json::Value object) {
    char before = '{';
    for (const json::Member member : object.members()) {
      const JsonTemplate::Text* const text = template_of(member.value);
      Value made;
      if (text != nullptr) {
        TRY(made, evaluate(*text));
        if (omits_empty_ && made.is_empty()) continue;
      }
      out_ += before;
      before = ',';
      out_ += member.key.raw();
      out_ += ':';
      TRY_DO(text != nullptr ? write(made) : write(member.value));
    }
    if (before == '{') out_ += before;
    out_ += '}';
    return check();
  }

  // The template in place of a string; null for a string without placeholders.
  const JsonTemplate::Text* template_of(json::Value value) const {
    if (!value.is(json::Kind::string)) return nullptr;
    const auto found = std::ranges::lower_bound(body_.texts, value.offset(), {}, &JsonTemplate::Text::begin);
    return found != body_.texts.end() && found->begin == value.offset() ? &*found : nullptr;
  }

  TreeResult<Value> evaluate(const JsonTemplate::Text& text) {
    const auto made = evaluator_.evaluate(text.text);
    if (!made) return std::unexpected(TreeError{made.error().detail});
    return *made;
  }

  TreeResult<void> write(const Value& value) {
    const std::size_t room = limit_ > out_.size() ? limit_ - out_.size() : 0;
    bool fits = false;
    if (value.is_comma_text()) {  // a list of the query
      std::string text;
      fits = text::append_text(text, value, room);
      json::append_quoted(out_, text);
    } else {
      fits = text::append_json(out_, value, room);
    }
    if (fits) return check();
    return too_large();
  }

  TreeResult<void> check() const {
    if (out_.size() <= limit_) return {};
    return too_large();
  }
  static TreeResult<void> too_large() {
    return std::unexpected(TreeError{fmt::format("the body has more than {} MiB", bytes_max >> 20U)});
  }

  std::string& out_;
  const JsonTemplate& body_;
  bool omits_empty_;
  text::Evaluator& evaluator_;
  std::size_t limit_;
};

}  // namespace

TreeResult<void> append_json(std::string& out, const JsonTemplate& body, bool omits_empty, text::Evaluator& evaluator) {
  const auto document = json::Document::parse(body.json);
  if (!document) return std::unexpected(TreeError{document.error().detail});
  return Filling(out, body, omits_empty, evaluator).write(document->root());
}

}  // namespace connectory::engine
