#include "api/line_budget.h"

#include <utility>

namespace connectory::api {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;

}  // namespace

void LineBudget::end(State& state, const std::string& client, const Minute& minute) const {
  if (minute.lines > lines_max_) state.over.push_back({client, minute.lines - lines_max_});
}

bool LineBudget::take(std::string_view client, std::int64_t now_ns) {
  return state_.with([&](State& state) {
    std::string name(client);
    if (state.clients.size() >= clients_max_ && !state.clients.contains(name)) name.clear();
    Minute& minute = state.clients.try_emplace(name, Minute{now_ns, 0}).first->second;
    if (now_ns - minute.begin_ns >= minute_ns) {
      end(state, name, minute);
      minute = {now_ns, 0};
    }
    return ++minute.lines <= lines_max_;
  });
}

std::vector<LineBudget::LeftOut> LineBudget::sum_up(std::int64_t now_ns) {
  return state_.with([&](State& state) {
    std::erase_if(state.clients, [&](const auto& entry) {
      const bool is_over = now_ns - entry.second.begin_ns >= minute_ns;
      if (is_over) end(state, entry.first, entry.second);
      return is_over;
    });
    return std::exchange(state.over, {});
  });
}

}  // namespace connectory::api
