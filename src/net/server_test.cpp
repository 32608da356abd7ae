#include "net/server.h"

#include <deque>
#include <sys/resource.h>

#include "net/server_fixture_impl.h"
#include "net/tls_fixture_impl.h"

namespace connectory::net {
namespace {

using namespace std::chrono_literals;

FunctionApplication::Handler plain_and_big() {
  return [big = std::make_shared<const std::string>(4'000'000, 'b')](const Request& request) -> Answer {
    if (request.path == "/big") return Response{200, "", Shared(big)};
    return Response{200, "", std::string("plain")};
  };
}

bool is_served(TestClient& client) {
  client.get("/");
  return client.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n");
}

TEST(Server, ClosesTheLongestIdleConnectionsWhereThereAreTooMany) {
  ServerFixture fixture(plain_and_big(), {.connections_max = 8});
  std::deque<TestClient> idle;
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(is_served(idle.emplace_back(fixture)));
    fixture.clock.advance(1ms);
  }
  EXPECT_TRUE(is_served(idle.front())) << "now the second has been idle longest";
  fixture.clock.advance(1ms);
  TestClient late(fixture);
  EXPECT_TRUE(is_served(late));
  EXPECT_EQ(idle[1].read_all(), "");
  EXPECT_FALSE(idle[1].was_reset());
  for (const std::size_t i : {0U, 2U, 7U}) EXPECT_TRUE(is_served(idle[i])) << i;
  EXPECT_EQ(fixture.server->counters().connections_given_up, 1);
  EXPECT_EQ(fixture.server->counters().connections_shed, 0);
}

TEST(Server, ClosesIdleConnectionsOfOtherWorkersToo) {
  ServerFixture fixture(plain_and_big(), {.workers = 3, .connections_max = 1});
  TestClient idle(fixture);
  EXPECT_TRUE(is_served(idle));
  for (int i = 0; i < 5; ++i) {
    TestClient late(fixture);
    EXPECT_TRUE(is_served(late)) << i;
    EXPECT_TRUE(eventually([&] { return fixture.server->counters().connections_open == 1; })) << i;
  }
  EXPECT_EQ(idle.read_all(), "");
}

TEST(Server, CountsClientsThatSendNoWholeHeadAsIdle) {
  ServerFixture fixture(plain_and_big(), {.connections_max = 4});
  std::deque<TestClient> slow;
  for (int i = 0; i < 4; ++i) slow.emplace_back(fixture).send("GET / HTTP/1.1\r\nHos");
  ASSERT_TRUE(eventually([&] { return fixture.server->counters().connections_open == 4; }));
  EXPECT_TRUE(eventually([&] {
    fixture.clock.advance(100ms);
    TestClient late(fixture);
    late.get("/");
    const std::string answer = late.read_until("plain");
    return answer.starts_with("HTTP/1.1 200 OK\r\n");
  }));
}

TEST(Server, CountsClientsThatDoNotShakeHandsAsIdle) {
  const TestCertificate certificate;
  const TlsContext context(*TlsPair::read(certificate.files()));
  ServerFixture fixture(plain_and_big(), {.connections_max = 4}, &context);
  std::deque<TestClient> silent;
  for (int i = 0; i < 4; ++i) silent.emplace_back(fixture);
  ASSERT_TRUE(eventually([&] { return fixture.server->counters().connections_open == 4; }));
  EXPECT_TRUE(eventually([&] {
    fixture.clock.advance(100ms);
    const TestClient late(fixture);
    return fixture.server->counters().connections_given_up > 0;
  }));
}

TEST(Server, RefusesConnectionsWhereAllAreInUse) {
  ServerFixture fixture(plain_and_big(), {.connections_max = 4});
  std::deque<TestClient> busy;
  for (int i = 0; i < 4; ++i) busy.emplace_back(fixture, 16 * 1024).get("/big");
  ASSERT_TRUE(eventually([&] { return fixture.server->held_bytes() > 16'000'000; }));
  TestClient late(fixture);
  EXPECT_TRUE(late.read_all().starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_EQ(fixture.server->counters().connections_shed, 1);
  EXPECT_EQ(fixture.server->counters().connections_given_up, 0);
}

// Like a server whose limit was lowered, or that shares descriptors with a greedy program.
TEST(Server, AnswersWithoutADescriptorLeft) {
#ifdef __clang__
  GTEST_SKIP() << "UBSan, in the builds with Clang, checks the type of an object through a pipe: it needs descriptors";
#endif
  ServerFixture fixture(plain_and_big());
  TestClient idle(fixture);
  EXPECT_TRUE(is_served(idle));
  std::deque<TestClient> late(4);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none_left{static_cast<rlim_t>(late.back().handle()) + 1, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none_left);
  late[0].connect(fixture);
  const std::string refusal = late[0].read_all();
  EXPECT_EQ(idle.read_all(), "") << "it has been closed, to have a descriptor for the next";
  EXPECT_TRUE(eventually([&] { return fixture.server->counters().connections_open == 0; }));
  late[1].connect(fixture);
  EXPECT_TRUE(is_served(late[1]));
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_TRUE(refusal.starts_with("HTTP/1.1 503 Service Unavailable\r\n")) << refusal;
}

}  // namespace
}  // namespace connectory::net
