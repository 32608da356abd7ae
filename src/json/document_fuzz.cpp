// Arbitrary bytes never cause a crash, and an accepted document can be read back from its parts.

#include "json/document.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "json/writer.h"

namespace {

using connectory::json::Kind;
using connectory::json::Value;

std::size_t walk(Value value) {  // NOLINT(misc-no-recursion)
  std::size_t seen = value.raw().size() + value.position().line;
  if (value.is(Kind::string)) seen += value.string().size();
  if (value.is(Kind::number)) seen += value.integer() ? 1U : 0U;
  if (value.is(Kind::array)) value.for_each_element([&](Value element) { seen += walk(element); });
  if (value.is(Kind::object))
    value.for_each_member([&](Value key, Value member) {
      if (!value.find(key.string())) std::abort();
      seen += walk(member);
    });
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;  // together, find() and position() of every value are quadratic
  const auto document = connectory::json::Document::parse(std::string(reinterpret_cast<const char*>(data), size));
  if (!document) return document.error().line == 0 ? (std::abort(), 0) : 0;
  walk(document->root());
  if (!connectory::json::Document::parse(std::string(document->root().raw()))) std::abort();
  return 0;
}
