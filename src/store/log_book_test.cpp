#include "store/log_book.h"

#include <atomic>
#include <filesystem>
#include <semaphore>
#include <set>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "json/document.h"
#include "store/connectors.h"
#include "store/given_store_impl.h"

namespace connectory::store {
namespace {

namespace limits = base::limits;

constexpr LogRetention for_ever{std::chrono::milliseconds(0), 1'000'000};

// Adds up the entries that its lines report as dropped.
class CountingLog final : public base::Log {
 public:
  bool is_on(Level) const override { return true; }
  void set_level(Level) override {}
  void line(Level, std::string_view message, std::initializer_list<Field> fields) override {
    if (message == "log entries were dropped") dropped += std::get<std::int64_t>(fields.begin()->value);
  }
  std::atomic<std::int64_t> dropped{0};
};

class LogBookTest : public GivenStore {
 protected:
  void TearDown() override {
    book_.reset();
    GivenStore::TearDown();
  }

  LogBook& open_book(LogRetention retention = for_ever) {
    book_ = std::make_unique<LogBook>(*store_, clock_, base::quiet_log(), retention);
    return *book_;
  }
  ConnectorId create() {
    const auto created = store_->write_now([](Writing& writing) {
      return create_connector(writing, {team, {}, "Shop", {}, make_configuration("{}")}, {"test", ""});
    });
    EXPECT_TRUE(created.has_value());
    return created->id;
  }
  void remove(const ConnectorId& id) {
    const auto accept_all = [](std::string_view) { return true; };
    EXPECT_TRUE(store_->write_now(
        [&](Writing& writing) { return delete_connector(writing, team, id, accept_all, {"test", ""}); }));
  }
  LogEntry entry(const ConnectorId& id, std::string event) {
    LogEntry made;
    made.team = team;
    made.connector = id;
    made.time = clock_.wall();
    made.event = std::move(event);
    return made;
  }
  std::vector<LogEntry> list(const ConnectorId& id, std::optional<base::WallTime> before = {},
                             std::int64_t count = 1'000'000) {
    auto listed =
        store_->read_now([&](db::Connection& connection) { return list_logs(connection, team, id, before, count); });
    EXPECT_TRUE(listed.has_value());
    return *std::move(listed);
  }
  static std::string events(const std::vector<LogEntry>& entries) {
    std::string all;
    for (const LogEntry& one : entries) all += one.event.value_or("-") + " ";
    return all;
  }
  // Waits for the book's thread, which does not report what it has removed.
  void eventually(const ConnectorId& id, const std::string& expected) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (events(list(id)) != expected && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(events(list(id)), expected);
  }

  std::unique_ptr<LogBook> book_;
};

TEST_F(LogBookTest, KeepsWhatWasWritten) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  LogEntry full = entry(id, "report.page");
  full.status = 429;
  full.request = "GET /orders";
  full.duration = std::chrono::milliseconds(1234);
  full.request_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  full.detail = R"({"a":"\u00e9"})";
  book.add(full);
  LogEntry bare;
  bare.team = team;
  bare.connector = id;
  bare.time = clock_.wall();
  book.add(bare);
  ASSERT_TRUE(book.flush_now());
  const auto listed = list(id);
  ASSERT_EQ(listed.size(), 2U);
  const LogEntry& kept = listed.at(1);
  EXPECT_EQ(kept.time, full.time);
  EXPECT_EQ(kept.status, 429);
  EXPECT_EQ(kept.event, "report.page");
  EXPECT_EQ(kept.request, "GET /orders");
  EXPECT_EQ(kept.duration, std::chrono::milliseconds(1234));
  EXPECT_EQ(kept.request_id, full.request_id);
  EXPECT_EQ(kept.detail, full.detail);
  EXPECT_FALSE(listed.at(0).status || listed.at(0).event || listed.at(0).request || listed.at(0).duration ||
               listed.at(0).request_id);
  EXPECT_EQ(book.counters().added, 2);
  EXPECT_EQ(book.counters().waiting, 0);
}

TEST_F(LogBookTest, AnEntryIsFoundByItsIdAlone) {
  const ConnectorId id = create();
  const ConnectorId other = create();
  LogBook& book = open_book();
  book.add(entry(id, "a"));
  ASSERT_TRUE(book.flush_now());
  const std::string log_id = log_id_of(list(id).at(0));
  const auto get = [&](const ConnectorId& connector, std::string_view text, TeamId of = team) {
    return store_->read_now([&](db::Connection& connection) { return get_log(connection, of, connector, text); });
  };
  EXPECT_EQ(get(id, log_id)->event, "a");
  for (const std::string& wrong :
       {std::string(), std::string("x"), log_id + "0", "0" + log_id, log_id.substr(1), id.value(), id.value() + "-",
        id.value() + "-00018bcfe56801", id.value() + "-18BCFE56800", std::string(300, '0')})
    EXPECT_EQ(get(id, wrong).error().code, Error::Code::not_found) << wrong;
  EXPECT_EQ(get(other, log_id).error().code, Error::Code::not_found);
  EXPECT_EQ(get(id, log_id, TeamId(43)).error().code, Error::Code::not_found);
}

TEST_F(LogBookTest, TimesAreDistinctAndNeverGoBack) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  for (int i = 0; i < 300; ++i) book.add(entry(id, std::to_string(i)));  // all within one millisecond
  clock_.advance(std::chrono::hours(-24));
  for (int i = 300; i < 400; ++i) book.add(entry(id, std::to_string(i)));
  ASSERT_TRUE(book.flush_now());
  std::vector<std::string> seen;
  std::optional<base::WallTime> before;
  for (;;) {
    const auto page = list(id, before, 7);
    if (page.empty()) break;
    for (const LogEntry& one : page) seen.push_back(*one.event);
    before = page.back().time;
  }
  ASSERT_EQ(seen.size(), 400U);
  for (int i = 0; i < 400; ++i) EXPECT_EQ(seen.at(static_cast<std::size_t>(i)), std::to_string(399 - i));
}

TEST_F(LogBookTest, AnEntryKeepsItsTimeWhereItCan) {
  const ConnectorId id = create();
  const ConnectorId other = create();
  LogBook& book = open_book();
  book.add(entry(id, "a"));
  book.add(entry(other, "b"));  // the times of another connector are independent
  clock_.advance(std::chrono::milliseconds(1));
  book.add(entry(id, "c"));
  ASSERT_TRUE(book.flush_now());
  EXPECT_EQ(list(id).at(0).time.unix_ms, 1'700'000'000'001);
  EXPECT_EQ(list(id).at(1).time.unix_ms, 1'700'000'000'000);
  EXPECT_EQ(list(other).at(0).time.unix_ms, 1'700'000'000'000);
}

TEST_F(LogBookTest, ALogGoesWithItsConnector) {
  const ConnectorId gone = create();
  const ConnectorId kept = create();
  LogBook& book = open_book();
  book.add(entry(gone, "a"));
  ASSERT_TRUE(book.flush_now());
  remove(gone);
  book.add(entry(gone, "b"));
  book.add(entry(kept, "c"));  // not affected by its neighbour
  ASSERT_TRUE(book.flush_now());
  EXPECT_EQ(events(list(kept)), "c ");
  std::int64_t rows = -1;
  ASSERT_TRUE(store_->read_now([&](db::Connection& connection) -> Result<void> {
    const auto counted =
        connection.query("SELECT COUNT(*) FROM connector_logs", {}, [&](const db::Row& row) { rows = row.integer(0); });
    EXPECT_TRUE(counted.has_value());
    return {};
  }));
  EXPECT_EQ(rows, 1);
}

TEST_F(LogBookTest, NobodyWritesIntoAnotherTeamsLog) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  LogEntry foreign = entry(id, "a");
  foreign.team = TeamId(43);
  book.add(foreign);
  ASSERT_TRUE(book.flush_now());
  EXPECT_EQ(events(list(id)), "");
}

TEST_F(LogBookTest, WhatIsTooLongIsCutAndMarked) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  LogEntry longest = entry(id, std::string(3000, 'e'));
  longest.request = std::string(limits::log_text_bytes_max - 1, 'r') + "\u00e9";
  longest.detail = "{\"body\":\"" + std::string(limits::log_detail_bytes_max - 11, 'b') + "\"}";
  ASSERT_EQ(longest.detail.size(), limits::log_detail_bytes_max);
  book.add(longest);
  LogEntry too_long = longest;
  too_long.detail = "{\"body\":\"" + std::string(limits::log_detail_bytes_max, '"') + "\u00e9\"}";
  book.add(too_long);
  ASSERT_TRUE(book.flush_now());
  const auto listed = list(id);
  EXPECT_EQ(listed.at(1).detail, longest.detail);
  EXPECT_EQ(listed.at(1).event->size(), limits::log_text_bytes_max);
  EXPECT_EQ(*listed.at(1).request, std::string(limits::log_text_bytes_max - 1, 'r'));  // no partial characters
  EXPECT_LE(listed.at(0).detail.size(), limits::log_detail_bytes_max);
  const auto document = json::Document::parse(listed.at(0).detail);
  ASSERT_TRUE(document.has_value());
  const auto mark = document->root().find("truncated");
  ASSERT_TRUE(mark.has_value());
  EXPECT_EQ(mark->find("bytes")->integer(), static_cast<std::int64_t>(too_long.detail.size()));
  EXPECT_TRUE(mark->find("beginning")->string().starts_with("{\"body\":\"\"\""));
}

TEST_F(LogBookTest, KeepsTheNewestOfTooMany) {
  const ConnectorId id = create();
  const ConnectorId other = create();
  {
    LogBook& book = open_book();
    for (int i = 0; i < 2000; ++i) book.add(entry(id, std::to_string(i)));
    book.add(entry(other, "a"));
    ASSERT_TRUE(book.flush_now());
  }
  // A smaller bound applies from the start, even to logs that are no longer written to.
  LogBook& book = open_book({std::chrono::milliseconds(0), 3});
  eventually(id, "1999 1998 1997 ");
  for (int i = 0; i < 5; ++i) book.add(entry(other, std::to_string(i)));
  ASSERT_TRUE(book.flush_now());
  eventually(other, "4 3 2 ");
}

TEST_F(LogBookTest, RemovesWhatIsTooOld) {
  const ConnectorId id = create();
  {
    LogBook& book = open_book();
    for (int i = 0; i < 1200; ++i) book.add(entry(id, "old"));
    clock_.advance(std::chrono::hours(24));
    book.add(entry(id, "new"));
    ASSERT_TRUE(book.flush_now());
  }
  {
    const LogBook& book = open_book({std::chrono::hours(25), 1'000'000});
    static_cast<void>(book);
  }
  EXPECT_EQ(list(id).size(), 1201U);
  open_book({std::chrono::hours(1), 1'000'000});
  eventually(id, "new ");
}

TEST_F(LogBookTest, AnotherRetentionHoldsAtOnce) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  book.add(entry(id, "old"));
  clock_.advance(std::chrono::hours(24));
  for (int i = 0; i < 5; ++i) book.add(entry(id, std::to_string(i)));
  ASSERT_TRUE(book.flush_now());
  book.set_retention({std::chrono::hours(1), 1'000'000});
  eventually(id, "4 3 2 1 0 ");
  book.set_retention({std::chrono::hours(1), 2});
  eventually(id, "4 3 ");
  book.set_retention({std::chrono::hours(1), 0});
  eventually(id, "");
  book.add(entry(id, "not written"));
  ASSERT_TRUE(book.flush_now());
  EXPECT_EQ(list(id).size(), 0U);
  book.set_retention(for_ever);
  book.add(entry(id, "written"));
  ASSERT_TRUE(book.flush_now());
  EXPECT_EQ(events(list(id)), "written ");
}

TEST_F(LogBookTest, WritesNothingDownWhereNothingMayBeKept) {
  const ConnectorId id = create();
  LogBook& book = open_book({std::chrono::hours(1), 0});
  book.add(entry(id, "a"));
  EXPECT_TRUE(book.flush_now());
  EXPECT_EQ(list(id).size(), 0U);
  EXPECT_EQ(book.counters().added, 0);
}

TEST_F(LogBookTest, FinishingWritesAllThatWaits) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  for (int i = 0; i < 1000; ++i) book.add(entry(id, "a"));
  book.finish();
  EXPECT_EQ(list(id).size(), 1000U);
  book.add(entry(id, "too late"));
  EXPECT_TRUE(book.flush_now());  // nothing waits
  EXPECT_EQ(list(id).size(), 1000U);
}

TEST_F(LogBookTest, DropsTheOldestWhenTooManyWait) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  std::binary_semaphore is_held{0};
  std::binary_semaphore may_go{0};
  std::jthread holder([&] {
    EXPECT_TRUE(store_->write_now([&](Writing&) -> Result<void> {
      is_held.release();
      may_go.acquire();
      return {};
    }));
  });
  is_held.acquire();
  // While nothing can be written, the thread holds at most one batch.
  constexpr auto queued = static_cast<int>(limits::log_entries_queued_max);
  constexpr auto batch = static_cast<int>(limits::log_entries_per_write);
  for (int i = 0; i < 2 * queued; ++i) book.add(entry(id, std::to_string(i)));
  EXPECT_GE(book.counters().dropped, queued - batch);
  EXPECT_LE(book.counters().waiting, queued + batch);
  may_go.release();
  ASSERT_TRUE(book.flush_now());
  const auto listed = list(id);
  EXPECT_EQ(*listed.front().event, std::to_string(2 * queued - 1));
  EXPECT_EQ(std::ssize(listed), book.counters().added - book.counters().dropped);
}

TEST_F(LogBookTest, BytesAreBoundedToo) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  store_->finish();
  LogEntry large = entry(id, "large");
  large.detail = "\"" + std::string(1024 * 1024, 'x') + "\"";
  for (int i = 0; i < 100; ++i) book.add(large);
  EXPECT_LE(book.counters().waiting, 32);
}

TEST_F(LogBookTest, SaysWhereTheStoreTakesNothing) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  store_->finish();
  book.add(entry(id, "a"));
  EXPECT_FALSE(book.flush_now());
  EXPECT_EQ(book.counters().waiting, 1);  // kept for another attempt
  EXPECT_EQ(book.counters().dropped, 0);
  book.finish();
  EXPECT_EQ(book.counters().waiting, 0);
  EXPECT_EQ(book.counters().dropped, 1);
}

TEST_F(LogBookTest, KeepsEntriesWhileTheDatabaseIsReadOnly) {
  const ConnectorId id = create();
  ASSERT_TRUE(store_->write_now([](Writing& writing) -> Result<void> {
    TRY_DO(writing.connection.execute("PRAGMA query_only = 1"));
    return {};
  }));
  LogBook& book = open_book();
  book.add(entry(id, "a"));
  EXPECT_FALSE(book.flush_now());
  EXPECT_EQ(book.counters().waiting, 1);
  EXPECT_EQ(book.counters().dropped, 0);
}

TEST_F(LogBookTest, ReportsEachDroppedEntryOnce) {
  const ConnectorId id = create();
  CountingLog log;
  LogBook book(*store_, clock_, log, for_ever);
  store_->finish();
  for (std::size_t i = 0; i < limits::log_entries_queued_max + 10; ++i) book.add(entry(id, "a"));
  EXPECT_FALSE(book.flush_now());
  EXPECT_FALSE(book.flush_now());
  book.finish();  // drops those that still wait
  EXPECT_EQ(book.counters().dropped, book.counters().added);
  EXPECT_EQ(log.dropped, book.counters().dropped);
}

TEST_F(LogBookTest, ManyThreadsWriteAndNothingIsLost) {
  const ConnectorId id = create();
  LogBook& book = open_book();
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < 500; ++i) {
        book.add(entry(id, std::to_string(w * 1000 + i)));
        if (i % 100 == 0) {
          EXPECT_TRUE(book.flush_now());
        }
      }
    });
  writers.clear();
  ASSERT_TRUE(book.flush_now());
  std::set<std::string> seen;
  for (const LogEntry& one : list(id)) seen.insert(*one.event);
  EXPECT_EQ(seen.size(), 2000U);
}

}  // namespace
}  // namespace connectory::store
