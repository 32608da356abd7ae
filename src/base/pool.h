#pragma once

// Threads for work of the processor that takes longer than an event loop may be held: parsing and packing large texts.
// Ownership: app/ makes one; it outlives the tasks that use it. Threads: run() from any loop.

#include <exception>
#include <memory>
#include <new>
#include <optional>
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

  // f() on a thread of the pool; its result on the loop that waits. f throws nothing but std::bad_alloc, which is thrown there.
  template <class F>
  Task<std::invoke_result_t<F&>> run(F f) {
    auto running = start(std::move(f));
    auto result = co_await std::move(running);
    co_return *std::move(result);
  }

  // The same for work on a text of so many bytes: here where that is little.
  template <class F>
  Task<std::invoke_result_t<F&>> run_on(std::size_t bytes, F f) {
    if (bytes <= limits::inline_work_bytes_max) co_return f();
    auto running = run(std::move(f));
    co_return co_await std::move(running);
  }

 private:
  template <class F>
  auto start(F f) {
    using R = std::optional<std::invoke_result_t<F&>>;
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(std::exception_ptr, R)>(
        [this](auto handler, F function) {
          boost::asio::post(threads_, [handler = std::move(handler), function = std::move(function)]() mutable {
            const auto loop = boost::asio::get_associated_executor(handler);
            R result;
            std::exception_ptr failure;
            try {
              result.emplace(function());
            } catch (const std::bad_alloc&) {
              failure = std::current_exception();
            }
            boost::asio::post(loop, [handler = std::move(handler), failure, result = std::move(result)]() mutable {
              std::move(handler)(failure, std::move(result));
            });
          });
        },
        use_task, std::move(f));
  }

  boost::asio::thread_pool threads_;
};

}  // namespace connectory::base
