#include "store/connectors.h"

#include <algorithm>

#include "base/limits.h"
#include "store/connector_list.h"
#include "store/drafts.h"
#include "store/given_store_impl.h"

namespace connectory::store {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

constexpr auto any = [](std::string_view) { return true; };
constexpr auto any_draft = [](const std::string*) { return true; };

class ConnectorsTest : public GivenStore {
 protected:
  Connector create(std::optional<ConnectorId> id, TeamId of = team) {
    const auto made = write([&](Writing& writing) {
      return create_connector(writing, {of, id, "Shop", "sells", parsed(R"({"n":0})")}, actor);
    });
    EXPECT_TRUE(made.has_value());
    return *made;
  }
  Connector get(const ConnectorId& id) {
    return *read([&](db::Connection& connection) { return get_connector(connection, team, id); });
  }
  Strings ids(TeamId of, bool with_configurations = false) {
    Strings found;
    const auto range = *read([&](db::Connection& connection) {
      return find_list_range(connection, of, {}, base::limits::list_connectors_max);
    });
    if (!range) return found;
    const auto piece = read(
        [&](db::Connection& connection) { return read_list_piece(connection, of, *range, {}, with_configurations); });
    EXPECT_TRUE(piece->is_last);
    for (const Connector& one : piece->connectors) {
      EXPECT_EQ(one.configuration.has_value(), with_configurations);
      found.push_back(one.id.value());
    }
    return found;
  }
  Result<void> update(const ConnectorId& id, const ConnectorChange& change) {
    clock_.advance(1s);
    return write([&](Writing& writing) { return update_connector(writing, team, id, change, any, actor); });
  }
  Result<Draft> save(const ConnectorId& id, const DraftChange& change) {
    clock_.advance(1s);
    return write([&](Writing& writing) { return save_draft(writing, team, id, change, any_draft, actor); });
  }
  Result<Saved> publish(const ConnectorId& id, std::int64_t base, std::optional<std::string> note = {}) {
    return write([&](Writing& writing) -> Result<Saved> {
      TRY(const Draft draft, get_draft(writing.connection, team, id));
      return publish_draft(writing, team, id, {draft.revision, {base, compare::Step::patch}, note}, actor);
    });
  }
  Version version(const ConnectorId& id, std::int64_t number) {
    return *read([&](db::Connection& connection) { return get_version(connection, team, id, number); });
  }

  const ConnectorId shop_{"SHOP1"};
};

TEST_F(ConnectorsTest, AreListedTheNewestFirstAndThenByIdentifierBackwards) {
  for (const char* id : {"BBBBB", "AAAAA", "CCCCC"}) create(ConnectorId(id));
  clock_.advance(1ms);
  create(ConnectorId("DDDDD"));
  create(ConnectorId("ZZZZZ"), other_team);
  const Strings expected = {"DDDDD", "CCCCC", "BBBBB", "AAAAA"};
  EXPECT_EQ(ids(team), expected);
  EXPECT_EQ(ids(team, true), expected);
  EXPECT_EQ(ids(other_team), Strings{"ZZZZZ"});
}

TEST_F(ConnectorsTest, AnUpdateChangesWhatItNamesAndNothingElse) {
  const Connector made = create(shop_);
  ASSERT_TRUE(update(shop_, {.name = "Store", .description = {}, .configuration = {}}));
  Connector now = get(shop_);
  EXPECT_EQ(now.name, "Store");
  EXPECT_EQ(now.description, "sells");
  EXPECT_EQ(now.configuration->json, R"({"n":0})");
  EXPECT_EQ(now.configuration->updated_at, made.configuration->updated_at);
  EXPECT_EQ(now.created_at, made.created_at);
  EXPECT_EQ(now.updated_at, clock_.wall());
  EXPECT_NE(now.revision, made.revision);
  ASSERT_TRUE(update(shop_, {.name = {}, .description = std::optional<std::string>(), .configuration = {}}));
  EXPECT_EQ(get(shop_).description, std::nullopt);
  EXPECT_EQ(get(shop_).name, "Store");
  const std::string revision = get(shop_).revision;
  ASSERT_TRUE(update(shop_, {.name = {}, .description = {}, .configuration = parsed(R"({"n":1})", "why")}));
  now = get(shop_);
  EXPECT_EQ(now.configuration->version, "1.0.1");
  EXPECT_EQ(now.configuration->updated_at, clock_.wall());
  EXPECT_EQ(now.configuration->created_at, made.configuration->created_at);
  EXPECT_NE(now.revision, revision);
  EXPECT_EQ(version(shop_, 2).note, "why");
  EXPECT_EQ(version(shop_, 2).author, "ann");
  // The same configuration again does not create a version.
  ASSERT_TRUE(update(shop_, {.name = {}, .description = {}, .configuration = parsed(R"({"n":1})")}));
  EXPECT_EQ(get(shop_).configuration->version, "1.0.1");
  EXPECT_EQ(code_of(update(ConnectorId("OTHER"), {.name = "x", .description = {}, .configuration = {}})),
            Error::Code::not_found);
}

TEST_F(ConnectorsTest, EachChangeIsAuditedAndAnnounced) {
  create(shop_);
  ASSERT_TRUE(update(shop_, {.name = "Store", .description = {}, .configuration = {}}));
  ASSERT_TRUE(save(shop_, {parsed(R"({"n":1})"), {}}));
  ASSERT_TRUE(publish(shop_, 1));
  ASSERT_TRUE(write([&](Writing& w) { return restore_version(w, team, shop_, {1, {}}, any, actor); }));
  ASSERT_TRUE(write([&](Writing& w) { return delete_connector(w, team, shop_, any, actor); }));
  EXPECT_EQ(audited(),
            (Strings{"connector.create SHOP1", "connector.update SHOP1", "draft.save SHOP1",
                     "draft.publish SHOP1/versions/2", "version.restore SHOP1/versions/1", "connector.delete SHOP1"}));
  // No cached answer contains a draft.
  EXPECT_EQ(announced(), Strings(5, "connector SHOP1"));
  EXPECT_EQ(column("SELECT COUNT(*) FROM connector_versions"), Strings{"0"});
}

TEST_F(ConnectorsTest, ADraftKeepsWhenItWasBegun) {
  create(shop_);
  const Draft first = *save(shop_, {parsed(R"({"n":1})", "one"), {}});
  const base::WallTime begun = clock_.wall();
  const Draft second = *save(shop_, {parsed(R"({"n":2})"), {}});
  EXPECT_EQ(second.created_at, begun);
  EXPECT_EQ(second.updated_at, clock_.wall());
  EXPECT_NE(second.revision, first.revision);
  EXPECT_EQ(second.note, std::nullopt);
  const Draft read_back = *read([&](db::Connection& connection) { return get_draft(connection, team, shop_); });
  EXPECT_EQ(read_back.created_at, begun);
  EXPECT_EQ(read_back.updated_at, second.updated_at);
  EXPECT_EQ(read_back.configuration, R"({"n":2})");
  EXPECT_EQ(read_back.author, "ann");
}

TEST_F(ConnectorsTest, ADraftThatIsSavedAgainAsItIsIsNotChanged) {
  create(shop_);
  ASSERT_TRUE(update(shop_, {.name = {}, .description = {}, .configuration = parsed(R"({"m":1})")}));
  const Draft saved = *save(shop_, {parsed(R"({"n":1})", "one"), 1});
  const std::size_t rows = audited().size();
  EXPECT_EQ(save(shop_, {parsed(R"({"n":1})", "one"), 1})->revision, saved.revision);
  EXPECT_EQ(save(shop_, {parsed(R"({"n":1})", "one"), {}})->published_number, 2);
  EXPECT_EQ(audited().size(), rows);
  // Its note, its base and its text each change the revision.
  std::string revision = saved.revision;
  const std::vector<DraftChange> changes = {
      {parsed(R"({"n":1})", "two"), 1}, {parsed(R"({"n":1})", "two"), 2}, {parsed(R"({"n":1 })", "two"), 2}};
  for (const DraftChange& change : changes) {
    const Draft now = *save(shop_, change);
    EXPECT_NE(now.revision, revision);
    EXPECT_EQ(now.base_number, change.base_number);
    revision = now.revision;
  }
}

TEST_F(ConnectorsTest, ADraftIsMadeFromAVersionThatThereIs) {
  create(shop_);
  EXPECT_EQ(code_of(save(shop_, {parsed("{}"), 2})), Error::Code::no_such_version);
  EXPECT_TRUE(save(shop_, {parsed("{}"), 1}));
  EXPECT_EQ(code_of(publish(shop_, 2)), Error::Code::outdated);
}

TEST_F(ConnectorsTest, APublicationHasTheCallersNoteOrTheDrafts) {
  create(shop_);
  ASSERT_TRUE(save(shop_, {parsed(R"({"n":1})", "draft's"), {}}));
  EXPECT_TRUE(publish(shop_, 1)->is_new);
  EXPECT_EQ(version(shop_, 2).note, "draft's");
  ASSERT_TRUE(save(shop_, {parsed(R"({"n":2})", "draft's"), {}}));
  EXPECT_EQ(publish(shop_, 2, "caller's")->number, 3);
  EXPECT_EQ(version(shop_, 3).note, "caller's");
  // Publishing what is already published does not create a version, and deletes the draft.
  ASSERT_TRUE(save(shop_, {parsed(R"({"n":2})"), {}}));
  const auto same = publish(shop_, 3);
  EXPECT_EQ(same->number, 3);
  EXPECT_FALSE(same->is_new);
  EXPECT_EQ(column("SELECT COUNT(*) FROM connector_drafts"), Strings{"0"});
}

TEST_F(ConnectorsTest, LabelsMoveAndAreBounded) {
  create(shop_);
  ASSERT_TRUE(update(shop_, {.name = {}, .description = {}, .configuration = parsed(R"({"n":1})")}));
  const auto set = [&](std::int64_t number, const std::string& label) {
    return write([&](Writing& writing) { return set_label(writing, team, shop_, number, label, actor); });
  };
  const auto remove = [&](std::int64_t number, const std::string& label) {
    return write([&](Writing& writing) { return remove_label(writing, team, shop_, number, label, actor); });
  };
  for (std::size_t i = 1; i < base::limits::version_labels_max; ++i) ASSERT_TRUE(set(1, std::to_string(i)));
  ASSERT_TRUE(set(1, "live"));
  EXPECT_EQ(code_of(set(1, "more")), Error::Code::limit_reached);
  const std::size_t rows = audited().size();
  ASSERT_TRUE(set(1, "live"));  // already there: no change
  EXPECT_EQ(audited().size(), rows);
  ASSERT_TRUE(set(2, "live"));  // a label that is moved does not count as a new one
  EXPECT_EQ(audited().back(), "version.label SHOP1/versions/2/labels/live");
  EXPECT_EQ(version(shop_, 2).labels, Strings{"live"});
  const Strings others = version(shop_, 1).labels;
  EXPECT_EQ(std::ranges::count(others, "live"), 0);
  EXPECT_EQ(code_of(remove(1, "live")), Error::Code::not_found);
  EXPECT_EQ(code_of(remove(3, "live")), Error::Code::not_found);
  EXPECT_EQ(code_of(set(3, "live")), Error::Code::not_found);
  ASSERT_TRUE(remove(2, "live"));
  EXPECT_EQ(audited().back(), "version.unlabel SHOP1/versions/2/labels/live");
  EXPECT_TRUE(version(shop_, 2).labels.empty());
  EXPECT_TRUE(set(1, "more"));
}

TEST_F(ConnectorsTest, APageOfVersionsEndsAtItsCountOrItsBytes) {
  create(shop_);
  for (const char* text : {R"({"n":1})", R"({"n":2})", R"({"n":3})"})
    ASSERT_TRUE(update(shop_, {.name = {}, .description = {}, .configuration = parsed(text)}));
  const auto enlarge_all_but_the_first = [&](std::size_t bytes) {
    ASSERT_TRUE(write([&](Writing& writing) -> Result<void> {
      TRY_DO(
          writing.connection.execute("UPDATE connector_versions SET configuration = hex(zeroblob(?)) WHERE number > 1",
                                     {static_cast<std::int64_t>(bytes / 2)}));
      return {};
    }));
  };
  enlarge_all_but_the_first(base::limits::versions_page_bytes * 3 / 8);
  const auto page = [&](const VersionsQuery& query) {
    const auto listed =
        *read([&](db::Connection& connection) { return list_versions(connection, team, shop_, query); });
    std::string numbers;
    for (const Version& one : listed.versions) {
      numbers += std::to_string(one.number) + (one.is_current ? "! " : " ");
      EXPECT_EQ(one.configuration.has_value(), query.with_configurations);
    }
    return numbers + (listed.has_more ? "..." : "");
  };
  EXPECT_EQ(page({.count_max = 4}), "4! 3 2 1 ");
  EXPECT_EQ(page({.count_max = 3}), "4! 3 2 ...");
  EXPECT_EQ(page({.before = 3, .count_max = 9}), "2 1 ");
  EXPECT_EQ(page({.before = 1, .count_max = 9}), "");
  EXPECT_EQ(page({.count_max = 9, .with_configurations = true}), "4! 3 ...");  // a third one would be too large
  EXPECT_EQ(page({.before = 3, .count_max = 9, .with_configurations = true}), "2 1 ");
  // A version that is larger than a page gets a page of its own, so that the caller can continue.
  enlarge_all_but_the_first(base::limits::versions_page_bytes + 2);
  EXPECT_EQ(page({.count_max = 9, .with_configurations = true}), "4! ...");
}

}  // namespace
}  // namespace connectory::store
