#pragma once

// The only asynchronous model: C++20 coroutines on the event loop that serves the connection. A task runs on the loop
// of its awaiter and is resumed there, whichever thread did the work. So code between two co_awaits needs no lock
// against other tasks of the same connection.
// GCC 12 destroys a closure or an aggregate twice if it is created inside the expression that a co_await waits for. So
// create a task with such arguments in a statement of its own, and await it in the next one. tools/check_tasks enforces
// this:
//     auto reading = store.read([id](db::Connection& connection) { ... });
//     const auto found = co_await std::move(reading);
// Ownership: a task takes its parameters by value. Whatever it refers to outlives it, as the object graph of app/ does.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace connectory::base {

// The loop's own executor, not any_io_executor: no type erasure on the hot path.
using Executor = boost::asio::io_context::executor_type;

template <class T>
using Task = boost::asio::awaitable<T, Executor>;

inline constexpr boost::asio::use_awaitable_t<Executor> use_task{};

// Lets everything else that is ready on the loop run first. For work that is done in many small steps.
inline Task<void> give_way() {
  const Executor loop = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(loop, use_task);
}

}  // namespace connectory::base
