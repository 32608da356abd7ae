#include "sample/token.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"

namespace connectory::sample {
namespace {

constexpr base::WallTime noon{1'709'294'400'000};
const std::string form = "grant_type=client_credentials&client_id=sample-client&client_secret=sample-secret";

base::WallTime after_seconds(std::int64_t seconds) { return {noon.unix_ms + seconds * 1000}; }

TEST(Token, IsTakenUntilItExpires) {
  const auto token = issue_token(form + "&expires_in=10", "", noon);
  ASSERT_TRUE(token.has_value()) << token.error().detail;
  EXPECT_EQ(token->lifetime.count(), 10);
  EXPECT_TRUE(check_token("Bearer " + token->text, noon).has_value());
  EXPECT_TRUE(check_token("bearer " + token->text, after_seconds(9)).has_value());
  const auto late = check_token("Bearer " + token->text, after_seconds(10));
  ASSERT_FALSE(late.has_value());
  EXPECT_NE(late.error().detail.find("expired"), std::string::npos);
}

TEST(Token, IsGivenToTheClientByFormOrBasic) {
  const std::string basic = "Basic " + crypto::to_base64("sample-client:sample-secret");
  EXPECT_EQ(issue_token("grant_type=client_credentials", basic, noon)->lifetime.count(), 3600);
  for (const std::string& wrong : {std::string("Basic x"), "Basic " + crypto::to_base64("sample-client"),
                                   "Basic " + crypto::to_base64("sample-client:other")})
    EXPECT_EQ(issue_token("grant_type=client_credentials", wrong, noon).error().code, Error::Code::bad_client) << wrong;
  EXPECT_EQ(issue_token("grant_type=client_credentials", "", noon).error().code, Error::Code::bad_client);
}

TEST(Token, IsForClientCredentialsOnly) {
  for (const std::string& wrong :
       {std::string("client_id=sample-client&client_secret=sample-secret"),
        std::string("grant_type=password&client_id=sample-client&client_secret=sample-secret"), form + "&expires_in=0",
        form + "&expires_in=3601", form + "&colour=blue", form + "&scope=%"})
    EXPECT_EQ(issue_token(wrong, "", noon).error().code, Error::Code::bad_grant) << wrong;
}

TEST(Token, CannotBeMadeUp) {
  std::string changed = issue_token(form, "", noon)->text;
  changed[changed.size() - 20] ^= 1;
  for (const std::string& text :
       {changed, std::string("shop_"), std::string("shop_-"), std::string("x"), std::string()})
    EXPECT_EQ(check_token("Bearer " + text, noon).error().code, Error::Code::bad_token) << text;
  EXPECT_FALSE(check_token("", noon).has_value());
}

}  // namespace
}  // namespace connectory::sample
