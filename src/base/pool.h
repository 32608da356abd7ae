#pragma once

// Threads for CPU work that takes longer than an event loop may be blocked: reading, checking and comparing documents,
// compressing answers. The pool is fair between lanes, which are teams. Each lane has its own queue, and they take
// turns. If the pool has more than one thread, no lane uses all of them, so one team's work never waits behind another
// team's whole queue.
// Bounds: jobs and bytes that wait, for each lane and in total (base/limits.h). Anything above them is refused at once.
// Its threads have a lower priority than the event loops: a loop that has something to do gets the processor first.
// Ownership: app/ creates it; it outlives the tasks that use it. Threads: run() from any loop; finish() from one
// thread.
// Errors: PoolRefusal.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "base/budget.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/task.h"

namespace connectory::base {

enum class PoolRefusal : std::uint8_t {
  full,           // too much work is already waiting
  stopped,        // the client has left, or the program is stopping
  out_of_memory,  // the work needed more memory than is available
};

// For whom work is done.
struct Errand {
  std::int64_t lane = 0;  // a team; 0: none
  std::size_t bytes = 0;  // the memory that is held while the work waits
  std::stop_token left;   // the client has left
};

class Pool {
 public:
  // `threads` is at least one.
  explicit Pool(std::size_t threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Runs f(stops) or f() on a thread of the pool. The result arrives on the waiting loop. A long-running f checks the
  // stops. f throws nothing but std::bad_alloc.
  template <class F>
  auto run(Errand errand, F f) {
    using R = typename Returned<F>::Type;
    using Outcome = Result<R, PoolRefusal>;
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(Outcome)>(
        [this](auto handler, Errand whose, F function) {
          std::stop_token left = whose.left;
          add(std::move(whose), [this, handler = std::move(handler), left = std::move(left),
                                 function = std::move(function)](std::optional<PoolRefusal> refusal) mutable {
            auto outcome = std::make_unique<Outcome>(refusal ? Outcome(std::unexpected(*refusal))
                                                             : attempt(function, Stops(left, stop_token())));
            const auto loop = boost::asio::get_associated_executor(handler);
            boost::asio::post(loop, [handler = std::move(handler), outcome = std::move(outcome)]() mutable {
              std::move(handler)(std::move(*outcome));
            });
          });
        },
        use_task, std::move(errand), std::move(f));
  }

  // The same for work proportional to `errand.bytes`. If that is little, it runs on the calling loop.
  template <class F>
  Task<Result<std::invoke_result_t<F&>, PoolRefusal>> run_on(Errand errand, F f) {
    if (errand.bytes <= limits::inline_work_bytes_max) co_return f();
    auto running = run(std::move(errand), std::move(f));
    co_return co_await std::move(running);
  }

  // Runs work(budget), whose cost does not depend much on the text's size. It runs first here with a small budget and,
  // if that was not enough, on the pool with a document's full budget. So an event loop is blocked for a few
  // milliseconds at most.
  template <class F>
  Task<Result<std::invoke_result_t<F&, Budget&>, PoolRefusal>> run_budgeted(Errand errand, F work) {
    using Outcome = Result<std::invoke_result_t<F&, Budget&>, PoolRefusal>;
    if (errand.bytes <= limits::inline_check_bytes_max) {
      Budget little(limits::inline_check_work_max);
      Outcome outcome = work(little);
      if (!little.has_ended()) co_return outcome;
    }
    auto running = run(std::move(errand), [&work](const Stops& stops) -> Outcome {
      Budget budget(limits::document_work_max, stops);
      Outcome outcome = work(budget);
      if (budget.end() == Budget::End::stopped) return std::unexpected(PoolRefusal::stopped);
      return outcome;
    });
    Result<Outcome, PoolRefusal> outcome = co_await std::move(running);
    if (!outcome) co_return std::unexpected(outcome.error());
    co_return *std::move(outcome);
  }

  // Cancels waiting and running work, and joins the threads. Call it before the waiting loops end.
  void finish();

  struct Counters {
    std::size_t waiting;
    std::size_t running;
    std::uint64_t refused;
  };
  Counters counters() const;

 private:
  // Does its work or, if it was refused, reports the refusal.
  using Job = std::move_only_function<void(std::optional<PoolRefusal>)>;

  template <class F, bool takes_stops = std::is_invocable_v<F&, const Stops&>>
  struct Returned {
    using Type = std::invoke_result_t<F&, const Stops&>;
  };
  template <class F>
  struct Returned<F, false> {
    using Type = std::invoke_result_t<F&>;
  };

  template <class F>
  static Result<typename Returned<F>::Type, PoolRefusal> attempt(F& function, const Stops& stops) {
    try {
      if constexpr (std::is_invocable_v<F&, const Stops&>) {
        return function(stops);
      } else {
        return function();
      }
    } catch (const std::bad_alloc&) {
      return std::unexpected(PoolRefusal::out_of_memory);
    }
  }

  void add(Errand errand, Job job);
  std::stop_token stop_token() const;

  class Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace connectory::base
