#include "store/credentials.h"

#include "store/given_store_impl.h"

namespace connectory::store {
namespace {

using Strings = std::vector<std::string>;

class CredentialsTest : public GivenStore {
 protected:
  static Grant full_grant() {
    return {.team = team,
            .name = "ci",
            .role = "EDITOR",
            .scopes = {{"team_read", "user_read"}},
            .rate_per_hour = 7,
            .allowed_ips = {"10.0.0.0/8", "::1"},
            .is_enabled = true,
            .created_at = {},
            .expires_at = base::WallTime{1'800'000'000'000},
            .last_used_at = {}};
  }
  static Grant bare_grant(TeamId of = team) {
    return {.team = of,
            .name = "bare",
            .role = {},
            .scopes = {},
            .rate_per_hour = 5000,
            .allowed_ips = {},
            .is_enabled = true,
            .created_at = {},
            .expires_at = {},
            .last_used_at = {}};
  }
  Key new_key(const Grant& grant, std::string_view hash) {
    return *write([&](Writing& writing) { return create_key(writing, grant, hash, actor); });
  }
  Client new_client(const Grant& grant, std::string_view hash = "secret hash") {
    return *write([&](Writing& writing) { return create_client(writing, grant, hash, actor); });
  }
  std::optional<Key> key(std::string_view hash) {
    return *read([&](db::Connection& connection) { return find_key(connection, hash); });
  }
  std::optional<ClientWithSecret> client(const ClientId& id) {
    return *read([&](db::Connection& connection) { return find_client(connection, id); });
  }
  std::optional<AccessToken> token(std::string_view hash) {
    return *read([&](db::Connection& connection) { return find_token(connection, hash); });
  }
  void give_token(const ClientId& id, std::string_view hash, base::WallTime expires_at,
                  const std::optional<Strings>& scopes = {}) {
    ASSERT_TRUE(write([&](Writing& writing) { return add_token(writing, id, hash, scopes, expires_at); }));
  }
  static void expect_same(const Grant& found, const Grant& made) {
    EXPECT_EQ(found.team, made.team);
    EXPECT_EQ(found.name, made.name);
    EXPECT_EQ(found.role, made.role);
    EXPECT_EQ(found.scopes, made.scopes);
    EXPECT_EQ(found.rate_per_hour, made.rate_per_hour);
    EXPECT_EQ(found.allowed_ips, made.allowed_ips);
    EXPECT_EQ(found.is_enabled, made.is_enabled);
    EXPECT_EQ(found.created_at, base::WallTime{1'700'000'000'000});
    EXPECT_EQ(found.expires_at, made.expires_at);
    EXPECT_EQ(found.last_used_at, std::nullopt);
  }
};

TEST_F(CredentialsTest, AreFoundAsTheyWereMade) {
  Grant disabled = full_grant();
  disabled.is_enabled = false;
  disabled.scopes = Strings{};
  int number = 0;
  for (const Grant& grant : {full_grant(), bare_grant(), disabled}) {
    const std::string hash = "hash" + std::to_string(number++);
    const Key made = new_key(grant, hash);
    EXPECT_TRUE(made.id.value().starts_with("key_"));
    ASSERT_TRUE(key(hash).has_value());
    EXPECT_EQ(key(hash)->id, made.id);
    expect_same(key(hash)->grant, grant);
    const Client other = new_client(grant);
    EXPECT_TRUE(other.id.value().starts_with("client_"));
    ASSERT_TRUE(client(other.id).has_value());
    EXPECT_EQ(client(other.id)->secret_hash, "secret hash");
    expect_same(client(other.id)->client.grant, grant);
  }
  EXPECT_FALSE(key("unknown").has_value());
  EXPECT_FALSE(client(ClientId("client_unknown")).has_value());
}

TEST_F(CredentialsTest, TheAuditSaysWhatAGrantAllows) {
  new_key(full_grant(), "a");
  EXPECT_EQ(last_details(),
            R"({"name":"ci","role":"EDITOR","scopes":["team_read","user_read"],"allowed_ips":["10.0.0.0/8","::1"],)"
            R"("rate_limit":7,"expires_at":"2027-01-15T08:00:00+00:00"})");
  new_client(bare_grant());
  EXPECT_EQ(last_details(), R"({"name":"bare","rate_limit":5000})");
}

TEST_F(CredentialsTest, EachChangeIsAuditedAndAnnounced) {
  const KeyId key_id = new_key(full_grant(), "a").id;
  const ClientId client_id = new_client(bare_grant()).id;
  const std::string key_text = key_id.value();
  const std::string client_text = client_id.value();
  for (const bool enabled : {false, true}) {
    ASSERT_TRUE(write([&](Writing& writing) { return enable_key(writing, key_id, enabled, actor); }));
    EXPECT_EQ(key("a")->grant.is_enabled, enabled);
    EXPECT_EQ(last_details(), R"({"name":"ci"})");
    ASSERT_TRUE(write([&](Writing& writing) { return enable_client(writing, client_id, enabled, actor); }));
    EXPECT_EQ(client(client_id)->client.grant.is_enabled, enabled);
  }
  ASSERT_TRUE(write([&](Writing& writing) { return delete_key(writing, key_id, actor); }));
  EXPECT_FALSE(key("a").has_value());
  ASSERT_TRUE(write([&](Writing& writing) { return delete_client(writing, client_id, actor); }));
  EXPECT_FALSE(client(client_id).has_value());
  EXPECT_EQ(audited(),
            (Strings{"key.create " + key_text, "client.create " + client_text, "key.disable " + key_text,
                     "client.disable " + client_text, "key.enable " + key_text, "client.enable " + client_text,
                     "key.delete " + key_text, "client.delete " + client_text}));
  const std::string of_key = "identity " + key_text;
  const std::string of_client = "identity " + client_text;
  EXPECT_EQ(announced(), (Strings{of_key, of_client, of_key, of_client, of_key, of_client, of_key, of_client}));
}

TEST_F(CredentialsTest, WhatIsNotThereCannotBeChanged) {
  const KeyId key_id("key_unknown");
  const ClientId client_id("client_unknown");
  EXPECT_EQ(code_of(write([&](Writing& w) { return enable_key(w, key_id, true, actor); })), Error::Code::not_found);
  EXPECT_EQ(code_of(write([&](Writing& w) { return delete_key(w, key_id, actor); })), Error::Code::not_found);
  EXPECT_EQ(code_of(write([&](Writing& w) { return enable_client(w, client_id, true, actor); })),
            Error::Code::not_found);
  EXPECT_EQ(code_of(write([&](Writing& w) { return delete_client(w, client_id, actor); })), Error::Code::not_found);
  EXPECT_EQ(code_of(write([&](Writing& w) { return create_key(w, bare_grant(TeamId(7)), "x", actor); })),
            Error::Code::not_found);
  EXPECT_EQ(code_of(write([&](Writing& w) { return create_client(w, bare_grant(TeamId(7)), "x", actor); })),
            Error::Code::not_found);
  EXPECT_EQ(audited(), Strings{});
  EXPECT_EQ(announced(), Strings{});
}

TEST_F(CredentialsTest, ATeamListsItsOwnTheOldestFirst) {
  Strings keys;
  Strings clients;
  for (int i = 0; i < 3; ++i) {
    keys.push_back(new_key(bare_grant(), "mine" + std::to_string(i)).id.value());
    clients.push_back(new_client(bare_grant()).id.value());
    clock_.advance(std::chrono::milliseconds(1));
  }
  new_key(bare_grant(other_team), "theirs");
  new_client(bare_grant(other_team));
  const auto ids = [](const auto& listed) {
    Strings found;
    for (const auto& one : *listed) found.push_back(one.id.value());
    return found;
  };
  EXPECT_EQ(ids(read([](db::Connection& connection) { return list_keys(connection, team); })), keys);
  EXPECT_EQ(ids(read([](db::Connection& connection) { return list_clients(connection, team); })), clients);
}

TEST_F(CredentialsTest, ATokenIsItsClientsAndHasItsScopes) {
  const Client made = new_client(full_grant());
  give_token(made.id, "all", {1'700'000'000'001});
  give_token(made.id, "some", {1'700'000'000'002}, Strings{"team_read"});
  give_token(made.id, "none", {1'700'000'000'003}, Strings{});
  ASSERT_TRUE(token("all").has_value());
  EXPECT_EQ(token("all")->client.id, made.id);
  expect_same(token("all")->client.grant, full_grant());
  EXPECT_EQ(token("all")->scopes, std::nullopt);
  EXPECT_EQ(token("some")->scopes, Strings{"team_read"});
  EXPECT_EQ(token("none")->scopes, Strings{});
  EXPECT_EQ(token("some")->expires_at, base::WallTime{1'700'000'000'002});
  EXPECT_FALSE(token("unknown").has_value());
}

TEST_F(CredentialsTest, ExpiredTokensAreSweptAwayWithTheNextOne) {
  const ClientId id = new_client(full_grant()).id;
  give_token(id, "gone", {1'700'000'000'001});
  give_token(id, "just now", {1'700'000'000'002});
  give_token(id, "later", {1'700'000'000'003});
  clock_.advance(std::chrono::milliseconds(2));
  EXPECT_TRUE(token("gone").has_value());  // the caller checks its time
  give_token(id, "new", {1'800'000'000'000});
  EXPECT_EQ(column("SELECT token_hash FROM access_tokens ORDER BY expires_at"), (Strings{"just now", "later", "new"}));
}

TEST_F(CredentialsTest, AClientRevokesItsOwnTokensAlone) {
  const ClientId id = new_client(full_grant()).id;
  const ClientId other = new_client(full_grant()).id;
  give_token(id, "a", {1'800'000'000'000});
  give_token(id, "b", {1'800'000'000'000});
  announced();
  const auto revoke = [&](const ClientId& by, std::string_view hash) {
    EXPECT_TRUE(write([&](Writing& writing) { return revoke_token(writing, by, hash); }));
  };
  revoke(other, "a");
  revoke(id, "unknown");
  EXPECT_TRUE(token("a").has_value());
  EXPECT_EQ(announced(), Strings{});
  revoke(id, "a");
  EXPECT_FALSE(token("a").has_value());
  EXPECT_TRUE(token("b").has_value());
  EXPECT_EQ(announced(), Strings{"identity " + id.value()});
  // The tokens of a client are deleted with it.
  ASSERT_TRUE(write([&](Writing& writing) { return delete_client(writing, id, actor); }));
  EXPECT_FALSE(token("b").has_value());
  EXPECT_EQ(column("SELECT COUNT(*) FROM access_tokens"), Strings{"0"});
}

TEST_F(CredentialsTest, TokensEndWithADisabledClientAndDoNotLiveAgain) {
  const ClientId id = new_client(full_grant()).id;
  const ClientId other = new_client(full_grant()).id;
  give_token(id, "a", {1'800'000'000'000});
  give_token(other, "b", {1'800'000'000'000});
  const auto enable = [&](bool enabled) {
    ASSERT_TRUE(write([&](Writing& writing) { return enable_client(writing, id, enabled, actor); }));
  };
  enable(false);
  EXPECT_FALSE(token("a").has_value());
  EXPECT_TRUE(token("b").has_value());
  EXPECT_EQ(code_of(write([&](Writing& w) { return add_token(w, id, "c", {}, {1'800'000'000'000}); })),
            Error::Code::not_found);
  enable(true);
  EXPECT_FALSE(token("a").has_value());
  give_token(id, "c", {1'800'000'000'000});
  EXPECT_TRUE(token("c").has_value());
}

TEST_F(CredentialsTest, LastUsesAreThoseOfTheCredentialsNamed) {
  const Key used = new_key(bare_grant(), "used");
  new_key(bare_grant(), "unused");
  const Client client_used = new_client(bare_grant());
  const Client client_unused = new_client(bare_grant());
  using Kind = LastUse::Kind;
  ASSERT_TRUE(write([&](Writing& writing) {
    return record_last_use(writing, {{Kind::key, used.id.value(), {11}}, {Kind::client, client_used.id.value(), {12}}});
  }));
  EXPECT_EQ(key("used")->grant.last_used_at, base::WallTime{11});
  EXPECT_EQ(key("unused")->grant.last_used_at, std::nullopt);
  EXPECT_EQ(client(client_used.id)->client.grant.last_used_at, base::WallTime{12});
  EXPECT_EQ(client(client_unused.id)->client.grant.last_used_at, std::nullopt);
}

}  // namespace
}  // namespace connectory::store
