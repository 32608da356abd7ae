#pragma once

// Why the store did not do what it was asked, in the domain's words.

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
    already_exists,       // a name or number that may stand only once is taken
    precondition_failed,  // the caller's If-Match names another revision
    outdated,             // what the caller's work is based on is not current any more
    no_such_version,      // the caller's work names a version that there is not
    limit_reached,        // there are as many as there may be
    undecided,            // a save has to be compared with the current version first, see StepSource
    overloaded,           // more work waits than may wait
    no_space,             // the disk is full, or the database has grown to its bound
    read_only,            // the database may not be written
    unavailable,          // the database cannot be written or read now: the disk fails, it is busy, stopping; or the
                          // master key that is needed is not at hand
    damaged,              // the database is corrupt or newer than this program, or a sealed value was altered
    internal,             // a bug of ours
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
  Error(db::Error error);      // NOLINT(google-explicit-constructor): so that TRY hands it on
  Error(crypto::Error error);  // NOLINT(google-explicit-constructor): the same
};

template <class T>
using Result = base::Result<T, Error>;

}  // namespace connectory::store
