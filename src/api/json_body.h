#pragma once

// JSON bodies of requests, from text to checked members. All problems of a body are found before it is refused, each
// with a JSON Pointer.
// Pure; safe on every thread. Errors: invalid_request if the body cannot be read, invalid_parameter for a violation.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "service/errors.h"
#include "service/text_rule.h"

namespace connectory::api {

// The body must be an object; text that is not JSON is refused with line and column.
service::Result<json::Document> parse_object(std::string text);

// The problems of one body, collected while it is read: the first ones, and the number of the others.
class BodyProblems {
 public:
  void add(std::string_view pointer, std::string_view what);
  void add(std::string_view pointer, json::Value at, std::string_view what);
  bool is_empty() const { return count_ == 0; }
  // Whether further problems are only counted, so that their text is not needed.
  bool is_full() const;
  std::unexpected<service::Failure> refusal() const;

 private:
  std::vector<std::string> found_;
  std::size_t count_ = 0;
};

// Members: absent if they are missing or null; a different type is a problem.
std::optional<std::string> string_member(BodyProblems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer);
std::optional<json::Value> object_member(BodyProblems& problems, json::Value object, std::string_view name,
                                         std::string_view pointer);
std::optional<bool> boolean_member(BodyProblems& problems, json::Value object, std::string_view name,
                                   std::string_view pointer);
// A whole number of at least 1.
std::optional<std::int64_t> number_member(BodyProblems& problems, json::Value object, std::string_view name,
                                          std::string_view pointer);

// For bodies in which a mistyped name would do harm: a problem for each unknown member.
void refuse_unknown_members(BodyProblems& problems, json::Value object, std::span<const std::string_view> known);

void check_text(BodyProblems& problems, std::string_view pointer, std::string_view text, const service::TextRule& rule);

}  // namespace connectory::api
