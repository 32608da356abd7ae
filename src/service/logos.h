#pragma once

// The operations on the logos of a team's connectors. The caller has been authorised; these functions check the upload.
// Ownership: the store and the pool outlive it. Threads: any; each task runs on its caller's loop, images on the pool.

#include <optional>
#include <string>
#include <string_view>

#include "base/pool.h"
#include "base/task.h"
#include "service/errors.h"
#include "store/logos.h"

namespace connectory::service {

class Logos {
 public:
  // `pool`: used for nothing else, because an image may take a second.
  Logos(store::Store& store, base::Pool& pool) : store_(store), pool_(pool) {}

  // Absent: the connector has none.
  base::Task<store::Result<std::optional<store::LogoHash>>> get(store::TeamId team, store::ConnectorId id);
  // `upload`: a PNG or a JPEG, detected by its bytes. The stored and served image is made from its pixels alone.
  base::Task<Result<store::LogoHash>> set(store::TeamId team, store::ConnectorId id, std::string upload,
                                          store::Actor actor, base::Errand errand);
  base::Task<store::Result<void>> remove(store::TeamId team, store::ConnectorId id, store::Actor actor);
  // PNG. Absent: no connector has this logo.
  base::Task<store::Result<std::optional<std::string>>> find_image(store::LogoHash hash);

 private:
  store::Store& store_;
  base::Pool& pool_;
};

// 64 lower-case hexadecimal digits.
std::optional<store::LogoHash> parse_logo_hash(std::string_view text);

}  // namespace connectory::service
