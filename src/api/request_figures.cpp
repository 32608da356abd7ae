#include "api/request_figures.h"

#include <fmt/format.h>

namespace connectory::api {
namespace {

std::string label_of(const Route* route) { return route == nullptr ? "none" : std::string(route->operation_id); }

}  // namespace

RequestFigures::RequestFigures(base::Metrics& metrics) : metrics_(metrics), figures_(routes().size() + 1) {
  for (std::size_t i = 0; i < figures_.size(); ++i)
    figures_[i].latency =
        &metrics_.latency("connectory_http_request_seconds", "Time from the end of a request's head to its answer.",
                          {{"route", label_of(i < routes().size() ? &routes()[i] : nullptr)}});
}

void RequestFigures::count(const Route* route, int status, std::int64_t took_ns) {
  const std::size_t index = route == nullptr ? routes().size() : static_cast<std::size_t>(route - routes().data());
  OfRoute& figures = figures_[index];
  std::atomic<prometheus::Counter*>& slot = figures.by_class[static_cast<std::size_t>(status / 100)];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    // The registry returns the same counter to two threads that request it at the same time.
    counter = &metrics_.counter("connectory_http_requests_total", "Requests answered.",
                                {{"route", label_of(route)}, {"status", fmt::format("{}xx", status / 100)}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Increment();
  if (took_ns != 0) figures.latency->Observe(static_cast<double>(took_ns) / 1e9);
}

}  // namespace connectory::api
