#include "service/identity.h"

#include "base/limits.h"
#include "service/given_store_impl.h"

namespace connectory::service {
namespace {

using namespace std::chrono_literals;

struct GrantFacts {
  std::optional<std::string> role = "OWNER";
  std::optional<std::vector<std::string>> scopes = {};
  std::optional<base::WallTime> expires_at = {};
  std::int64_t rate_per_hour = 5000;
};

class IdentityTest : public GivenStore {
 protected:
  static store::Grant grant(const GrantFacts& facts) {
    return {.team = team,
            .name = "ci",
            .role = facts.role,
            .scopes = facts.scopes,
            .rate_per_hour = facts.rate_per_hour,
            .allowed_ips = {},
            .is_enabled = true,
            .created_at = {},
            .expires_at = facts.expires_at,
            .last_used_at = {}};
  }
  store::Key new_key(const std::string& text, const GrantFacts& facts = {}) {
    return *write([&](store::Writing& writing) {
      return store::create_key(writing, grant(facts), hash_credential(text), actor);
    });
  }
  store::Client new_client(const GrantFacts& facts = {}) {
    return *write([&](store::Writing& writing) {
      return store::create_client(writing, grant(facts), hash_credential("secret"), actor);
    });
  }
  void enable(const store::Client& client, bool enabled) {
    ASSERT_TRUE(
        write([&](store::Writing& writing) { return store::enable_client(writing, client.id, enabled, actor); }));
    identity_.forget_all();
  }
  base::WallTime in(std::chrono::milliseconds time) const { return {clock_.wall().unix_ms + time.count()}; }

  // Whether a credential is accepted, and is accepted again from the cache.
  bool is_accepted(const std::string& credential) {
    const auto caller = run(identity_.authenticate(credential));
    EXPECT_EQ(caller.has_value(), identity_.find(credential).has_value());
    return caller.has_value();
  }
  ScopeSet scopes_of_credential(const std::string& credential) {
    return run(identity_.authenticate(credential))->principal->scopes;
  }
  Result<Identity::IssuedToken> issue(const store::Client& client, std::optional<ScopeSet> scopes = {},
                                      std::string secret = "secret") {
    return run(identity_.issue_token(client.id.value(), std::move(secret), scopes));
  }
  static Error::Code code_of(const Failure& failure) {
    const auto* error = std::get_if<Error>(&failure);
    EXPECT_NE(error, nullptr);
    return error == nullptr ? Error::Code::foreign : error->code;
  }

  Identity identity_{*store_, clock_, random_};
};

TEST_F(IdentityTest, ARememberedKeyEndsWithItsTime) {
  new_key("api_k", {.expires_at = in(1h)});
  EXPECT_FALSE(identity_.find("api_k").has_value());  // not requested yet
  ASSERT_TRUE(is_accepted("api_k"));
  clock_.advance(1h - 1ms);
  EXPECT_TRUE(identity_.find("api_k").has_value());
  clock_.advance(1ms);
  EXPECT_FALSE(identity_.find("api_k").has_value());
  EXPECT_FALSE(is_accepted("api_k"));
}

TEST_F(IdentityTest, ATokenEndsWithItsTime) {
  const store::Client client = new_client();
  const auto token = issue(client);
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ(token->lifetime, std::chrono::seconds(base::limits::access_token_lifetime));
  ASSERT_TRUE(is_accepted(token->text));
  clock_.advance(token->lifetime - 1ms);
  EXPECT_TRUE(identity_.find(token->text).has_value());
  EXPECT_TRUE(is_accepted(token->text));
  clock_.advance(1ms);
  EXPECT_FALSE(identity_.find(token->text).has_value());
  EXPECT_FALSE(is_accepted(token->text));
}

TEST_F(IdentityTest, AnExpiredClientGetsNoTokens) {
  const store::Client client = new_client({.expires_at = in(1h)});
  clock_.advance(1h - 1ms);
  EXPECT_TRUE(issue(client).has_value());
  clock_.advance(1ms);
  const auto late = issue(client);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(code_of(late.error()), Error::Code::unauthenticated);
  EXPECT_FALSE(run(identity_.revoke_token(client.id.value(), "secret", "at_x")).has_value());
}

TEST_F(IdentityTest, ADisabledClientGetsNoTokensAndItsTokensAreRefused) {
  const store::Client client = new_client();
  const std::string token = issue(client)->text;
  ASSERT_TRUE(is_accepted(token));
  enable(client, false);
  EXPECT_FALSE(is_accepted(token));
  EXPECT_FALSE(issue(client).has_value());
}

TEST_F(IdentityTest, TokensOfADisabledClientDoNotLiveAgain) {
  const store::Client client = new_client();
  const store::Client other = new_client();
  const std::string token = issue(client)->text;
  const std::string of_other = issue(other)->text;
  enable(client, false);
  enable(client, true);
  EXPECT_FALSE(is_accepted(token));
  EXPECT_TRUE(is_accepted(of_other));
  EXPECT_TRUE(is_accepted(issue(client)->text));
}

TEST_F(IdentityTest, ATokenDoesNotOutliveItsClient) {
  const store::Client client = new_client({.expires_at = in(10min)});
  const auto token = issue(client);
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ(token->lifetime, 10min);
  clock_.advance(10min - 1ms);
  ASSERT_TRUE(is_accepted(token->text));
  clock_.advance(1ms);
  EXPECT_FALSE(identity_.find(token->text).has_value());
  EXPECT_FALSE(is_accepted(token->text));
}

// As older versions wrote them, and after a clock was set back.
TEST_F(IdentityTest, ATokenThatClaimsToOutliveItsClientIsRefused) {
  const store::Client client = new_client({.expires_at = in(10min)});
  ASSERT_TRUE(write([&](store::Writing& writing) {
    return store::add_token(writing, client.id, hash_credential("at_long"), {}, in(1h));
  }));
  clock_.advance(10min - 1ms);
  EXPECT_TRUE(is_accepted("at_long"));
  clock_.advance(1ms);
  EXPECT_FALSE(is_accepted("at_long"));
}

TEST_F(IdentityTest, ATokenIsNotAddedToAClientDisabledMeanwhile) {
  const store::Client client = new_client();
  enable(client, false);
  const auto added = write([&](store::Writing& writing) {
    return store::add_token(writing, client.id, hash_credential("at_late"), {}, in(1h));
  });
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().code, store::Error::Code::not_found);
  enable(client, true);
  EXPECT_FALSE(is_accepted("at_late"));
}

TEST_F(IdentityTest, AClientNeedsItsOwnSecret) {
  const store::Client client = new_client();
  const store::Client other = *write([&](store::Writing& writing) {
    return store::create_client(writing, grant({}), hash_credential("another"), actor);
  });
  EXPECT_TRUE(issue(client).has_value());
  EXPECT_FALSE(issue(client, {}, "another").has_value());
  EXPECT_FALSE(issue(client, {}, "").has_value());
  EXPECT_TRUE(issue(other, {}, "another").has_value());
}

TEST_F(IdentityTest, ATokenHasTheScopesAskedForAndNoOthers) {
  const store::Client client =
      new_client({.role = "VIEWER", .scopes = {{"cb_connectors_read", "team_read", "cb_connectors_write"}}});
  const ScopeSet all = ScopeSet().with(Scope::cb_connectors_read).with(Scope::team_read);
  const auto whole = issue(client);
  EXPECT_EQ(whole->scopes, all);
  EXPECT_EQ(scopes_of_credential(whole->text), all);
  const auto narrow = issue(client, ScopeSet().with(Scope::team_read));
  EXPECT_EQ(narrow->scopes, ScopeSet().with(Scope::team_read));
  EXPECT_EQ(scopes_of_credential(narrow->text), ScopeSet().with(Scope::team_read));
  // It is not enough that the client has some of the requested scopes.
  const auto refused = issue(client, ScopeSet().with(Scope::team_read).with(Scope::cb_connectors_write));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(code_of(refused.error()), Error::Code::not_permitted);
}

TEST_F(IdentityTest, OnlyItsOwnClientRevokesAToken) {
  const store::Client client = new_client();
  const store::Client other = new_client();
  const std::string token = issue(client)->text;
  const std::string kept = issue(client)->text;
  EXPECT_TRUE(run(identity_.revoke_token(other.id.value(), "secret", token)).has_value());
  EXPECT_TRUE(is_accepted(token));
  EXPECT_FALSE(run(identity_.revoke_token(client.id.value(), "wrong", token)).has_value());
  EXPECT_TRUE(is_accepted(token));
  std::atomic<int> announced = 0;
  store_->listen([&](const store::Change* change) {
    if (change == nullptr || change->kind == store::Change::Kind::identity) ++announced;
    identity_.forget_all();
  });
  EXPECT_TRUE(run(identity_.revoke_token(client.id.value(), "secret", "at_unknown")).has_value());
  EXPECT_TRUE(run(identity_.revoke_token(client.id.value(), "secret", token)).has_value());
  EXPECT_EQ(announced, 1);
  EXPECT_FALSE(is_accepted(token));
  EXPECT_TRUE(is_accepted(kept));
}

TEST_F(IdentityTest, WhatChangedIsForgotten) {
  const store::Key key = new_key("api_k");
  ASSERT_TRUE(is_accepted("api_k"));
  ASSERT_TRUE(write([&](store::Writing& writing) { return store::enable_key(writing, key.id, false, actor); }));
  EXPECT_TRUE(identity_.find("api_k").has_value());  // the change was not announced yet
  identity_.forget_all();
  EXPECT_FALSE(identity_.find("api_k").has_value());
  EXPECT_FALSE(is_accepted("api_k"));
}

TEST_F(IdentityTest, ABudgetOutlivesForgettingAndFollowsANewRate) {
  new_key("api_k", {.rate_per_hour = 10});
  const auto take = [&] { return run(identity_.authenticate("api_k"))->bucket->take(clock_.steady_ns()).remaining; };
  EXPECT_EQ(take(), 9);
  identity_.forget_all();
  EXPECT_EQ(take(), 8);
  execute("UPDATE api_keys SET rate_per_hour = 20");
  EXPECT_EQ(take(), 19);
}

TEST_F(IdentityTest, LastUsesAreWrittenOnceEach) {
  const store::Key used = new_key("api_used");
  new_key("api_unused");
  const store::Client client = new_client();
  const auto key_times = [&] { return column("SELECT last_used_at FROM api_keys ORDER BY key_hash"); };
  const auto client_times = [&] { return column("SELECT last_used_at FROM oauth_clients"); };
  const auto writes = [&] { return store_->counters().writes; };
  const std::string never = "null";
  const bool used_first = hash_credential("api_used") < hash_credential("api_unused");
  const auto expected = [&](std::string time) {
    return used_first ? std::vector{time, never} : std::vector{never, time};
  };

  ASSERT_TRUE(is_accepted("api_used"));
  identity_.record_last_uses();
  EXPECT_EQ(key_times(), expected(std::to_string(clock_.wall().unix_ms)));
  EXPECT_EQ(client_times(), std::vector{never});
  // Uses of cached credentials count as well.
  clock_.advance(5s);
  ASSERT_TRUE(identity_.find("api_used").has_value());
  const std::int64_t before = writes();
  identity_.record_last_uses();
  EXPECT_EQ(writes(), before + 1);
  EXPECT_EQ(key_times(), expected(std::to_string(clock_.wall().unix_ms)));
  // Nothing new, so nothing is written.
  clock_.advance(5s);
  identity_.record_last_uses();
  EXPECT_EQ(writes(), before + 1);
  ASSERT_TRUE(is_accepted(issue(client)->text));
  identity_.record_last_uses();
  EXPECT_EQ(client_times(), std::vector{std::to_string(clock_.wall().unix_ms)});
}

TEST_F(IdentityTest, ACredentialHasABound) {
  const std::string longest = "api_" + std::string(base::limits::credential_bytes_max - 4, 'k');
  new_key(longest);
  new_key(longest + "k");
  EXPECT_TRUE(is_accepted(longest));
  EXPECT_FALSE(is_accepted(longest + "k"));
}

TEST(NewTexts, AreRecognisedAndLong) {
  base::SystemRandom random;
  EXPECT_TRUE(new_key_text(random).starts_with("api_"));
  EXPECT_GE(new_key_text(random).size(), 46U);
  EXPECT_GE(new_secret_text(random).size(), 42U);
  EXPECT_NE(new_key_text(random), new_key_text(random));
}

}  // namespace
}  // namespace connectory::service
