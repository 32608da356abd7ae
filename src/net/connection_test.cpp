#include "net/connection.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <new>
#include <semaphore>
#include <string>
#include <sys/ioctl.h>
#include <thread>

#include "net/server_fixture_impl.h"
#include "net/tls_fixture_impl.h"

namespace connectory::net {
namespace {

using namespace std::chrono_literals;
namespace limits = base::limits;

Response plain() { return {200, "", std::string("plain")}; }

base::Task<Response> with_body(BodySource* source) {
  auto reading = source->read_body(limits::request_body_bytes_max);
  const auto body = co_await std::move(reading);
  if (body) co_return Response{200, "", fmt::format("{} bytes", body->size())};
  const int status = body.error().refusal == Refusal::timeout       ? 408
                     : body.error().refusal == Refusal::unavailable ? 503
                                                                    : 400;
  co_return Response{status, "", std::string(body.error().rule)};
}

// `/big` is half a megabyte that a cache shares; the answer to a body is its size; everything else gets `plain`.
struct Serving {
  static constexpr std::size_t big_bytes = 512 * 1024;
  std::atomic<int> requests{0};
  Shared big = std::make_shared<const std::string>(big_bytes, 'b');

  FunctionApplication::Handler handler() {
    return [this](const Request& request) -> Answer {
      ++requests;
      if (request.path == "/big") return Response{200, "", big};
      if (request.has_body) return with_body(request.body);
      return plain();
    };
  }
};

std::size_t unread_bytes(const TestClient& client) {
  int bytes = 0;
  ::ioctl(client.handle(), FIONREAD, &bytes);
  return static_cast<std::size_t>(bytes);
}

bool is_open(const ServerFixture& fixture, int connections) {
  return fixture.server->counters().connections_open == connections;
}

// Waits until the server, which has one loop, has read what was sent before.
void wait_for_loop(const ServerFixture& fixture) {
  TestClient other(fixture);
  other.get("/");
  EXPECT_TRUE(other.read_until("plain").ends_with("plain"));
}

// ---- what arrives together or in pieces --------------------------------------------------------------------------------

// The end of the stream is reported together with the last bytes, and only once.
TEST(Connection, AnswersARequestThatArrivesWithTheEndOfTheStream) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  for (int i = 0; i < 50; ++i) {
    TestClient client(fixture);
    client.get("/");
    client.shut_down_write();
    EXPECT_TRUE(client.read_all().ends_with("plain"));
  }
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 0); }));
}

TEST(Connection, ReadsOnAfterAFullBuffer) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture);
  std::string pipeline;
  for (int i = 0; i < 1000; ++i) pipeline += "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_GT(pipeline.size(), 6 * limits::read_buffer_bytes);
  // The last request is the only one that ends the connection.
  pipeline += "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  ASSERT_TRUE(client.send(pipeline));
  client.read_all();
  EXPECT_EQ(serving.requests, 1001);
}

TEST(Connection, SkipsAnEmptyLineInTwoPieces) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture);
  client.get("/");
  EXPECT_TRUE(client.read_until("plain").ends_with("plain"));
  client.send("\r");
  wait_for_loop(fixture);
  client.send("\n");
  client.get("/");
  EXPECT_TRUE(client.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Connection, ReadsOnAfterUrgentData) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture);
  client.send("GET / HTTP/1.1\r\nHost:");
  ASSERT_EQ(::send(client.handle(), "!", 1, MSG_OOB), 1);
  client.send(" x\r\n\r\n");
  EXPECT_TRUE(client.read_until("plain").ends_with("plain"));
}

// While a request keeps the loop busy, one client sends more than is read in a turn, and then another client sends one request.
TEST(Connection, GivesOthersTheirTurn) {
  constexpr int greedy_requests = 40;
  std::binary_semaphore has_begun(0);
  std::binary_semaphore may_end(0);
  std::string served;  // the first letters of the paths, in order
  ServerFixture fixture([&](const Request& request) -> Answer {
    served += request.path.substr(1, 1);
    if (request.path == "/hold") {
      has_begun.release();
      may_end.acquire();
    }
    return plain();
  });
  TestClient holder(fixture);
  TestClient greedy(fixture);
  TestClient other(fixture);
  ASSERT_TRUE(eventually([&] { return is_open(fixture, 3); }));
  holder.get("/hold");
  has_begun.acquire();
  const std::string padding = "X-Padding: " + std::string(limits::read_buffer_bytes / 4, 'x') + "\r\n";
  for (int i = 0; i < greedy_requests; ++i) greedy.get("/greedy", padding);
  other.get("/other");
  may_end.release();
  EXPECT_TRUE(other.read_until("plain").ends_with("plain"));
  for (int i = 0; i < greedy_requests; ++i) EXPECT_TRUE(greedy.read_until("plain").ends_with("plain"));
  fixture.server.reset();  // ends the thread that writes `served`
  const std::size_t turn_of_other = served.find('o');
  EXPECT_GT(turn_of_other, 1U) << "the greedy client was first";
  EXPECT_LT(turn_of_other, served.size() - 1) << served;
}

// ---- bodies that the client holds back -------------------------------------------------------------------------------

TEST(Connection, DoesNotWaitForABodyThatTheClientHoldsBack) {
  ServerFixture fixture([](const Request&) -> Answer { return plain(); });
  TestClient client(fixture);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  const std::string answer = client.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.contains("Connection: close\r\n")) << answer;
}

TEST(Connection, RefusesABodyThatIsTooLargeBeforeItIsSent) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  for (const char* expectation : {"", "Expect: 100-continue\r\n"}) {
    TestClient client(fixture);
    client.send(fmt::format("POST / HTTP/1.1\r\nHost: x\r\n{}Content-Length: {}\r\n\r\n", expectation,
                            limits::request_body_bytes_max + 1));
    const std::string answer = client.read_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
    EXPECT_TRUE(answer.ends_with("The body is too large")) << answer;
  }
}

// ---- time ------------------------------------------------------------------------------------------------------------

TEST(Connection, ClosesWhereTheTlsHandshakeDoesNotCome) {
  const TestCertificate certificate;
  const TlsContext context(*TlsPair::read(certificate.files()));
  ServerFixture fixture([](const Request&) -> Answer { return plain(); }, {}, &context);
  TestClient silent(fixture);
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 1); }));
  fixture.clock.advance(limits::handshake_timeout - 1s);
  TestClient other(fixture);
  TestTls tls(other.handle());
  EXPECT_EQ(tls.handshake(), "");  // the same loop processes it, and later
  EXPECT_TRUE(is_open(fixture, 2));
  fixture.clock.advance(2s);
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_FALSE(silent.has_timed_out());
}

// The time-out is for the head as a whole.
TEST(Connection, RefusesAHeadWhosePiecesComeTooSlowly) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture);
  client.send("GET / HTTP/1.1\r\n");
  wait_for_loop(fixture);
  fixture.clock.advance(limits::head_timeout - 1s);
  client.send("Host: x\r\n");
  wait_for_loop(fixture);
  fixture.clock.advance(2s);
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 408 "));
}

TEST(Connection, ServesARequestThatWasOnItsWayAtAStop) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient idle(fixture);
  idle.get("/");
  EXPECT_TRUE(idle.read_until("plain").ends_with("plain"));
  fixture.clock.advance(1s);
  TestClient busy(fixture);
  busy.get("/");
  EXPECT_TRUE(busy.read_until("plain").ends_with("plain"));
  std::jthread stop([&] { EXPECT_TRUE(fixture.server->drain()); });
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 1); }));
  EXPECT_EQ(idle.read_all(), "");
  busy.get("/");
  busy.shut_down_write();
  const std::string answer = busy.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.contains("Connection: close\r\n")) << answer;
}

// A connection that is closed while bytes are on their way to it would be reset, and the client might lose the answer.
TEST(Connection, LingersAfterABodyThatDidNotComeInTime) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture);
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nfirst");
  EXPECT_TRUE(eventually([&] { return serving.requests == 1; }));
  std::string answer;
  EXPECT_TRUE(eventually([&] {
    fixture.clock.advance(1s);
    return unread_bytes(client) > 0;
  }));
  answer = client.read_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
  EXPECT_TRUE(answer.contains("Connection: close\r\n")) << answer;
  // The server has closed its side, and still reads what arrives.
  EXPECT_TRUE(client.send("second"));
  EXPECT_EQ(client.read_all(), "");
  EXPECT_FALSE(client.was_reset());
  EXPECT_TRUE(is_open(fixture, 1));
  EXPECT_TRUE(eventually([&] {
    fixture.clock.advance(1s);
    return is_open(fixture, 0);
  })) << "though not forever";
}

// The deadline is for the answer as a whole, at a minimum rate; a few bytes now and then do not extend it.
TEST(Connection, ClosesWhereTheClientReadsNextToNothing) {
  constexpr std::size_t piece = 512 * 1024;  // more than the system buffers, so the server writes again
  Serving serving;
  serving.big = std::make_shared<const std::string>(64'000'000, 'b');
  ServerFixture fixture(serving.handler(), {.write_timeout = 3000s, .held = {1U << 30U, 1U << 30U}});
  TestClient client(fixture, 16 * 1024);
  client.get("/big");
  ASSERT_TRUE(eventually([&] { return fixture.server->held_bytes() > 0; }));
  for (int round = 0; round < 5 && is_open(fixture, 1); ++round) {
    client.read_bytes(piece);
    fixture.clock.advance(2999s);
  }
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 0); }));
}

TEST(Connection, ClosesWhereTheClientDoesNotRead) {
  Serving serving;
  serving.big = std::make_shared<const std::string>(8'000'000, 'b');
  ServerFixture fixture(serving.handler());
  TestClient client(fixture, 16 * 1024);
  client.get("/big");
  ASSERT_TRUE(eventually([&] { return fixture.server->held_bytes() > 0; }));
  fixture.clock.advance(limits::write_timeout + 1s);
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 0); }));
  EXPECT_EQ(fixture.server->held_bytes(), 0U);
}

// ---- what is held for clients ------------------------------------------------------------------------------------------

TEST(Connection, ServesNoMoreOfAPipelineThanItsClientReads) {
  Serving serving;
  ServerFixture fixture(serving.handler());
  TestClient client(fixture, 16 * 1024);
  std::string pipeline;
  for (int i = 0; i < 100; ++i) pipeline += "GET /big HTTP/1.1\r\nHost: x\r\n\r\n";
  client.send(pipeline);
  ASSERT_TRUE(eventually([&] { return fixture.server->held_bytes() > 0; }));
  TestClient other(fixture);
  other.get("/");
  EXPECT_TRUE(other.read_until("plain").ends_with("plain"));
  EXPECT_LE(serving.requests, 1 + 4);
  EXPECT_LE(fixture.server->held_bytes(), 2 * Serving::big_bytes);
  // The client gets all of it, as it reads.
  std::size_t bytes = 0;
  for (int i = 0; i < 100; ++i) {
    client.read_until("\r\n\r\n");
    bytes += client.read_bytes(Serving::big_bytes).size();
  }
  EXPECT_EQ(bytes, 100 * Serving::big_bytes);
  EXPECT_TRUE(eventually([&] { return fixture.server->held_bytes() == 0; }));
}

TEST(Connection, GivesWayWhereItsClientDoesNotReadAndMemoryIsScarce) {
  constexpr std::size_t bound = 8 * Serving::big_bytes;
  Serving serving;
  ServerFixture fixture(serving.handler(), {.held = {.of_client = bound, .in_all = 16 * bound}});
  std::deque<TestClient> silent;
  for (int i = 0; i < 40; ++i) silent.emplace_back(fixture, 16 * 1024).get("/big");
  ASSERT_TRUE(eventually([&] { return serving.requests == 40; }));
  EXPECT_GT(fixture.server->held_bytes(), bound / 2);
  EXPECT_LE(fixture.server->held_bytes(), bound);
  EXPECT_GT(fixture.server->counters().requests_without_room, 0) << "the others' large answers are refused";
  // Meanwhile, a well-behaved client is served from the same address.
  TestClient other(fixture);
  for (int i = 0; i < 100; ++i) {
    other.get("/");
    EXPECT_TRUE(other.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n"));
  }
  fixture.clock.advance(1500ms);
  EXPECT_TRUE(eventually([&] { return fixture.server->held_bytes() <= bound / 2; }));
  EXPECT_GT(fixture.server->counters().connections_pressed_out, 0);
  other.get("/big");
  other.read_until("\r\n\r\n");
  EXPECT_EQ(other.read_bytes(Serving::big_bytes).size(), Serving::big_bytes);
}

TEST(Connection, CountsBodiesThatItReceives) {
  Serving serving;
  ServerFixture fixture(serving.handler(), {.held = {.of_client = 1'000'000, .in_all = 1'000'000}});
  TestClient first(fixture);
  first.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
  first.send(std::string(1'200'000, 'x'));
  ASSERT_TRUE(eventually([&] { return fixture.server->held_bytes() >= 1'000'000; }));
  TestClient second(fixture);
  second.get("/");
  first.send(std::string(800'000, 'x'));  // its own bytes do not count against it
  EXPECT_TRUE(first.read_until("2000000 bytes").starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(second.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n")) << "it has waited until there was room";
  EXPECT_TRUE(eventually([&] { return fixture.server->held_bytes() == 0; }));
}

// ---- when memory runs out --------------------------------------------------------------------------------------------

base::Task<Response> without_memory() {
  auto waiting = base::give_way();
  co_await std::move(waiting);
  throw std::bad_alloc();
}

class ProducerWithoutMemory final : public BodyProducer {
 public:
  base::Task<base::Result<std::string, Failed>> next() override {
    if (is_first_) {
      is_first_ = false;
      co_return std::string("piece");
    }
    throw std::bad_alloc();
  }

 private:
  bool is_first_ = true;
};

TEST(Connection, AnswersWith503WhereThereIsNoMemory) {
  const ServerFixture fixture([](const Request& request) -> Answer {
    if (request.path == "/now") throw std::bad_alloc();
    if (request.path == "/later") return without_memory();
    if (request.path == "/middle") return Response{200, "", Produced{std::make_unique<ProducerWithoutMemory>(), {}}};
    return plain();
  });
  for (const char* path : {"/now", "/later"}) {
    TestClient client(fixture);
    client.get("/");
    EXPECT_TRUE(client.read_until("plain").ends_with("plain"));
    client.get(path);
    const std::string answer = client.read_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n")) << path << answer;
  }
  TestClient client(fixture);
  client.get("/middle");
  EXPECT_TRUE(client.read_all().ends_with("\r\n\r\n5\r\npiece\r\n"));
  EXPECT_EQ(fixture.server->counters().requests_without_memory, 3);
  EXPECT_TRUE(eventually([&] { return is_open(fixture, 0); }));
}

}  // namespace
}  // namespace connectory::net
