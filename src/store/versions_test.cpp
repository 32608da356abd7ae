#include "store/versions.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/connectors.h"
#include "store/drafts.h"
#include "store/teams.h"

namespace connectory::store {
namespace {

TEST(NextVersion, CountsUp) {
  struct Case {
    std::string_view name;
    std::string_view version;
    compare::Step step;
    std::string_view next;
  };
  const Case cases[] = {
      {"patch", "1.2.3", compare::Step::patch, "1.2.4"},
      {"minor", "1.2.3", compare::Step::minor, "1.3.0"},
      {"major", "1.2.3", compare::Step::major, "2.0.0"},
      {"over nine", "9.9.9", compare::Step::patch, "9.9.10"},
      {"as long as allowed", "1.0.9999999999999998", compare::Step::patch, "1.0.9999999999999999"},
      {"a full patch", "1.0.9999999999999999", compare::Step::patch, "1.1.0"},
      {"a full minor", "1.9999999999999999.9", compare::Step::minor, "2.0.0"},
      {"a full minor and patch", "1.99999999.999999999", compare::Step::patch, "1.100000000.0"},
      {"all full", "9999999999999999.9.9", compare::Step::major, "9999999999999999.9.9"},
      {"no version", "latest", compare::Step::patch, "1.0.1"},
      {"two places", "1.2", compare::Step::minor, "1.1.0"},
      {"four places", "1.2.3.4", compare::Step::minor, "1.1.0"},
      {"a number beyond all", "99999999999999999999.0.0", compare::Step::patch, "1.0.1"},
      {"negative", "-1.0.0", compare::Step::patch, "1.0.1"},
      {"nothing", "", compare::Step::patch, "1.0.1"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(next_version(one.version, one.step), one.next) << one.name;
    EXPECT_LE(next_version(one.version, one.step).size(), base::limits::version_text_max) << one.name;
  }
}

class VersionsTest : public testing::Test {
 protected:
  VersionsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "versions-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    auto opened = Store::open({folder_, StoreOptions::Role::server, 1}, clock_, random_, base::quiet_log());
    EXPECT_TRUE(opened.has_value());
    store_ = *std::move(opened);
    EXPECT_TRUE(write([](Writing& writing) { return create_team(writing, {TeamId(42), "Acme"}, {"test", ""}); }));
    const auto created = write([](Writing& writing) {
      return create_connector(writing, {TeamId(42), ConnectorId("SHOP1"), "Shop", {}, parsed(R"({"n":1})")},
                              {"ann", ""});
    });
    EXPECT_TRUE(created.has_value());
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static NewConfiguration parsed(std::string text, std::optional<std::string> note = {}) {
    const auto document = json::Document::parse(std::move(text));
    EXPECT_TRUE(document.has_value());
    return make_configuration(document->root(), std::move(note));
  }
  template <class F>
  std::invoke_result_t<F&, Writing&> write(F f) {
    return store_->write_now(std::move(f));
  }
  Result<void> save(NewConfiguration configuration, StepSource step = {}) {
    return write([&](Writing& writing) {
      ConnectorChange change;
      change.configuration = configuration;
      change.step = step;
      const auto accept_all = [](std::string_view) { return true; };
      return update_connector(writing, TeamId(42), shop, change, accept_all, {"ann", ""});
    });
  }
  std::vector<Version> versions() {
    const auto page = store_->read_now(
        [&](db::Connection& connection) { return list_versions(connection, TeamId(42), shop, {.count_max = 100}); });
    EXPECT_TRUE(page.has_value());
    return page->versions;
  }

  const ConnectorId shop{"SHOP1"};
  std::filesystem::path folder_;
  base::ManualClock clock_{{1'700'000'000'000}};
  base::SystemRandom random_;
  std::unique_ptr<Store> store_;
};

constexpr const char* with_orders = R"({"reporting":{"reportTypes":[{"id":"orders"}]}})";

TEST_F(VersionsTest, AnEqualSurfaceNeedsNoComparison) {
  ASSERT_TRUE(save(parsed(R"({"n":2})")));
  EXPECT_EQ(versions().front().version, "1.0.1");
}

TEST_F(VersionsTest, AnotherSurfaceIsCompared) {
  struct Case {
    std::string_view name;
    StepSource step;
    std::optional<std::string_view> version;  // absent: refused as undecided
  };
  const Case cases[] = {
      {"not at all", {}, {}},
      {"with another version", {.comparison = StepSource::Comparison{7, compare::Step::major}}, {}},
      {"before", {.comparison = StepSource::Comparison{1, compare::Step::major}}, "2.0.0"},
  };
  for (const Case& one : cases) {
    const auto saved = save(parsed(with_orders), one.step);
    ASSERT_EQ(saved.has_value(), one.version.has_value()) << one.name;
    if (!saved) {
      EXPECT_EQ(saved.error().code, Error::Code::undecided);
      EXPECT_EQ(versions().size(), 1U) << one.name;
    } else {
      EXPECT_EQ(versions().front().version, *one.version) << one.name;
    }
  }
}

TEST_F(VersionsTest, OrIsComparedHere) {
  ASSERT_TRUE(
      save(parsed(with_orders), {.comparison = StepSource::Comparison{7, compare::Step::major}, .may_compare = true}));
  EXPECT_EQ(versions().front().version, "1.1.0");
  // An unknown surface counts as a different one.
  EXPECT_FALSE(save(make_configuration(std::string("{}"))));
  ASSERT_TRUE(save(make_configuration(std::string("{}")), {.comparison = {}, .may_compare = true}));
  EXPECT_EQ(versions().front().version, "2.0.0");
}

TEST_F(VersionsTest, ARefusedPublicationLeavesTheDraft) {
  const auto accept_all = [](const std::string*) { return true; };
  const auto draft = write([&](Writing& writing) {
    return save_draft(writing, TeamId(42), shop, {parsed(R"({"n":2})"), {}}, accept_all, {"ben", ""});
  });
  ASSERT_TRUE(draft.has_value());
  const auto publish = [&](const std::string& revision, std::int64_t base_number) {
    return write([&](Writing& writing) {
      return publish_draft(writing, TeamId(42), shop, {revision, {base_number, compare::Step::patch}, {}}, {"ann", ""});
    });
  };
  EXPECT_EQ(publish("another", 1).error().code, Error::Code::precondition_failed);
  EXPECT_EQ(publish(draft->revision, 2).error().code, Error::Code::outdated);
  const auto published = publish(draft->revision, 1);
  ASSERT_TRUE(published.has_value());
  EXPECT_EQ(published->number, 2);
  EXPECT_TRUE(published->is_new);
  EXPECT_EQ(versions().front().author, "ann");
  EXPECT_EQ(publish(draft->revision, 2).error().code, Error::Code::not_found);
}

TEST_F(VersionsTest, AnotherTeamSeesNothing) {
  const TeamId other(43);
  const auto accept_all = [](const std::string*) { return true; };
  const auto code = [](const auto& outcome) { return outcome.error().code; };
  EXPECT_EQ(code(store_->read_now([&](db::Connection& c) { return list_versions(c, other, shop, {.count_max = 9}); })),
            Error::Code::not_found);
  EXPECT_EQ(code(store_->read_now([&](db::Connection& c) { return get_version(c, other, shop, 1); })),
            Error::Code::not_found);
  EXPECT_EQ(code(store_->read_now([&](db::Connection& c) { return get_draft(c, other, shop); })),
            Error::Code::not_found);
  EXPECT_EQ(code(write([&](Writing& w) { return set_label(w, other, shop, 1, "x", {"eve", ""}); })),
            Error::Code::not_found);
  EXPECT_EQ(code(write([&](Writing& w) { return remove_label(w, other, shop, 1, "x", {"eve", ""}); })),
            Error::Code::not_found);
  EXPECT_EQ(
      code(write([&](Writing& w) { return save_draft(w, other, shop, {parsed("{}"), {}}, accept_all, {"eve", ""}); })),
      Error::Code::not_found);
  EXPECT_EQ(code(write([&](Writing& w) { return delete_draft(w, other, shop, accept_all, {"eve", ""}); })),
            Error::Code::not_found);
  EXPECT_EQ(code(write([&](Writing& w) {
              return publish_draft(w, other, shop, {"x", {1, compare::Step::patch}, {}}, {"eve", ""});
            })),
            Error::Code::not_found);
  const auto accept_any = [](std::string_view) { return true; };
  EXPECT_EQ(code(write([&](Writing& w) { return restore_version(w, other, shop, {1, {}}, accept_any, {"eve", ""}); })),
            Error::Code::not_found);
}

}  // namespace
}  // namespace connectory::store
