// Arbitrary bytes as a form, a range of addresses, and a list of codings never cause a crash.

#include "net/form.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/address.h"
#include "net/content_coding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto fields = connectory::net::parse_form(text)) {
    std::size_t bytes = 0;
    for (const auto& field : *fields) bytes += field.name.size() + field.value.size();
    if (bytes > size) std::abort();  // decoding never makes a text longer
  }
  if (const auto range = connectory::net::AddressRange::parse(text)) {
    if (text.contains('.') && !text.contains(':') && range->contains(*connectory::net::parse_address("::1")))
      std::abort();
  }
  if (const auto endpoint = connectory::net::parse_endpoint(text)) {
    if (!connectory::net::parse_endpoint(connectory::net::to_text(*endpoint))) std::abort();
  }
  static_cast<void>(connectory::net::accepts_gzip(text));
  return 0;
}
