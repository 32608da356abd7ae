#include "app/shortages.h"

#include "base/limits.h"

namespace connectory::app {

void Shortages::look(bool had_no_memory) {
  had_no_memory_ = had_no_memory_ || had_no_memory;
  const std::int64_t now_ns = clock_.steady_ns();
  if (now_ns < next_ns_) return;
  const Figures figures = read();
  if (figures.shed > said_.shed || figures.given_up > said_.given_up)
    log_.warning("too many connections are open",
                 {{"idle_closed", figures.given_up - said_.given_up}, {"refused", figures.shed - said_.shed}});
  if (figures.pressed_out > said_.pressed_out || figures.without_room > said_.without_room)
    log_.warning("too much memory is held for clients that do not read their answers",
                 {{"slow_closed", figures.pressed_out - said_.pressed_out},
                  {"refused", figures.without_room - said_.without_room}});
  if (had_no_memory_ || figures.without_memory > said_.without_memory)
    log_.error("not enough memory", {{"refused", figures.without_memory - said_.without_memory}});
  if (figures != said_ || had_no_memory_)
    next_ns_ = now_ns + std::chrono::nanoseconds(base::limits::shortage_log_interval).count();
  said_ = figures;
  had_no_memory_ = false;
}

Shortages::Figures Shortages::read() const {
  return {counters_.connections_shed, counters_.connections_given_up, counters_.connections_pressed_out,
          counters_.requests_without_room, counters_.requests_without_memory};
}

}  // namespace connectory::app
