#include "crypto/key_ring.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace connectory::crypto {
namespace {

// A source whose keys the test sets, and that counts how often it is loaded.
class TestSource final : public MasterKeySource {
 public:
  explicit TestSource(bool is_ours) : is_ours_(is_ours) {}
  Result<MasterKeys> load() override {
    ++loads;
    if (!keys) return std::unexpected(Error{Error::Code::missing, "gone"});
    return *keys;
  }
  std::string name() const override { return "the test"; }
  bool is_ours() const override { return is_ours_; }
  std::optional<MasterKeys> keys;
  int loads = 0;

 private:
  bool is_ours_;
};

// Keeps the messages of its lines.
class MessagesLog final : public base::Log {
 public:
  bool is_on(Level) const override { return true; }
  void set_level(Level) override {}
  void line(Level, std::string_view message, std::initializer_list<Field>) override { messages.emplace_back(message); }
  std::vector<std::string> messages;
};

class KeyRingTest : public testing::Test {
 protected:
  void set_up(bool is_ours) {
    auto source = std::make_unique<TestSource>(is_ours);
    source_ = source.get();
    source_->keys = first_;
    ring_ = std::make_unique<KeyRing>(std::move(source), first_, clock_, base::quiet_log());
  }
  bool knows(const MasterKeys& keys) { return ring_->find(keys.newest().id.value()).has_value(); }

  base::SystemRandom random_;
  base::ManualClock clock_{{0}};
  MasterKeys first_{MasterKey::make(random_)};
  MasterKeys second_ = first_.with(MasterKey::make(random_));
  TestSource* source_ = nullptr;
  std::unique_ptr<KeyRing> ring_;
};

TEST_F(KeyRingTest, AsksItsSourceOnlyForWhatItDoesNotKnow) {
  set_up(true);
  EXPECT_TRUE(knows(first_));
  EXPECT_EQ(source_->loads, 0);
  source_->keys = second_;
  EXPECT_TRUE(knows(second_));
  EXPECT_TRUE(knows(second_));
  EXPECT_EQ(source_->loads, 1);
}

TEST_F(KeyRingTest, KeepsWhatItKnew) {
  set_up(true);
  source_->keys = second_.newest_only();
  EXPECT_TRUE(knows(second_));
  EXPECT_TRUE(knows(first_));
  source_->keys.reset();
  EXPECT_FALSE(knows(MasterKeys(MasterKey::make(random_))));
  EXPECT_TRUE(knows(first_));
}

TEST_F(KeyRingTest, LogsWhatItLooksFor) {
  MessagesLog log;
  auto source = std::make_unique<TestSource>(true);
  source->keys = second_;
  KeyRing ring(std::move(source), first_, clock_, log);
  EXPECT_TRUE(ring.find(first_.newest().id.value()));
  EXPECT_TRUE(log.messages.empty());
  EXPECT_TRUE(ring.find(second_.newest().id.value()));
  EXPECT_EQ(log.messages, std::vector<std::string>{"master keys reloaded"});
  EXPECT_FALSE(ring.find("mk_0123456789abcdef"));
  EXPECT_EQ(log.messages.back(), "unknown master key");
}

TEST_F(KeyRingTest, SaysWhatItDoesNotKnow) {
  set_up(true);
  const auto found = ring_->find("mk_0123456789abcdef");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, Error::Code::unknown_key);
  EXPECT_NE(found.error().detail.find("mk_0123456789abcdef"), std::string::npos);
}

TEST_F(KeyRingTest, AFileIsLookedAtAgainEachTime) {
  set_up(true);
  EXPECT_FALSE(knows(second_));
  source_->keys = second_;
  EXPECT_TRUE(knows(second_));
}

TEST_F(KeyRingTest, ACommandIsNotAskedForTheSameAgainAtOnce) {
  set_up(false);
  EXPECT_FALSE(knows(second_));
  EXPECT_FALSE(knows(second_));
  EXPECT_EQ(source_->loads, 1);
  EXPECT_FALSE(knows(MasterKeys(MasterKey::make(random_))));  // a different key is requested separately
  EXPECT_EQ(source_->loads, 2);
  source_->keys = second_;
  clock_.advance(std::chrono::seconds(2));
  EXPECT_TRUE(knows(second_));
}

TEST_F(KeyRingTest, ManyThreadsAskOnce) {
  set_up(true);
  source_->keys = second_;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([this] { EXPECT_TRUE(knows(second_)); });
  }
  EXPECT_EQ(source_->loads, 1);
}

}  // namespace
}  // namespace connectory::crypto
