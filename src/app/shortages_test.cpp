#include "app/shortages.h"

#include <string>
#include <utility>
#include <variant>

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::app {
namespace {

using namespace std::chrono_literals;

// Keeps its lines with their fields, as `message name=value`, each with a line break.
class ShortageLog final : public base::Log {
 public:
  bool is_on(Level) const override { return true; }
  void set_level(Level) override {}
  void line(Level level, std::string_view message, std::initializer_list<Field> fields) override {
    lines_.append(level == Level::error ? "error: " : "").append(message);
    for (const Field& field : fields)
      lines_.append(" ").append(field.name).append("=").append(std::to_string(std::get<std::int64_t>(field.value)));
    lines_ += '\n';
  }
  std::string take() { return std::exchange(lines_, {}); }

 private:
  std::string lines_;
};

class ShortagesTest : public testing::Test {
 protected:
  std::string look(bool had_no_memory = false) {
    shortages_.look(had_no_memory);
    return log_.take();
  }

  net::ServerCounters counters_;
  base::ManualClock clock_{base::WallTime{0}};
  ShortageLog log_;
  Shortages shortages_{counters_, clock_, log_};
};

TEST_F(ShortagesTest, NothingIsLoggedWithoutAShortage) {
  counters_.connections_open = 7;
  counters_.connections_accepted = 7;
  EXPECT_EQ(look(), "");
}

TEST_F(ShortagesTest, EachKindHasALine) {
  counters_.connections_shed = 1;
  counters_.connections_given_up = 2;
  counters_.connections_pressed_out = 3;
  counters_.requests_without_room = 4;
  counters_.requests_without_memory = 5;
  EXPECT_EQ(look(),
            "too many connections are open idle_closed=2 refused=1\n"
            "too much memory is held for clients that do not read their answers slow_closed=3 refused=4\n"
            "error: not enough memory refused=5\n");
}

TEST_F(ShortagesTest, OneNumberIsEnoughForALine) {
  const auto after_next_pause = [&] {
    clock_.advance(base::limits::shortage_log_interval);
    return look();
  };
  ++counters_.connections_given_up;
  EXPECT_EQ(after_next_pause(), "too many connections are open idle_closed=1 refused=0\n");
  ++counters_.requests_without_room;
  EXPECT_EQ(after_next_pause(),
            "too much memory is held for clients that do not read their answers slow_closed=0 refused=1\n");
  EXPECT_EQ(after_next_pause(), "") << "nothing is reported twice";
}

TEST_F(ShortagesTest, ALineIsFollowedByAPause) {
  ++counters_.connections_shed;
  EXPECT_NE(look(), "");
  counters_.connections_shed += 10;
  clock_.advance(base::limits::shortage_log_interval - 1ms);
  EXPECT_EQ(look(), "");
  ++counters_.connections_shed;
  clock_.advance(1ms);
  EXPECT_EQ(look(), "too many connections are open idle_closed=0 refused=11\n") << "also those during the pause";
}

TEST_F(ShortagesTest, AnAllocationThatFailedOutsideARequestIsLoggedToo) {
  EXPECT_EQ(look(true), "error: not enough memory refused=0\n");
  EXPECT_EQ(look(true), "") << "a pause follows this line as well";
  clock_.advance(base::limits::shortage_log_interval);
  EXPECT_EQ(look(), "error: not enough memory refused=0\n") << "for the one during the pause";
  clock_.advance(base::limits::shortage_log_interval);
  EXPECT_EQ(look(), "");
}

TEST_F(ShortagesTest, NoPauseFollowsALookWithoutALine) {
  EXPECT_EQ(look(), "");
  ++counters_.connections_shed;
  EXPECT_NE(look(), "");
}

}  // namespace
}  // namespace connectory::app
