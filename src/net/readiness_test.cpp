#include "net/readiness.h"

#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/descriptor.h"

namespace connectory::net {
namespace {

// Two connected sockets: one that is watched, and the peer that makes its events.
class WatchedPair final : public Readiness::Watcher {
 public:
  WatchedPair() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    watched_ = base::Descriptor(ends[0]);
    peer_ = base::Descriptor(ends[1]);
  }
  void on_ready(std::uint32_t events) override { events_.push_back(events); }

  int watched() const { return watched_.get(); }
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(peer_.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }
  void end() { peer_.close(); }
  std::vector<std::uint32_t> events() { return std::exchange(events_, {}); }

 private:
  base::Descriptor watched_{-1};
  base::Descriptor peer_{-1};
  std::vector<std::uint32_t> events_;
};

class ReadinessTest : public ::testing::Test {
 protected:
  ReadinessTest() { readiness_.begin(); }
  // Lets the loop do all that it can do without waiting.
  void run() {
    loop_.restart();
    while (loop_.poll() > 0) {
    }
  }
  bool watch(WatchedPair& pair) { return readiness_.watch(pair.watched(), pair); }

  boost::asio::io_context loop_{1};
  Readiness readiness_{loop_.get_executor()};
};

constexpr std::uint32_t writable = EPOLLOUT;
constexpr std::uint32_t with_bytes = EPOLLIN | EPOLLOUT;

TEST_F(ReadinessTest, ReportsEachChangeOnce) {
  WatchedPair pair;
  ASSERT_TRUE(watch(pair));
  run();
  EXPECT_EQ(pair.events(), std::vector{writable});
  run();
  EXPECT_TRUE(pair.events().empty());
  pair.send("a");
  run();
  EXPECT_EQ(pair.events(), std::vector{with_bytes});
  run();
  EXPECT_TRUE(pair.events().empty()) << "nothing has changed, although a byte is unread";
  pair.send("b");
  run();
  EXPECT_EQ(pair.events(), std::vector{with_bytes});
}

TEST_F(ReadinessTest, ReportsTheEndOfTheStream) {
  WatchedPair pair;
  ASSERT_TRUE(watch(pair));
  run();
  pair.events();
  pair.end();
  run();
  const auto events = pair.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_NE(events[0] & EPOLLRDHUP, 0U);
}

TEST_F(ReadinessTest, ReportsAgainWhatIsStillReady) {
  WatchedPair pair;
  ASSERT_TRUE(watch(pair));
  pair.send("a");
  run();
  pair.events();
  readiness_.report_again(pair.watched(), pair);
  run();
  EXPECT_EQ(pair.events(), std::vector{with_bytes});
}

TEST_F(ReadinessTest, ReportsMoreSocketsThanItHandlesAtATime) {
  std::vector<std::unique_ptr<WatchedPair>> pairs;
  for (int i = 0; i < 200; ++i) {
    pairs.push_back(std::make_unique<WatchedPair>());
    ASSERT_TRUE(watch(*pairs.back()));
    pairs.back()->send("a");
  }
  run();
  for (const auto& pair : pairs) EXPECT_EQ(pair->events(), std::vector{with_bytes});
}

TEST_F(ReadinessTest, DoesNotWatchWhatIsNoSocket) {
  WatchedPair pair;
  EXPECT_FALSE(readiness_.watch(-1, pair));
}

}  // namespace
}  // namespace connectory::net
