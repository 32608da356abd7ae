// Bytes in any charset, in pieces of any size: valid UTF-8, the same as from the whole, without a crash.

#include "text/decoder.h"

#include <algorithm>
#include <cstdlib>

#include "json/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace connectory;
  if (size < 2) return 0;
  const auto names = text::charset_names();
  const text::Charset charset = *text::find_charset(names[data[0] % names.size()]);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto decode = [&](std::size_t piece_size) {
    text::Decoder decoder(charset);
    std::string made;
    for (std::size_t at = 0; at < bytes.size(); at += piece_size) decoder.append(made, bytes.substr(at, piece_size));
    decoder.finish(made);
    return made;
  };
  const std::string whole = decode(std::max<std::size_t>(bytes.size(), 1));
  if (!json::is_utf8(whole) || whole != decode(std::size_t{data[1]} % 9 + 1)) std::abort();
  return 0;
}
