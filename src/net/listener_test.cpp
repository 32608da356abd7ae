#include "net/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

namespace connectory::net {
namespace {

// Whether a client can connect to it now.
bool is_reached(const Endpoint& endpoint) {
  const boost::asio::ip::tcp::endpoint where(endpoint.address, endpoint.port);
  const int client = ::socket(where.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool is_connected = ::connect(client, where.data(), static_cast<socklen_t>(where.size())) == 0;
  ::close(client);
  return is_connected;
}

TEST(Listener, HasThePortUntilItsEnd) {
  std::optional<Endpoint> endpoint;
  {
    auto listener = Listener::open(*parse_endpoint("127.0.0.1:0"));
    ASSERT_TRUE(listener) << listener.error().detail;
    endpoint = listener->endpoint();
    EXPECT_NE(endpoint->port, 0) << "the port that was chosen";
    EXPECT_TRUE(is_reached(*endpoint)) << "though nobody takes connections yet";
    const Listener moved = *std::move(listener);
    EXPECT_EQ(moved.endpoint().port, endpoint->port);
    EXPECT_TRUE(is_reached(*endpoint));
  }
  EXPECT_FALSE(is_reached(*endpoint));
  EXPECT_TRUE(Listener::open(*endpoint)) << "and another may have it, at once";
}

TEST(Listener, HandsThePortOver) {
  std::optional<Endpoint> endpoint;
  int handle = -1;
  {
    auto listener = Listener::open(*parse_endpoint("127.0.0.1:0"));
    ASSERT_TRUE(listener) << listener.error().detail;
    endpoint = listener->endpoint();
    handle = listener->release();
  }
  EXPECT_TRUE(is_reached(*endpoint));
  EXPECT_NE(::fcntl(handle, F_GETFD) & FD_CLOEXEC, 0) << "no program that is started gets it";
  EXPECT_NE(::fcntl(handle, F_GETFL) & O_NONBLOCK, 0);
  ::close(handle);
  EXPECT_FALSE(is_reached(*endpoint));
}

TEST(Listener, SaysWhyNot) {
  const auto taken = Listener::open(*parse_endpoint("127.0.0.1:0"));
  ASSERT_TRUE(taken) << taken.error().detail;
  struct Case {
    const char* name = "";
    Endpoint endpoint;
    Listener::Error error = Listener::Error::other;
  };
  const Case cases[] = {
      {"taken already", taken->endpoint(), Listener::Error::address_in_use},
      {"another machine's", *parse_endpoint("192.0.2.1:0"), Listener::Error::address_not_available},
      {"another machine's, or no IPv6 here", *parse_endpoint("[2001:db8::1]:0"),
       Listener::Error::address_not_available},
  };
  for (const auto& [name, endpoint, error] : cases) {
    const auto refused = Listener::open(endpoint);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().error, error) << name;
    EXPECT_FALSE(refused.error().detail.empty()) << name;
  }
}

}  // namespace
}  // namespace connectory::net
