#include "base/random.h"

#include <array>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace connectory::base {
namespace {

TEST(Random, DrawsEachCharacterAsOften) {
  // With ten characters, a byte has 25 whole shares and six left over, which would favour the first six by 4%.
  SeededRandom random(1);
  const std::string text = random.text(1'000'000, "0123456789");
  std::map<char, int> counts;
  for (const char c : text) ++counts[c];
  EXPECT_EQ(text.size(), 1'000'000U);
  EXPECT_EQ(counts.size(), 10U);
  for (const auto& [c, count] : counts) EXPECT_NEAR(count, 100'000, 1'500) << c;  // five standard deviations
}

TEST(Random, TakesAnAlphabetOfAnySize) {
  SeededRandom random(2);
  EXPECT_EQ(random.text(0, "ab"), "");
  EXPECT_EQ(random.text(65, "ab").size(), 65U);
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  const std::string text = random.text(20'000, all);
  EXPECT_EQ(std::set<char>(text.begin(), text.end()).size(), 256U);
}

TEST(Random, TheSameSeedGivesTheSame) {
  SeededRandom one(7);
  SeededRandom same(7);
  SeededRandom other(8);
  const std::string text = one.text(40, base64url_alphabet);
  EXPECT_EQ(text, same.text(40, base64url_alphabet));
  EXPECT_NE(text, other.text(40, base64url_alphabet));
}

// Draws across the ends of blocks, in pieces larger than a block, and from several threads never repeat.
TEST(Random, TheSystemsNeverRepeatsItself) {
  SystemRandom random;
  std::array<std::set<std::string>, 4> drawn;
  {
    std::vector<std::jthread> threads;
    for (auto& mine : drawn)
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i) {
          std::string bytes(24, '\0');
          random.fill(std::as_writable_bytes(std::span(bytes)));
          mine.insert(bytes);
        }
      });
  }
  std::set<std::string> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 8000U);
  for (const std::size_t size : {4095U, 4096U, 4097U, 10'000U}) {
    std::string bytes(size, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    EXPECT_NE(bytes.substr(size - 24), std::string(24, '\0')) << size;
    EXPECT_NE(bytes.substr(0, 24), bytes.substr(size - 24)) << size;
  }
}

TEST(Random, ItsAlphabetsAreWhole) {
  EXPECT_EQ(std::set<char>(base64url_alphabet.begin(), base64url_alphabet.end()).size(), 64U);
  EXPECT_EQ(std::set<char>(upper_and_digits.begin(), upper_and_digits.end()).size(), 36U);
}

}  // namespace
}  // namespace connectory::base
