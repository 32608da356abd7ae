#pragma once

// Shared by master_keys.cpp and key_discard.cpp: converts failures to refusals for the operator, and reads which keys
// the database uses.

#include <string>
#include <utility>

#include "crypto/errors.h"
#include "service/master_keys.h"
#include "store/errors.h"
#include "store/team_keys.h"

namespace connectory::service {

inline std::unexpected<KeyRefusal> refuse(std::string why, std::string what_to_do) {
  return std::unexpected(KeyRefusal{std::move(why), std::move(what_to_do)});
}

inline std::unexpected<KeyRefusal> refuse(const crypto::Error& error) {
  using enum crypto::Error::Code;
  switch (error.code) {
    case exposed: return refuse(error.detail, "Set its mode to 600 with chmod.");
    case missing: return refuse(error.detail, "Put the master key there, or set master-key-source.");
    case malformed: return refuse(error.detail, "Restore it from your copy.");
    case unavailable:
    case unknown_key:
    case not_authentic: return refuse(error.detail, "");
  }
  std::unreachable();
}

inline std::unexpected<KeyRefusal> refuse(const store::Error& error) { return refuse(error.detail, ""); }

inline KeyResult<store::RotationState> load_state(store::Store& store) {
  auto state = store.read_now(&store::get_rotation_state);
  if (!state) return refuse(state.error());
  return *std::move(state);
}

}  // namespace connectory::service
