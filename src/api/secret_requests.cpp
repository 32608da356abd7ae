#include "api/secret_requests.h"

#include <optional>

#include <fmt/format.h>

#include "api/json_body.h"
#include "api/parameters.h"
#include "base/limits.h"
#include "base/try.h"

namespace connectory::api {
namespace {

using service::Result;

struct Rule {
  std::string_view name;
  std::string_view pointer;
  service::TextRule text;
};
constexpr Rule name_rule{"secret_name", "/secret_name", service::secret_name_rule};
constexpr Rule value_rule{"secret_value", "/secret_value", service::secret_value_rule};

// A required text. Wipes its readable copy.
crypto::Secret take_text(BodyProblems& problems, const Rule& rule, std::optional<std::string> text) {
  if (!text) {
    problems.add(rule.pointer,
                 fmt::format("is required: {} to {} characters", rule.text.points_min, rule.text.points_max));
    return {};
  }
  check_text(problems, rule.pointer, *text, rule.text);
  return crypto::Secret::take(*text);
}

crypto::Secret take_member(BodyProblems& problems, const Rule& rule, json::Value object) {
  const auto member = object.find(rule.name);
  if (!member || member->is(json::Kind::null) || member->is(json::Kind::string))
    return take_text(problems, rule, string_member(problems, object, rule.name, rule.pointer));
  static_cast<void>(string_member(problems, object, rule.name, rule.pointer));  // reports which kind it is
  return {};
}

}  // namespace

Result<service::Secrets::Draft> parse_new_secret(std::string_view type, std::string body) {
  BodyProblems problems;
  crypto::Secret name;
  crypto::Secret value;
  if (type == "application/json") {
    TRY(const json::Document document, parse_object(std::move(body)));
    name = take_member(problems, name_rule, document.root());
    value = take_member(problems, value_rule, document.root());
  } else {
    TRY(const auto fields, parse_fields(body, "body"));
    TRY(auto name_text, single_field(fields, name_rule.name));
    TRY(auto value_text, single_field(fields, value_rule.name));
    name = take_text(problems, name_rule, std::move(name_text));
    value = take_text(problems, value_rule, std::move(value_text));
  }
  if (!problems.is_empty()) return problems.refusal();
  return service::Secrets::Draft{std::string(name.reveal()), std::move(value)};
}

Result<crypto::Secret> parse_secret_value(std::string body) {
  TRY(const json::Document document, parse_object(std::move(body)));
  BodyProblems problems;
  crypto::Secret value = take_member(problems, value_rule, document.root());
  if (!problems.is_empty()) return problems.refusal();
  return value;
}

}  // namespace connectory::api
