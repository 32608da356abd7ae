#include "service/drafts.h"

#include <functional>

#include "base/try.h"
#include "service/connectors.h"
#include "service/given_store_impl.h"

namespace connectory::service {
namespace {

// Refuses a configuration that has a member "bad", as a loader with findings would.
Verdict refuse_bad(const json::Source&, json::Value configuration, base::Budget&) {
  if (!configuration.find("bad")) return {};
  return {2, "2 problems: /bad is not known."};
}

class DraftsTest : public GivenStore {
 protected:
  static store::NewConfiguration parsed(std::string text) {
    return store::make_configuration(json(std::move(text)).root());
  }
  // With a bad configuration as version 1, as an older version with fewer checks may have stored it, and a good one as
  // version 2.
  ConnectorId make_connector(Connectors& connectors) {
    const ConnectorId id = new_connector(R"({"bad":1})");
    EXPECT_TRUE(update(connectors, id, "{}"));
    return id;
  }
  static Result<void> update(Connectors& connectors, const ConnectorId& id, std::string text) {
    Connectors::Change change{.change = {}, .source = nullptr, .configuration = {}};
    change.source = std::make_shared<const json::Source>(*json::Source::from_json(std::move(text)));
    change.configuration = change.source->root();
    change.change.configuration = store::make_configuration(*change.configuration);
    base::Budget budget(base::limits::document_work_max);
    TRY(Connectors::CheckedChange checked, connectors.check(std::move(change), budget));
    return run(connectors.update(team, id, std::move(checked), {}, actor, {}));
  }
  // The same while a task is in progress.
  void update_now(const ConnectorId& id, std::string text) {
    store::ConnectorChange change;
    change.configuration = parsed(std::move(text));
    change.step.may_compare = true;
    const auto any = [](std::string_view) { return true; };
    EXPECT_TRUE(write(
        [&](store::Writing& writing) { return store::update_connector(writing, team, id, change, any, {"bob", ""}); }));
  }
  void save_draft_now(const ConnectorId& id, std::string text) {
    const auto any = [](const std::string*) { return true; };
    EXPECT_TRUE(write([&](store::Writing& writing) {
      return store::save_draft(writing, team, id, {parsed(std::move(text)), {}}, any, {"bob", ""});
    }));
  }
  std::int64_t current_number(const ConnectorId& id) {
    return *read([&](db::Connection& connection) { return store::get_current_number(connection, team, id); });
  }
};

template <class T>
void expect_invalid(const Result<T>& outcome) {
  ASSERT_FALSE(outcome.has_value());
  const auto* error = std::get_if<Error>(&outcome.error());
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->code, Error::Code::invalid_configuration);
  EXPECT_EQ(error->detail, "2 problems: /bad is not known.");
}

TEST_F(DraftsTest, NothingInvalidIsPublished) {
  Connectors connectors(*store_, pool_, &refuse_bad);
  Versions versions(*store_, pool_, &refuse_bad);
  Drafts drafts(*store_, pool_, &refuse_bad);
  const ConnectorId id = make_connector(connectors);

  expect_invalid(update(connectors, id, R"({"bad":1})"));
  expect_invalid(update(connectors, id, R"({"bad":")" + std::string(100'000, 'x') + "\"}"));  // checked on the pool
  expect_invalid(run(versions.restore(team, id, 1, {}, actor, {})));
  // A draft may be invalid until it is published.
  ASSERT_TRUE(run(drafts.save(team, id, {parsed(R"({"bad":1})"), {}}, {}, actor)));
  expect_invalid(run(drafts.publish(team, id, {}, {}, actor, {})));
  expect_invalid(run(drafts.publish(team, id, {.base_number = {}, .note = {}, .dry_run = true}, {}, actor, {})));
  EXPECT_EQ(current_number(id), 2);
  ASSERT_TRUE(run(drafts.save(team, id, {parsed(R"({"good":1})"), {}}, {}, actor)));
  EXPECT_TRUE(run(drafts.publish(team, id, {}, {}, actor, {})));
  EXPECT_EQ(current_number(id), 3);
}

// A draft is checked between its read and its publication, off the writing thread. Whatever happens meanwhile, either
// the draft that was read is published, or nothing.
TEST_F(DraftsTest, WhatHappensWhileADraftIsChecked) {
  using store::Error;
  struct Case {
    std::string_view name;
    std::function<void(const ConnectorId&)> meanwhile;
    bool names_its_draft;
    std::optional<Error::Code> refused;
  };
  const auto save_other = [this](const ConnectorId& id) { save_draft_now(id, R"({"other":1})"); };
  const auto update_other = [this](const ConnectorId& id) { update_now(id, R"({"other":1})"); };
  const auto remove_draft = [this](const ConnectorId& id) {
    const auto any = [](const std::string*) { return true; };
    EXPECT_TRUE(write([&](store::Writing& writing) { return store::delete_draft(writing, team, id, any, actor); }));
  };
  const Case cases[] = {
      {"nothing", [](const ConnectorId&) {}, true, {}},
      {"another draft is saved, and the caller named its own", save_other, true, Error::Code::precondition_failed},
      {"another draft is saved, and the caller named none", save_other, false, Error::Code::outdated},
      {"another version is published, and the caller named its draft", update_other, true, Error::Code::outdated},
      {"another version is published, and the caller named none", update_other, false, Error::Code::outdated},
      {"the draft is deleted", remove_draft, true, Error::Code::not_found},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const ConnectorId id = new_connector();
    const auto interrupt = [&](const json::Source&, json::Value, base::Budget&) {
      one.meanwhile(id);
      return Verdict{};
    };
    Drafts drafts(*store_, pool_, interrupt);
    const auto saved = run(drafts.save(team, id, {parsed(R"({"mine":1})"), {}}, {}, actor));
    Condition condition;
    if (one.names_its_draft) condition.accepted = {saved->revision};
    const auto published = run(drafts.publish(team, id, {}, condition, actor, {}));
    ASSERT_EQ(published.has_value(), !one.refused);
    const auto read_back = read([&](db::Connection& connection) { return store::get_connector(connection, team, id); });
    const std::string& current = read_back->configuration->json;
    if (!one.refused) {
      EXPECT_EQ(current, R"({"mine":1})");
      continue;
    }
    EXPECT_NE(current, R"({"mine":1})");
    const auto* error = std::get_if<Error>(&published.error());
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, *one.refused) << error->detail;
  }
}

// An outdated draft can be compared in a dry run. It is published if the caller says that they have seen the current
// version.
TEST_F(DraftsTest, AnOutdatedDraftIsRefusedUntilItsBaseIsNamed) {
  const ConnectorId id = new_connector();
  Drafts drafts(*store_, pool_, &refuse_bad);
  ASSERT_TRUE(run(drafts.save(team, id, {parsed(R"({"mine":1})"), {}}, {}, actor)));
  update_now(id, R"({"other":1})");
  const auto refused = run(drafts.publish(team, id, {}, {}, actor, {}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(std::get<store::Error>(refused.error()).code, store::Error::Code::outdated);
  EXPECT_TRUE(run(drafts.publish(team, id, {.base_number = {}, .note = {}, .dry_run = true}, {}, actor, {})));
  EXPECT_FALSE(run(drafts.publish(team, id, {.base_number = 1, .note = {}}, {}, actor, {})));
  EXPECT_TRUE(run(drafts.publish(team, id, {.base_number = 2, .note = {}}, {}, actor, {})));
  EXPECT_EQ(current_number(id), 3);
}

}  // namespace
}  // namespace connectory::service
