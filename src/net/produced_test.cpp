// Bodies that are produced while they are sent, as a client sees them.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <zlib.h>

#include "net/content_coding.h"
#include "net/server_fixture_impl.h"
#include "net/tls_fixture_impl.h"

namespace connectory::net {
namespace {

// What a producer has done so far, for the test to read while the producer continues.
struct Deeds {
  std::atomic<int> pieces{0};
  std::atomic<bool> is_destroyed{false};
};

// Produces `pieces_count` pieces, the same each time, then the end; or fails instead of the piece with the index
// `fails_at`.
class Repeating final : public BodyProducer {
 public:
  Repeating(std::string piece, int pieces_count, std::shared_ptr<Deeds> deeds, int fails_at = -1)
      : piece_(std::move(piece)), pieces_count_(pieces_count), fails_at_(fails_at), deeds_(std::move(deeds)) {}
  ~Repeating() override { deeds_->is_destroyed = true; }
  Repeating(const Repeating&) = delete;
  Repeating& operator=(const Repeating&) = delete;

  base::Task<base::Result<std::string, Failed>> next() override {
    const int index = deeds_->pieces;
    if (index == fails_at_) co_return std::unexpected(Failed{});
    if (index == pieces_count_) co_return std::string();
    ++deeds_->pieces;
    if (index % 2 == 1) {  // like a producer that waits for something
      auto waiting = base::give_way();
      co_await std::move(waiting);
    }
    co_return piece_;
  }

 private:
  std::string piece_;
  int pieces_count_;
  int fails_at_;
  std::shared_ptr<Deeds> deeds_;
};

struct Given {
  std::string piece = "abc";
  int pieces_count = 3;
  int fails_at = -1;
  std::optional<std::uint64_t> bytes;
  bool is_gzip = false;
  bool is_later = false;  // after a wait
};

base::Task<Response> later(Response response) {
  auto waiting = base::give_way();
  co_await std::move(waiting);
  co_return response;
}

// Answers `/produced` with it, and everything else with `plain`.
FunctionApplication::Handler giving(Given given, std::shared_ptr<Deeds> deeds) {
  return [given, deeds](const Request& request) -> Answer {
    if (request.path != "/produced") return Response{200, "", std::string("plain")};
    Produced produced{std::make_unique<Repeating>(given.piece, given.pieces_count, deeds, given.fails_at), given.bytes};
    if (given.is_gzip) produced = gzipped(std::move(produced));
    Response response{200, "", std::move(produced)};
    if (given.is_later) return later(std::move(response));
    return response;
  };
}

std::string unpacked(const std::string& packed, std::size_t bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string plain(bytes + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

std::string without_chunks(TestClient& client) {
  std::string body;
  for (;;) {
    const std::string line = client.read_until("\r\n");
    if (line.size() < 3) return body + "(cut off)";
    const std::size_t bytes = std::stoul(line, nullptr, 16);
    const std::string piece = client.read_bytes(bytes + 2);
    if (!piece.ends_with("\r\n")) return body + "(cut off)";
    if (bytes == 0) return body;
    body += piece.substr(0, bytes);
  }
}

TEST(Produced, GoesOutInChunksAndTheConnectionGoesOn) {
  for (const bool is_later : {false, true}) {
    auto deeds = std::make_shared<Deeds>();
    const ServerFixture fixture(giving({.is_later = is_later}, deeds));
    TestClient client(fixture);
    client.send(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /produced HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_until("plain").ends_with("\r\n\r\nplain"));
    const std::string head = client.read_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
    EXPECT_TRUE(head.contains("Transfer-Encoding: chunked\r\n")) << head;
    EXPECT_FALSE(head.contains("Content-Length") || head.contains("Connection")) << head;
    EXPECT_EQ(client.read_until("0\r\n\r\n"), "3\r\nabc\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n");
    EXPECT_TRUE(client.read_until("plain").contains("Content-Length: 5\r\n"));
    EXPECT_TRUE(eventually([&] { return deeds->is_destroyed.load(); }));
  }
}

TEST(Produced, HasItsLengthWhereThatIsKnown) {
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({.bytes = 9}, deeds));
  TestClient client(fixture);
  client.get("/produced");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_TRUE(head.contains("Content-Length: 9\r\n")) << head;
  EXPECT_FALSE(head.contains("Transfer-Encoding")) << head;
  EXPECT_EQ(client.read_bytes(9), "abcabcabc");
  client.get("/");
  EXPECT_TRUE(client.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Produced, EndsWithTheConnectionForClientsOfHttp10) {
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({}, deeds));
  TestClient client(fixture);
  client.send("GET /produced HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_TRUE(head.contains("Connection: close\r\n")) << head;
  EXPECT_FALSE(head.contains("Transfer-Encoding") || head.contains("Content-Length")) << head;
  EXPECT_EQ(client.read_all(), "abcabcabc");
  EXPECT_FALSE(client.was_reset());
}

TEST(Produced, KeepsAConnectionOfHttp10WhereItsLengthIsKnown) {
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({.bytes = 9}, deeds));
  TestClient client(fixture);
  client.send("GET /produced HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  EXPECT_TRUE(head.contains("Connection: keep-alive\r\n")) << head;
  EXPECT_EQ(client.read_bytes(9), "abcabcabc");
  client.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.read_all().ends_with("\r\n\r\nplain"));
}

TEST(Produced, GoesOutOverTls) {
  const TestCertificate certificate;
  const TlsContext context(*TlsPair::read(certificate.files()));
  auto deeds = std::make_shared<Deeds>();
  const std::string piece(100'000, 'p');
  const ServerFixture fixture(giving({.piece = piece, .pieces_count = 20, .bytes = 20 * piece.size()}, deeds), {},
                              &context);
  TestClient client(fixture, 4096);
  TestTls tls(client.handle());
  ASSERT_EQ(tls.handshake(), "");
  tls.send("GET /produced HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = tls.read_all();
  EXPECT_TRUE(tls.is_whole());
  const std::size_t head = answer.find("\r\n\r\n") + 4;
  EXPECT_TRUE(answer.contains("Content-Length: 2000000\r\n"));
  EXPECT_EQ(answer.size() - head, 20 * piece.size());
  EXPECT_EQ(answer.find_first_not_of('p', head), std::string::npos);
  EXPECT_TRUE(eventually([&] { return deeds->is_destroyed.load(); }));
}

TEST(Produced, IsNotMadeForHead) {
  struct Case {
    std::optional<std::uint64_t> bytes;
    const char* length = nullptr;
  };
  for (const Case& one : {Case{9, "Content-Length: 9\r\n"}, Case{std::nullopt, ""}}) {
    auto deeds = std::make_shared<Deeds>();
    const ServerFixture fixture(giving({.bytes = one.bytes}, deeds));
    TestClient client(fixture);
    client.send("HEAD /produced HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string head = client.read_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(one.length)) << head;
    EXPECT_EQ(head.contains("Content-Length"), one.bytes.has_value()) << head;
    EXPECT_TRUE(client.read_until("plain").starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(deeds->pieces, 0);
  }
}

TEST(Produced, IsCutOffVisiblyWhereItsProducerFails) {
  struct Case {
    const char* name = nullptr;
    Given given;
    const char* request = nullptr;
    const char* body = nullptr;
    bool is_reset = false;
  };
  const char* const request_1_1 = "GET /produced HTTP/1.1\r\nHost: x\r\n\r\n";
  const char* const request_1_0 = "GET /produced HTTP/1.0\r\n\r\n";
  const Case cases[] = {
      {"in chunks", {.fails_at = 1}, request_1_1, "3\r\nabc\r\n", false},
      {"with a length", {.fails_at = 2, .bytes = 9}, request_1_1, "abcabc", false},
      {"to a client of HTTP/1.0", {.fails_at = 1}, request_1_0, "", true},  // a reset may overtake bytes
      {"less than it promised", {.pieces_count = 2, .bytes = 9}, request_1_1, "abcabc", false},
      {"more than it promised", {.bytes = 7}, request_1_1, "abcabc", false},
  };
  for (const Case& one : cases) {
    auto deeds = std::make_shared<Deeds>();
    const ServerFixture fixture(giving(one.given, deeds));
    TestClient client(fixture);
    client.send(one.request);
    const std::string all = client.read_all();
    EXPECT_EQ(client.was_reset(), one.is_reset) << one.name;
    if (!one.is_reset) {
      EXPECT_EQ(all.substr(all.find("\r\n\r\n") + 4), one.body) << one.name;
    }
    EXPECT_TRUE(eventually([&] { return deeds->is_destroyed.load(); })) << one.name;
  }
}

TEST(Produced, ThatFailsAtItsFirstPieceIsAnAnswerOf503) {
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({.fails_at = 0}, deeds));
  TestClient client(fixture);
  client.get("/produced");
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
}

TEST(Produced, IsAskedForOnlyAsFastAsTheClientReads) {
  constexpr int pieces_count = 2000;  // 64 MiB
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({.piece = std::string(32 * 1024, 'x'), .pieces_count = pieces_count}, deeds));
  TestClient slow(fixture, 16 * 1024);
  slow.get("/produced");
  EXPECT_TRUE(eventually([&] { return deeds->pieces > 0; }));
  // Others are served meanwhile. The producer is ahead of the client only by what the system buffers.
  for (int i = 0; i < 100; ++i) {
    TestClient other(fixture);
    other.get("/");
    EXPECT_TRUE(other.read_until("plain").ends_with("plain"));
  }
  EXPECT_LT(deeds->pieces, 300);
  EXPECT_FALSE(deeds->is_destroyed);
  slow.read_until("\r\n\r\n");
  EXPECT_EQ(without_chunks(slow).size(), std::size_t{pieces_count} * 32 * 1024);
  EXPECT_EQ(deeds->pieces, pieces_count);
}

TEST(Produced, IsGivenUpWhenTheClientHasLeft) {
  auto deeds = std::make_shared<Deeds>();
  const ServerFixture fixture(giving({.piece = std::string(32 * 1024, 'x'), .pieces_count = 1'000'000'000}, deeds));
  {
    TestClient leaving(fixture);
    leaving.get("/produced");
    leaving.read_bytes(100'000);
  }
  EXPECT_TRUE(eventually([&] { return deeds->is_destroyed.load(); }));
  EXPECT_TRUE(eventually([&] { return fixture.server->counters().connections_open == 0; }));
}

TEST(Produced, IsGivenUpAtTheEndOfTheServer) {
  auto deeds = std::make_shared<Deeds>();
  {
    ServerFixture fixture(giving({.piece = std::string(32 * 1024, 'x'), .pieces_count = 1'000'000'000}, deeds),
                          {.drain_timeout = std::chrono::milliseconds(50)});
    TestClient client(fixture);
    client.get("/produced");
    client.read_bytes(100'000);
    EXPECT_FALSE(fixture.server->drain());
    fixture.server.reset();
  }
  EXPECT_TRUE(deeds->is_destroyed);
}

TEST(Produced, IsPackedWhileItIsMade) {
  // Pieces from tiny to far larger than what is compressed at once, of text that compresses well and text that does
  // not.
  std::string mixed;
  std::uint32_t state = 1;
  for (int i = 0; i < 300'000; ++i) mixed += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  for (const std::string& piece : {std::string("x"), std::string(1'000'000, 'y'), mixed}) {
    auto deeds = std::make_shared<Deeds>();
    const ServerFixture fixture(giving({.piece = piece, .is_gzip = true}, deeds));
    TestClient client(fixture);
    client.get("/produced");
    EXPECT_TRUE(client.read_until("\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"));
    const std::string packed = without_chunks(client);
    EXPECT_TRUE(unpacked(packed, 3 * piece.size()) == fmt::format("{0}{0}{0}", piece)) << piece.size();
  }
}

}  // namespace
}  // namespace connectory::net
