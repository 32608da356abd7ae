#pragma once

// The store's life: opening and migrating the database, the threads that read and write it, and word of what changed.
// Writes of all callers go through one thread, which commits many of them together (group commit); a write is answered
// only after its commit is on the disk and its change has been announced, so nobody who was told of a write can read
// anything older. Reads run on threads of their own, each with its connection.
// Ownership: outlives every task that uses it; finish() before the event loops end. Threads: every member from any.
// Errors: store::Error, and what the given function answers.

#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "base/clock.h"
#include "base/function_ref.h"
#include "base/log.h"
#include "base/random.h"
#include "base/task.h"
#include "db/database.h"
#include "store/errors.h"
#include "store/model.h"

namespace connectory::store {

// What a writing function works with: the connection inside the transaction, and what it has to announce.
struct Writing {
  db::Connection& connection;
  std::vector<Change>& changes;
  base::WallTime now;
  base::Random& random;
};

inline constexpr const char* database_file = "connectory.db";

struct StoreOptions {
  std::filesystem::path folder;  // the database is database_file in it; made with mode 0700 where missing
  // A server is told of its own writes directly; a tool leaves notices in the database for the server that may run.
  enum class Role : std::uint8_t { server, tool } role = Role::tool;
  unsigned readers = 2;
};

struct StoreCounters {
  std::int64_t reads;
  std::int64_t writes;
  std::int64_t commits;
  std::int64_t failures;
  std::int64_t waiting;
};

class Store {
 public:
  static Result<std::unique_ptr<Store>> open(StoreOptions options, const base::Clock& clock, base::Random& random,
                                             base::Log& log);
  virtual ~Store() = default;

  // `listener` is called with each change, before the write is answered, and with nothing when everything may have
  // changed. From the store's threads; must not block. Set once,
  // before the first write.
  using Listener = std::function<void(const Change* change)>;
  virtual void listen(Listener listener) = 0;

  // f(db::Connection&) -> Result<T>, on a reading thread; inside one read transaction.
  template <class F>
  auto read(F f) -> base::Task<std::invoke_result_t<F&, db::Connection&>>;
  // f(Writing&) -> Result<T>, on the writing thread. A failure takes back all that f did.
  template <class F>
  auto write(F f) -> base::Task<std::invoke_result_t<F&, Writing&>>;

  // The same for callers without an event loop: the command line, tests.
  template <class F>
  auto write_now(F f) -> std::invoke_result_t<F&, Writing&>;
  template <class F>
  auto read_now(F f) -> std::invoke_result_t<F&, db::Connection&>;

  virtual Result<void> back_up(const std::filesystem::path& file) = 0;
  virtual StoreCounters counters() const = 0;
  // Whether the last write reached the disk.
  virtual bool is_healthy() const = 0;
  // Does what waits and takes no more.
  virtual void finish() = 0;

 protected:
  // What the threads run. `run` is given the connection, or the reason there is none; `answer` tells the caller, after
  // the commit where it was a write.
  struct ReadJob {
    std::move_only_function<void(db::Connection*, const Error*)> run;
  };
  struct WriteJob {
    std::move_only_function<bool(Writing&)> run;         // whether to keep what it did
    std::move_only_function<void(const Error*)> answer;  // null: done, or the function's own failure
  };
  virtual void enqueue(ReadJob job) = 0;
  virtual void enqueue(WriteJob job) = 0;

 private:
  template <class R, class F, class Handler>
  static ReadJob make_read(F f, Handler handler);
  template <class R, class F, class Handler>
  static WriteJob make_write(F f, Handler handler);
  template <class R>
  struct Blocking;
};

// ---- implementation of the templates ---------------------------------------------------------------------------------

// What `work` gives. Without the memory for it, an error: one request's rows must not be the end of all.
template <class R, class Work>
R or_without_memory(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return std::unexpected(Error(Error::Code::overloaded, "not enough memory"));
  }
}

template <class R, class F, class Handler>
Store::ReadJob Store::make_read(F f, Handler handler) {
  return {[f = std::move(f), handler = std::move(handler)](db::Connection* connection, const Error* error) mutable {
    handler(connection == nullptr ? R(std::unexpected(*error)) : or_without_memory<R>([&] { return f(*connection); }));
  }};
}

template <class R, class F, class Handler>
Store::WriteJob Store::make_write(F f, Handler handler) {
  auto outcome = std::make_shared<std::optional<R>>();
  return {[f = std::move(f), outcome](Writing& writing) mutable {
            outcome->emplace(or_without_memory<R>([&] { return f(writing); }));
            return (*outcome)->has_value();
          },
          [outcome, handler = std::move(handler)](const Error* error) mutable {
            handler(error == nullptr ? std::move(**outcome) : R(std::unexpected(*error)));
          }};
}

// Hands an outcome from a store thread to the loop that waits for it.
template <class R, class Handler>
auto resume_on_loop(Handler handler) {
  return [handler = std::move(handler)](R outcome) mutable {
    const auto executor = boost::asio::get_associated_executor(handler);
    boost::asio::post(executor, [handler = std::move(handler), outcome = std::move(outcome)]() mutable {
      std::move(handler)(std::move(outcome));
    });
  };
}

template <class F>
auto Store::read(F f) -> base::Task<std::invoke_result_t<F&, db::Connection&>> {
  using R = std::invoke_result_t<F&, db::Connection&>;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<base::Executor>, void(R)>(
      [this](auto handler, F function) {
        this->enqueue(make_read<R>(std::move(function), resume_on_loop<R>(std::move(handler))));
      },
      base::use_task, std::move(f));
}

template <class F>
auto Store::write(F f) -> base::Task<std::invoke_result_t<F&, Writing&>> {
  using R = std::invoke_result_t<F&, Writing&>;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<base::Executor>, void(R)>(
      [this](auto handler, F function) {
        this->enqueue(make_write<R>(std::move(function), resume_on_loop<R>(std::move(handler))));
      },
      base::use_task, std::move(f));
}

// One outcome, waited for by the thread that asked.
template <class R>
struct Store::Blocking {
  struct State {
    std::optional<R> outcome;
    std::atomic<bool> is_there{false};
  };
  std::shared_ptr<State> state = std::make_shared<State>();

  auto handler() {
    return [state = state](R outcome) {
      state->outcome.emplace(std::move(outcome));
      state->is_there = true;
      state->is_there.notify_one();
    };
  }
  R wait() {
    state->is_there.wait(false);
    return std::move(*state->outcome);
  }
};

template <class F>
auto Store::read_now(F f) -> std::invoke_result_t<F&, db::Connection&> {
  using R = std::invoke_result_t<F&, db::Connection&>;
  Blocking<R> blocking;
  enqueue(make_read<R>(std::move(f), blocking.handler()));
  return blocking.wait();
}

template <class F>
auto Store::write_now(F f) -> std::invoke_result_t<F&, Writing&> {
  using R = std::invoke_result_t<F&, Writing&>;
  Blocking<R> blocking;
  enqueue(make_write<R>(std::move(f), blocking.handler()));
  return blocking.wait();
}

}  // namespace connectory::store
