#include "service/secrets.h"

#include <vector>

#include "service/given_store_impl.h"

namespace connectory::service {
namespace {

class FixedKeys final : public crypto::MasterKeySource {
 public:
  explicit FixedKeys(crypto::MasterKeys keys) : keys_(std::move(keys)) {}
  crypto::Result<crypto::MasterKeys> load() override { return keys_; }
  std::string name() const override { return "the test"; }

 private:
  crypto::MasterKeys keys_;
};

// Keeps its lines with their fields, one after the other.
class KeptLog final : public base::Log {
 public:
  bool is_on(Level) const override { return true; }
  void set_level(Level) override {}
  void line(Level level, std::string_view message, std::initializer_list<Field> fields) override {
    std::string line(level == Level::error ? "error: " : "");
    line += message;
    for (const Field& field : fields) {
      line.append(" ").append(field.name).append("=");
      if (const auto* text = std::get_if<std::string_view>(&field.value)) line += *text;
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) line += std::to_string(*number);
    }
    lines.push_back(std::move(line));
  }
  std::vector<std::string> lines;
};

class SecretsTest : public GivenStore {
 protected:
  std::string opened(const store::Placeholder& placeholder) {
    const auto value =
        read([&](db::Connection& connection) { return store::open_secret(connection, ring_, owner_, placeholder); });
    return value ? std::string(value->reveal()) : "<none>";
  }
  Secrets::Added add(std::string name, std::string_view value) {
    auto added = run(secrets_.add(owner_, {std::move(name), crypto::Secret(value)}, actor));
    EXPECT_TRUE(added.has_value());
    return *std::move(added);
  }
  crypto::MasterKeys keys_{crypto::MasterKey::make(random_)};
  KeptLog log_;
  crypto::KeyRing ring_{std::make_unique<FixedKeys>(keys_), keys_, clock_, log_};
  Secrets secrets_{*store_, ring_, log_};
  store::SecretOwner owner_{team, new_connector()};
};

TEST_F(SecretsTest, WhatIsStoredIsWhatWasGiven) {
  const Secrets::Added id = add("client_id", "first");
  const Secrets::Added key = add("client_key", "second");
  EXPECT_EQ(id.all.size(), 1U);
  EXPECT_EQ(key.all.size(), 2U);
  EXPECT_EQ(opened(id.placeholder), "first");
  EXPECT_EQ(opened(key.placeholder), "second");
}

TEST_F(SecretsTest, AChangeStoresTheNewValueOfThatSecretAlone) {
  const store::Placeholder changed = add("a", "old").placeholder;
  const store::Placeholder other = add("b", "kept").placeholder;
  ASSERT_TRUE(run(secrets_.change(owner_, changed, crypto::Secret("new"), actor)));
  EXPECT_EQ(opened(changed), "new");
  EXPECT_EQ(opened(other), "kept");
  EXPECT_EQ(audited().back(), "secret.update " + owner_.connector.value() + "/" + changed.value());
  const auto unknown = run(secrets_.change(owner_, store::Placeholder("sec_000000000"), crypto::Secret("x"), actor));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, store::Error::Code::not_found);
  EXPECT_TRUE(log_.lines.empty());  // a caller's mistake is not a failure for the operator
}

TEST_F(SecretsTest, ARemovedOneIsGoneAndTheOthersStay) {
  const store::Placeholder removed = add("a", "old").placeholder;
  const store::Placeholder other = add("b", "kept").placeholder;
  ASSERT_TRUE(run(secrets_.remove(owner_, removed, actor)));
  EXPECT_EQ(opened(removed), "<none>");
  EXPECT_EQ(opened(other), "kept");
  EXPECT_EQ(run(secrets_.list(owner_))->size(), 1U);
  EXPECT_FALSE(run(secrets_.remove(owner_, removed, actor)).has_value());
}

TEST_F(SecretsTest, AnotherTeamsConnectorHasNone) {
  const store::Placeholder placeholder = add("a", "old").placeholder;
  const store::SecretOwner stranger{other_team, owner_.connector};
  EXPECT_FALSE(run(secrets_.list(stranger)).has_value());
  EXPECT_FALSE(run(secrets_.add(stranger, {"b", crypto::Secret("x")}, actor)).has_value());
  EXPECT_FALSE(run(secrets_.change(stranger, placeholder, crypto::Secret("x"), actor)).has_value());
  EXPECT_FALSE(run(secrets_.remove(stranger, placeholder, actor)).has_value());
  EXPECT_EQ(opened(placeholder), "old");
}

TEST_F(SecretsTest, WhatCannotBeSealedIsLoggedWithoutTheValue) {
  const store::Placeholder placeholder = add("a", "hunter2").placeholder;
  execute("UPDATE team_keys SET wrapped = x'00'");
  const auto changed = run(secrets_.change(owner_, placeholder, crypto::Secret("hunter2"), actor));
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code, store::Error::Code::damaged);
  EXPECT_FALSE(run(secrets_.add(owner_, {"b", crypto::Secret("hunter2")}, actor)).has_value());
  ASSERT_EQ(log_.lines.size(), 2U);
  for (const std::string& line : log_.lines) {
    EXPECT_TRUE(line.starts_with("error: ")) << line;
    EXPECT_TRUE(line.contains("team=42 connector=" + owner_.connector.value())) << line;
    EXPECT_FALSE(line.contains("hunter2")) << line;
  }
}

TEST(Placeholder, HasOneForm) {
  EXPECT_EQ(parse_placeholder("sec_a23f23d26"), store::Placeholder("sec_a23f23d26"));
  for (const char* text : {"", "sec_", "sec_a23f23d2", "sec_a23f23d266", "sec_A23F23D26", "sec_a23f23d2g",
                           "SEC_a23f23d26", " sec_a23f23d26", "sec_a23f23d26 ", "sec-a23f23d26", "a23f23d26"})
    EXPECT_FALSE(parse_placeholder(text).has_value()) << text;
}

}  // namespace
}  // namespace connectory::service
