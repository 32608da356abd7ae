// A path, a zero byte, and a document never cause a crash or an endless run, and each node is where its normalized path
// says.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/path_evaluation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory::json;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view text = input.substr(0, input.find('\0'));
  const auto path = Path::parse(text);
  if (!path) {
    if (path.error().offset > text.size() || path.error().detail.empty()) std::abort();
    return 0;
  }
  const std::string_view json =
      text.size() < input.size() ? input.substr(text.size() + 1) : "[{\"a\":[1,\"b\",null]},{\"a\":{}}]";
  const auto document = Document::parse(std::string(json));
  if (!document) return 0;
  const auto found = evaluate_with_paths(*path, document->root(), {.nodes_max = 1000, .work_max = 100'000});
  if (!found) return 0;
  if (path->is_singular() && found->size() > 1) std::abort();
  for (const auto& [node, place] : *found) {
    const auto way = Path::parse(place);
    if (!way || !way->is_singular()) std::abort();
    const auto there = evaluate(*way, document->root());
    if (!there || there->size() != 1 || there->front().index() != node.index()) std::abort();
  }
  return 0;
}
