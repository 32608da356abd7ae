#include "net/outbox.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::net {
namespace {

namespace limits = base::limits;

void add_answer(Outbox& outbox, std::string body) { outbox.add({200, "", std::move(body)}, "", false, false); }

std::string unsent(const Outbox& outbox) {
  std::vector<iovec> pieces;
  outbox.gather(pieces);
  std::string text;
  for (const iovec& piece : pieces) text.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
  return text;
}

constexpr std::string_view answer_of_three = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

TEST(Outbox, IsFullAtEachOfItsBounds) {
  Outbox many;
  for (std::size_t i = 0; i < limits::gathered_answers_max; ++i) {
    EXPECT_FALSE(many.is_full()) << i;
    add_answer(many, "");
  }
  EXPECT_TRUE(many.is_full());
  Outbox large;
  add_answer(large, std::string(limits::gathered_answers_bytes, 'x'));
  EXPECT_TRUE(large.is_full());
}

TEST(Outbox, CountsOnlyAnswersThatAreNotSentCompletely) {
  Outbox outbox;
  add_answer(outbox, "abc");
  const std::size_t bytes = answer_of_three.size() + 3;
  EXPECT_EQ(outbox.bytes(), bytes);
  add_answer(outbox, "def");
  EXPECT_EQ(outbox.bytes(), 2 * bytes);
  outbox.advance(bytes - 1);
  EXPECT_EQ(outbox.bytes(), 2 * bytes);
  EXPECT_EQ(unsent(outbox), "c" + std::string(answer_of_three) + "def");
  outbox.advance(2);
  EXPECT_EQ(outbox.bytes(), bytes);
  EXPECT_EQ(unsent(outbox), std::string(answer_of_three.substr(1)) + "def");
}

// A client may leave in the middle of an answer. The next client's answer must not lack its beginning.
TEST(Outbox, StartsAgainAfterAnAnswerThatWasNotSentCompletely) {
  Outbox outbox;
  add_answer(outbox, "abc");
  outbox.advance(10);
  outbox.clear();
  EXPECT_TRUE(outbox.is_empty());
  EXPECT_EQ(outbox.bytes(), 0U);
  add_answer(outbox, "def");
  EXPECT_EQ(unsent(outbox), std::string(answer_of_three) + "def");
}

}  // namespace
}  // namespace connectory::net
