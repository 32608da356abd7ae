#include "store/logos.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/log.h"
#include "store/connectors.h"
#include "store/given_store_impl.h"

namespace connectory::store {
namespace {

const LogoHash red(std::string(64, 'a'));
const LogoHash blue(std::string(64, 'b'));

class LogosTest : public GivenStore {
 protected:
  Connector create(const std::optional<LogoHash>& logo = {}) {
    const auto created = store_->write_now([&](Writing& writing) {
      return create_connector(writing, {TeamId(42), {}, "Shop", {}, make_configuration("{}"), logo}, actor);
    });
    EXPECT_TRUE(created.has_value());
    return *created;
  }
  Result<void> set(const ConnectorId& id, const LogoHash& hash, std::int64_t of_team = 42) {
    clock_.advance(std::chrono::seconds(1));
    return store_->write_now([&](Writing& writing) {
      return set_logo(writing, TeamId(of_team), id, {hash, "image of " + hash.value().substr(0, 1)}, actor);
    });
  }
  Result<void> remove(const ConnectorId& id, std::int64_t of_team = 42) {
    clock_.advance(std::chrono::seconds(1));
    return store_->write_now([&](Writing& writing) { return remove_logo(writing, TeamId(of_team), id, actor); });
  }
  Connector get(const ConnectorId& id) {
    return *store_->read_now([&](db::Connection& connection) { return get_connector(connection, TeamId(42), id); });
  }
  std::optional<std::string> image(const LogoHash& hash) {
    return *store_->read_now([&](db::Connection& connection) { return find_logo_image(connection, hash); });
  }
  std::string logo_actions() {
    std::string actions;
    EXPECT_TRUE(store_->read_now([&](db::Connection& connection) -> Result<void> {
      const auto read = connection.query("SELECT action FROM audit WHERE action LIKE 'logo.%' ORDER BY at", {},
                                         [&](const db::Row& row) { actions.append(row.text(0)).append(" "); });
      EXPECT_TRUE(read.has_value());
      return {};
    }));
    return actions;
  }
  std::vector<std::string> announced_logos() {
    std::vector<std::string> logos;
    for (const std::string& one : announced())
      if (one.starts_with("logo ")) logos.push_back(one.substr(5));
    return logos;
  }
};

TEST_F(LogosTest, ALogoIsAChangeOfItsConnector) {
  const Connector created = create();
  EXPECT_EQ(created.logo, std::nullopt);
  ASSERT_TRUE(set(created.id, red));
  const Connector shown = get(created.id);
  EXPECT_EQ(shown.logo, red);
  EXPECT_EQ(image(red), "image of a");
  EXPECT_NE(shown.revision, created.revision);
  EXPECT_GT(shown.updated_at, created.updated_at);
  EXPECT_EQ(shown.configuration->updated_at, created.configuration->updated_at);

  ASSERT_TRUE(set(created.id, red));  // once more: no change
  EXPECT_EQ(get(created.id).revision, shown.revision);
  ASSERT_TRUE(remove(created.id));
  EXPECT_EQ(get(created.id).logo, std::nullopt);
  ASSERT_TRUE(remove(created.id));
  EXPECT_EQ(logo_actions(), "logo.set logo.remove ");
}

TEST_F(LogosTest, AnImageGoesWithTheLastWhoShowsIt) {
  const Connector one = create();
  ASSERT_TRUE(set(one.id, red));
  const Connector duplicate = create(red);
  EXPECT_EQ(get(duplicate.id).logo, red);
  ASSERT_TRUE(set(one.id, blue));
  EXPECT_TRUE(image(red).has_value());
  ASSERT_TRUE(store_->write_now([&](Writing& writing) {
    return delete_connector(writing, TeamId(42), duplicate.id, [](std::string_view) { return true; }, actor);
  }));
  EXPECT_FALSE(image(red).has_value());
  EXPECT_TRUE(image(blue).has_value());
  ASSERT_TRUE(remove(one.id));
  EXPECT_FALSE(image(blue).has_value());
  EXPECT_EQ(announced_logos(), (std::vector{red.value(), blue.value()}));
}

TEST_F(LogosTest, AnotherTeamsConnectorIsNotThere) {
  const Connector one = create();
  ASSERT_TRUE(set(one.id, red));
  for (const auto& refused : {set(one.id, blue, 43), remove(one.id, 43)}) {
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Error::Code::not_found);
  }
  EXPECT_EQ(get(one.id).logo, red);
  EXPECT_FALSE(image(blue).has_value());
}

TEST_F(LogosTest, AConnectorShowsNothingThatIsNotKept) {
  const auto refused = store_->write_now([&](Writing& writing) {
    return create_connector(writing, {TeamId(42), {}, "Shop", {}, make_configuration("{}"), red}, actor);
  });
  EXPECT_FALSE(refused.has_value());
}

}  // namespace
}  // namespace connectory::store
