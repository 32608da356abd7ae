#include "service/logos.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"
#include "image/to_png.h"

namespace connectory::service {

namespace limits = base::limits;
using store::ConnectorId;
using store::LogoHash;
using store::TeamId;

namespace {

struct Logo {
  LogoHash hash;
  std::string image;
};

image::Result<Logo> make_logo(std::string_view upload) {
  TRY(std::string image, image::to_png(upload, limits::logo_edge_max));
  return Logo{LogoHash(crypto::sha256_hex(image)), std::move(image)};
}

}  // namespace

base::Task<store::Result<std::optional<LogoHash>>> Logos::get(TeamId team, ConnectorId id) {
  return store_.read(
      [team, id = std::move(id)](db::Connection& connection) { return store::get_logo(connection, team, id); });
}

base::Task<Result<LogoHash>> Logos::set(TeamId team, ConnectorId id, std::string upload, store::Actor actor,
                                        base::Errand errand) {
  if (upload.size() > limits::logo_upload_bytes_max)
    co_return std::unexpected(Error{
        Error::Code::invalid_request,
        fmt::format("The file has {} bytes; at most {} are allowed.", upload.size(), limits::logo_upload_bytes_max)});
  errand.bytes = upload.size();
  auto making = pool_.run(std::move(errand), [upload = std::move(upload)] { return make_logo(upload); });
  CO_TRY(image::Result<Logo> made, co_await std::move(making));
  CO_TRY(Logo logo, std::move(made));
  auto writing = store_.write([team, id = std::move(id), logo, actor = std::move(actor)](store::Writing& write) {
    return store::set_logo(write, team, id, {logo.hash, logo.image}, actor);
  });
  const auto written = co_await std::move(writing);
  CO_TRY_DO(written);
  co_return logo.hash;
}

base::Task<store::Result<void>> Logos::remove(TeamId team, ConnectorId id, store::Actor actor) {
  return store_.write([team, id = std::move(id), actor = std::move(actor)](store::Writing& writing) {
    return store::remove_logo(writing, team, id, actor);
  });
}

base::Task<store::Result<std::optional<std::string>>> Logos::find_image(LogoHash hash) {
  return store_.read(
      [hash = std::move(hash)](db::Connection& connection) { return store::find_logo_image(connection, hash); });
}

std::optional<LogoHash> parse_logo_hash(std::string_view text) {
  constexpr std::size_t digits = 64;
  if (text.size() != digits || !std::ranges::all_of(text, base::is_lower_hex_digit)) return std::nullopt;
  return LogoHash(std::string(text));
}

}  // namespace connectory::service
