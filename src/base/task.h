#pragma once

// The one asynchronous model: C++20 coroutines on the event loop that serves the connection. A task runs on the loop of
// whoever awaits it and is resumed there, whichever thread did the work; so code between two co_awaits needs no lock
// against other tasks of the same connection.
// GCC 12 destroys a closure or an aggregate twice when it is made inside the expression that a co_await waits for. So a task
// with such arguments is made in a statement of its own, and awaited in the next; tools/check_tasks sees to it:
//   auto reading = store.read([id](db::Connection& connection) { ... });
//   const auto found = co_await std::move(reading);
// Ownership: a task takes its parameters by value; what it refers to outlives it (the object graph of app/ does).

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

// Lets everything else that is ready on the loop run first: for work that is done in many small steps.
inline Task<void> give_way() {
  const Executor loop = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(loop, use_task);
}

}  // namespace connectory::base
