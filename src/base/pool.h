#pragma once

// Threads for work of the processor that takes longer than an event loop may be held: parsing and packing large texts.
// Ownership: app/ makes one; it outlives the tasks that use it. Threads: run() from any loop.

#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/limits.h"
#include "base/task.h"

namespace connectory::base {

class Pool {
 public:
  explicit Pool(std::size_t threads) : threads_(threads) {}
  ~Pool() { threads_.join(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // f() on a thread of the pool; its result on the loop that waits. f must not throw.
  template <class F>
  Task<std::invoke_result_t<F&>> run(F f) {
    using R = std::invoke_result_t<F&>;
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(R)>(
        [this](auto handler, F function) {
          boost::asio::post(threads_, [handler = std::move(handler), function = std::move(function)]() mutable {
            const auto loop = boost::asio::get_associated_executor(handler);
            boost::asio::post(loop, [handler = std::move(handler), result = function()]() mutable {
              std::move(handler)(std::move(result));
            });
          });
        },
        use_task, std::move(f));
  }

  // The same for work on a text of so many bytes: here where that is little.
  template <class F>
  Task<std::invoke_result_t<F&>> run_on(std::size_t bytes, F f) {
    if (bytes <= limits::inline_work_bytes_max) co_return f();
    auto running = run(std::move(f));
    co_return co_await std::move(running);
  }

 private:
  boost::asio::thread_pool threads_;
};

}  // namespace connectory::base
