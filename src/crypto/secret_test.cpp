#include "crypto/secret.h"

#include <ostream>
#include <sstream>
#include <type_traits>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace connectory::crypto {
namespace {

template <class T>
concept IsStreamed = requires(std::ostream& out, const T& value) { out << value; };

// Code that would put a secret into a log or an answer by accident does not compile.
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!IsStreamed<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<std::string_view, Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, ShowsItsTextOnlyWhenAsked) {
  const Secret secret("s3cret\0with a NUL");
  EXPECT_EQ(secret.reveal(), std::string_view("s3cret\0with a NUL"));
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, TakesATextAndWipesIt) {
  std::string text = "a text that is long enough for memory of its own";
  const char* const memory = text.data();
  const std::size_t size = text.size();
  const Secret secret = Secret::take(text);
  EXPECT_EQ(secret.reveal(), "a text that is long enough for memory of its own");
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::string(memory, size), std::string(size, '\0'));
}

TEST(Secret, IsMovedAndNotLeftBehind) {
  Secret first("one");
  Secret second = std::move(first);
  EXPECT_EQ(second.reveal(), "one");
  EXPECT_EQ(first.reveal(), "");  // NOLINT(bugprone-use-after-move): that is what is tested
  second = Secret("two");
  EXPECT_EQ(second.reveal(), "two");
}

TEST(Secret, IsComparedWhole) {
  EXPECT_TRUE(Secret("same") == Secret("same"));
  EXPECT_FALSE(Secret("same") == Secret("sama"));
  EXPECT_FALSE(Secret("same") == Secret("same "));
  EXPECT_TRUE(Secret() == Secret(""));
}

}  // namespace
}  // namespace connectory::crypto
