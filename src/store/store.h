#pragma once

// The store: opens and migrates the database, runs the threads that read and write it, and announces changes. All
// writes go through one thread, which commits many of them together (group commit). A write is answered only after its
// commit is on the disk and its changes are announced, so that no read after the answer returns anything older. Reads
// run on separate threads, each with its own connection.
// Ownership: outlives every task that uses it; call finish() before the event loops end. Threads: every member from any
// thread. Errors: store::Error, and those of the given function.

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

// What a writing function works with: the connection inside the transaction, and the changes to announce.
struct Writing {
  db::Connection& connection;
  std::vector<Change>& changes;
  base::WallTime now;
  base::Random& random;
};

inline constexpr const char* database_file = "connectory.db";

struct StoreOptions {
  std::filesystem::path folder;  // contains the database as database_file; created with mode 0700 if missing
  // A server announces its own writes directly. A tool leaves notices in the database, in case a server is running.
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

  // Calls `listener` with each change before the write is answered, and with null if everything may have changed. It
  // runs on the store's threads, and must not block. Set it once, before the first write.
  using Listener = std::function<void(const Change* change)>;
  virtual void listen(Listener listener) = 0;

  // Runs f(db::Connection&) -> Result<T> on a reading thread, in one read transaction.
  template <class F>
  auto read(F f) -> base::Task<std::invoke_result_t<F&, db::Connection&>>;
  // Runs f(Writing&) -> Result<T> on the writing thread. If it fails, everything that f did is rolled back.
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
  // Completes the waiting work, and accepts no more.
  virtual void finish() = 0;

 protected:
  // The jobs of the threads. `run` gets the connection, or the reason why there is none. `answer` returns the outcome
  // to the caller, for a write after the commit.
  struct ReadJob {
    std::move_only_function<void(db::Connection*, const Error*)> run;
  };
  struct WriteJob {
    std::move_only_function<bool(Writing&)> run;         // returns whether to keep its changes
    std::move_only_function<void(const Error*)> answer;  // null: success, or a failure of the function itself
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

// The result of `work`. If there is not enough memory, the result is an error: one request's rows must not end the
// program.
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

// Passes an outcome from a store thread to the event loop that waits for it.
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

// An outcome for which the calling thread waits.
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
