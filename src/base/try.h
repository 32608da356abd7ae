#pragma once

// Passes a failure on to the caller, because GCC 12's std::expected has no and_then. The error converts to the caller's
// error type implicitly if that type can be made from it.
//
//     TRY(const Connector connector, store.get(team, id));   // returns the error, or declares `connector`
//     TRY_DO(store.remove(team, id));                        // the same if there is no value to keep
//
// CO_TRY and CO_TRY_DO are the same inside a coroutine.

#include <expected>
#include <utility>

#define CONNECTORY_JOIN_(a, b) a##b
#define CONNECTORY_JOIN(a, b) CONNECTORY_JOIN_(a, b)

#define CONNECTORY_TRY_(give_back, holder, declaration, ...)                     \
  auto holder = (__VA_ARGS__);                                                   \
  if (!holder.has_value()) give_back std::unexpected(std::move(holder).error()); \
  declaration = *std::move(holder)

#define TRY(declaration, ...) \
  CONNECTORY_TRY_(return, CONNECTORY_JOIN(try_holder_, __COUNTER__), declaration, __VA_ARGS__)
#define CO_TRY(declaration, ...) \
  CONNECTORY_TRY_(co_return, CONNECTORY_JOIN(try_holder_, __COUNTER__), declaration, __VA_ARGS__)

#define TRY_DO(...)                                                                       \
  do {                                                                                    \
    auto try_outcome = (__VA_ARGS__);                                                     \
    if (!try_outcome.has_value()) return std::unexpected(std::move(try_outcome).error()); \
  } while (false)
#define CO_TRY_DO(...)                                                                       \
  do {                                                                                       \
    auto try_outcome = (__VA_ARGS__);                                                        \
    if (!try_outcome.has_value()) co_return std::unexpected(std::move(try_outcome).error()); \
  } while (false)
