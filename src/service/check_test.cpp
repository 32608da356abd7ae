#include "service/check.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "service/audit.h"
#include "service/connectors.h"
#include "service/given_store_impl.h"
#include "service/logos.h"
#include "service/logs.h"
#include "service/versions.h"

namespace connectory::service {
namespace {

// A configuration with this many unknown keys, each an error of this length.
std::string with_problems(std::size_t count, std::size_t key_bytes = 1) {
  std::string text = R"({"accounts":{)";
  for (std::size_t i = 0; i < count; ++i)
    text += fmt::format("{}\"{}{}\":1", i == 0 ? "" : ",", std::string(key_bytes, 'q'), i);
  return text + "}}";
}

Verdict verdict_of(std::string text) {
  const auto source = json::Source::from_json(std::move(text));
  base::Budget budget(base::limits::document_work_max);
  return check_configuration(*source, source->root(), budget);
}

TEST(Check, CountsErrorsAndNotWarnings) {
  EXPECT_EQ(verdict_of("{}").problems_count, 0U);
  EXPECT_EQ(verdict_of("{}").description, "");
  EXPECT_EQ(verdict_of(R"({"unknown":1})").problems_count, 0U);  // a warning
  EXPECT_EQ(verdict_of(with_problems(1)).problems_count, 1U);
  EXPECT_TRUE(verdict_of(with_problems(1)).description.starts_with("The configuration has 1 problem. /accounts/q0: "));
  EXPECT_TRUE(verdict_of(with_problems(2)).description.starts_with("The configuration has 2 problems. /accounts/q0: "));
  EXPECT_TRUE(verdict_of("[]").description.contains(" /: "));
}

TEST(Check, NamesAsManyProblemsAsThereIsRoomFor) {
  for (const std::size_t count : {3U, 40U, 1100U}) {
    for (const std::size_t key_bytes : {1U, 100U, 1200U}) {
      const Verdict found = verdict_of(with_problems(count, key_bytes));
      EXPECT_EQ(found.problems_count, count);
      EXPECT_LE(found.description.size(), base::limits::error_description_max) << count << " of " << key_bytes;
      EXPECT_TRUE(found.description.ends_with(" POST .../validate lists all of them, with line and column."));
      // The named and the counted problems together are all of them.
      std::size_t named = 0;
      for (std::size_t at = found.description.find("/accounts/q"); at != std::string::npos;
           at = found.description.find("/accounts/q", at + 1))
        ++named;
      const std::size_t more = found.description.find(" And ");
      const std::size_t counted = more == std::string::npos ? 0 : std::stoul(found.description.substr(more + 5));
      EXPECT_EQ(named + counted, count) << found.description;
      EXPECT_GE(named, 1U);
    }
  }
}

class UseCasesTest : public GivenStore {};

TEST_F(UseCasesTest, ADuplicateTakesWhatTheOriginalHas) {
  Connectors connectors(*store_, pool_, &check_configuration);
  const auto original = run(connectors.create(team, {"Shop", "sells"}, actor));
  ASSERT_TRUE(original.has_value());
  execute(
      "INSERT INTO connector_secrets (connector_id, placeholder, name, created_at, updated_at) SELECT connector_id, "
      "'sec_000000001', 'client_id', 1, 1 FROM connectors");
  const auto copy = run(connectors.duplicate(team, original->id, {"Copy", {}}, actor));
  ASSERT_TRUE(copy.has_value());
  EXPECT_EQ(copy->name, "Copy");
  EXPECT_EQ(copy->description, "sells");
  EXPECT_EQ(copy->configuration->json, original->configuration->json);
  EXPECT_EQ(column("SELECT name FROM connector_secrets WHERE connector_id = '" + copy->id.value() + "'"),
            std::vector<std::string>{"client_id"});
  const auto other = run(connectors.duplicate(team, original->id, {"Copy", "rents"}, actor));
  EXPECT_EQ(other->description, "rents");
  const auto foreign = run(connectors.duplicate(other_team, original->id, {"Copy", {}}, actor));
  ASSERT_FALSE(foreign.has_value());
  EXPECT_EQ(std::get<store::Error>(foreign.error()).code, store::Error::Code::not_found);
  EXPECT_EQ(column("SELECT COUNT(*) FROM connectors"), std::vector<std::string>{"3"});
}

TEST_F(UseCasesTest, GoingBackChecksTheVersionThatIsGoneBackTo) {
  const auto refuse_bad = [](const json::Source&, json::Value configuration, base::Budget&) {
    return Verdict{configuration.find("bad") ? 1U : 0U, "bad"};
  };
  Versions versions(*store_, pool_, refuse_bad);
  const ConnectorId id = new_connector(R"({"bad":1})");
  const auto save = [&](std::string text) {
    store::ConnectorChange change;
    change.configuration = store::make_configuration(json(std::move(text)).root());
    change.step.may_compare = true;
    const auto any = [](std::string_view) { return true; };
    ASSERT_TRUE(
        write([&](store::Writing& writing) { return store::update_connector(writing, team, id, change, any, actor); }));
  };
  save(R"({"good":1})");
  save(R"({"bad":2})");
  EXPECT_FALSE(run(versions.restore(team, id, 1, {}, actor, {})).has_value());
  EXPECT_TRUE(run(versions.restore(team, id, 2, {}, actor, {})).has_value());  // whatever is the current version now
}

TEST_F(UseCasesTest, TheAuditIsKeptAsLongAsItShouldBe) {
  using namespace std::chrono_literals;
  Audit audit(*store_, clock_, 0ms);
  const auto rows = [&] { return column("SELECT COUNT(*) FROM audit").at(0); };
  const std::string all = rows();
  clock_.advance(1h);
  EXPECT_FALSE(audit.prune());
  EXPECT_EQ(rows(), all);  // 0: forever
  audit.set_age_max(1h);
  EXPECT_FALSE(audit.prune());
  EXPECT_EQ(rows(), all);  // exactly as old as allowed
  clock_.advance(1ms);
  EXPECT_FALSE(audit.prune());
  EXPECT_EQ(rows(), "0");
  const std::int64_t most = base::limits::audit_rows_removed_per_write;
  execute(
      fmt::format("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) INSERT INTO audit "
                  "(audit_id, team_id, at, actor, address, action, subject, details) "
                  "SELECT printf('%020x', i), 42, i, 'a', '', 'x', 's', '{{}}' FROM n",
                  most + 1));
  EXPECT_TRUE(audit.prune());  // there are more
  EXPECT_EQ(rows(), "1");
  EXPECT_FALSE(audit.prune());
  EXPECT_EQ(rows(), "0");
}

TEST(Texts, AreReadInOneFormAlone) {
  EXPECT_EQ(parse_connector_id("aZ09_-"), ConnectorId("aZ09_-"));
  EXPECT_TRUE(parse_connector_id(std::string(base::limits::connector_identifier_max, 'a')).has_value());
  EXPECT_FALSE(parse_connector_id(std::string(base::limits::connector_identifier_max + 1, 'a')).has_value());
  for (const char* text : {"", "a.b", "a b", "a/b", "ä", "a[", "a`", "a{", "a@", "a:"})
    EXPECT_FALSE(parse_connector_id(text).has_value()) << text;

  EXPECT_EQ(parse_team_id("1"), TeamId(1));
  EXPECT_EQ(parse_team_id("9223372036854775807"), TeamId(INT64_MAX));
  EXPECT_EQ(parse_version_number("1"), 1);
  EXPECT_EQ(parse_version_number("9223372036854775807"), INT64_MAX);
  for (const char* text : {"", "0", "-1", "+1", "01", "1 ", " 1", "1.0", "1e1", "x", "9223372036854775808"}) {
    EXPECT_FALSE(parse_team_id(text).has_value()) << text;
    EXPECT_FALSE(parse_version_number(text).has_value()) << text;
  }

  EXPECT_TRUE(is_label("live-2.0_a"));
  EXPECT_TRUE(is_label(std::string(base::limits::version_label_max, 'a')));
  EXPECT_FALSE(is_label(std::string(base::limits::version_label_max + 1, 'a')));
  for (const char* text : {"", "Live", "a b", "a/b", "ä", "a:"}) EXPECT_FALSE(is_label(text)) << text;

  const std::string hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  EXPECT_EQ(parse_logo_hash(hash), store::LogoHash(hash));
  for (const std::string& text :
       {hash.substr(1), hash + "0", "A" + hash.substr(1), "g" + hash.substr(1), std::string()})
    EXPECT_FALSE(parse_logo_hash(text).has_value()) << text;

  EXPECT_TRUE(is_uuid("0f8fad5b-d9cb-469f-a165-70867728950e"));
  EXPECT_TRUE(is_uuid("0F8FAD5B-D9CB-469F-A165-70867728950E"));
  for (const char* text : {"", "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165-70867728950ee",
                           "0f8fad5bxd9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-7086772895-e",
                           "gf8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5bd-9cb-469f-a165-70867728950e"})
    EXPECT_FALSE(is_uuid(text)) << text;
}

}  // namespace
}  // namespace connectory::service
