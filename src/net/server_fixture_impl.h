#pragma once

// Helpers for tests that talk to a server over a socket: a server on its own port whose application is a function, and
// a client that sends given bytes. Every wait of the client ends.

#include <functional>
#include <memory>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "net/server.h"

namespace connectory::net {

// Answers each request by calling a function, and each refusal with its status and rule.
class FunctionApplication final : public Application {
 public:
  using Handler = std::function<Answer(const Request&)>;
  explicit FunctionApplication(Handler handler) : handler_(std::move(handler)) {}
  Answer handle(const Request& request) override { return handler_(request); }
  Response refuse(const Request&, const Refused& refused) override {
    const bool is_busy = refused.refusal == Refusal::unavailable || refused.refusal == Refusal::too_many_connections;
    return {is_busy ? 503 : refused.refusal == Refusal::timeout ? 408 : 400, "", std::string(refused.rule)};
  }

 private:
  Handler handler_;
};

struct ServerFixture {
  explicit ServerFixture(FunctionApplication::Handler handler, const ServerOptions& options = {},
                         const TlsContext* tls = nullptr)
      : application(std::move(handler)),
        server(Server::start(options, *Listener::open(*parse_endpoint("127.0.0.1:0")), tls, application, clock)) {}

  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(server->url().substr(server->url().rfind(':') + 1)));
  }

  base::ManualClock clock{base::WallTime{1'700'000'000'000}};
  FunctionApplication application;
  std::unique_ptr<Server> server;
};

// A plain connection. `receive_bytes`: the size of its receive buffer; 0 for the system's default.
class TestClient {
 public:
  explicit TestClient(int receive_bytes = 0) : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_bytes != 0) ::setsockopt(handle_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  }
  explicit TestClient(const ServerFixture& fixture, int receive_bytes = 0) : TestClient(receive_bytes) {
    connect(fixture);
  }
  void connect(const ServerFixture& fixture) {
    const boost::asio::ip::tcp::endpoint where(boost::asio::ip::address_v4::loopback(), fixture.port());
    EXPECT_EQ(::connect(handle_, where.data(), static_cast<socklen_t>(where.size())), 0);
  }
  ~TestClient() { ::close(handle_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  int handle() const { return handle_; }
  bool send(std::string_view bytes) {
    return ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  void get(std::string_view path, std::string_view more = {}) {
    send(fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n{}\r\n", path, more));
  }
  void shut_down_write() { ::shutdown(handle_, SHUT_WR); }

  // Everything up to and including `mark`; everything that was received, if the connection ends first.
  std::string read_until(std::string_view mark) {
    while (!received_.contains(mark))
      if (!read_more()) return std::exchange(received_, {});
    const std::size_t end = received_.find(mark) + mark.size();
    std::string found = received_.substr(0, end);
    received_.erase(0, end);
    return found;
  }
  std::string read_bytes(std::size_t bytes) {
    while (received_.size() < bytes && read_more()) {
    }
    std::string found = received_.substr(0, bytes);
    received_.erase(0, found.size());
    return found;
  }
  // Everything until the server ends the connection; `was_reset` says how it ended.
  std::string read_all() {
    while (read_more()) {
    }
    return std::exchange(received_, {});
  }
  bool was_reset() const { return was_reset_; }
  bool has_timed_out() const { return has_timed_out_; }

 private:
  bool read_more() {
    pollfd waiting{handle_, POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) != 1) {
      has_timed_out_ = true;
      ADD_FAILURE() << "nothing came from the server for ten seconds";
      return false;
    }
    char piece[16 * 1024];
    const ssize_t bytes = ::recv(handle_, piece, sizeof piece, 0);
    was_reset_ = bytes < 0;
    if (bytes <= 0) return false;
    received_.append(piece, static_cast<std::size_t>(bytes));
    return true;
  }

  int handle_;
  std::string received_;
  bool was_reset_ = false;
  bool has_timed_out_ = false;
};

// Waits until `condition` is true, at most ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) return true;
    ::usleep(1000);
  }
  return false;
}

}  // namespace connectory::net
