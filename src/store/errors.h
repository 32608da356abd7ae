#pragma once

// Why a store operation failed, in the terms of the domain.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/errors.h"
#include "db/errors.h"

namespace connectory::store {

struct Error {
  enum class Code : std::uint8_t {
    not_found,            // no such team, connector, key, client
    already_exists,       // a name or number that must be unique is already used
    precondition_failed,  // the caller's If-Match names a different revision
    outdated,             // the version that the caller's work is based on is no longer current
    no_such_version,      // the caller's work names a version that does not exist
    limit_reached,        // the maximum number is reached
    undecided,            // a save must first be compared with the current version; see StepSource
    overloaded,           // the queue is full
    no_space,             // the disk is full, or the database has reached its bound
    read_only,            // the database is not writable
    unavailable,          // the database cannot be used now: the disk fails, it is busy, or the store is stopping;
                          // or a master key is missing
    damaged,              // the database is corrupt or newer than this program, or a sealed value was altered
    internal,             // a bug in this program
  };
  Code code;
  std::string detail;

  static Error not_found(std::string detail) { return {Code::not_found, std::move(detail)}; }
  static Error already_exists(std::string detail) { return {Code::already_exists, std::move(detail)}; }
  static Error precondition_failed(std::string detail) { return {Code::precondition_failed, std::move(detail)}; }
  static Error limit_reached(std::string detail) { return {Code::limit_reached, std::move(detail)}; }

  static Error another_draft(std::string_view connector);
  static Error outdated(std::string_view connector, std::int64_t base, std::int64_t current);

  Error(Code what, std::string why) : code(what), detail(std::move(why)) {}
  Error(db::Error error);      // NOLINT(google-explicit-constructor): for TRY
  Error(crypto::Error error);  // NOLINT(google-explicit-constructor): the same
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::store
