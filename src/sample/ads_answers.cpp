// The paths under /ads: an API with accounts, an access key in a header, and pages with a cursor.

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "sample/ads.h"
#include "sample/answers.h"
#include "sample/cursor.h"
#include "sample/draw.h"
#include "sample/route.h"

namespace connectory::sample {
namespace {

namespace limits = base::limits;

// The rows of a request, by number: day by day, and each day campaign by campaign.
struct Report {
  const ads::Account* account;
  DayRange days;
  std::int64_t campaigns_count;

  std::int64_t rows_count() const { return days.days_count() * campaigns_count; }
  Question question() const {
    return {draw(account - ads::accounts().data(), days.first.time_since_epoch().count(),
                 days.last.time_since_epoch().count(), campaigns_count)};
  }
};

Result<Report> parse_report(const Call& call) {
  const ads::Account* const account = ads::find_account(call.account);
  if (account == nullptr)
    return std::unexpected(
        Error{Error::Code::unknown_account, "No account has this id; /ads/accounts lists all accounts."});
  TRY(const DayRange days, call.parameters.days("from", "to"));
  TRY(const std::int64_t campaigns_count,
      call.parameters.number("campaigns",
                             {.min = 0, .max = limits::sample_rows_per_day_max, .fallback = account->campaigns_count}));
  return Report{account, days, campaigns_count};
}

// Calls `write(day as text, campaign, its figures)` for the rows in [begin, end).
template <class Write>
void for_each_row(const Report& report, std::int64_t begin, std::int64_t end, Write write) {
  Day day = report.days.first;
  std::string date;
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t campaign_index = row % report.campaigns_count;
    if (date.empty() || campaign_index == 0) {
      day = report.days.first + std::chrono::days(row / report.campaigns_count);
      date = to_text(day);
    }
    write(std::string_view(date), ads::make_campaign(*report.account, campaign_index),
          ads::figures_of(*report.account, day, campaign_index));
  }
}

}  // namespace

Result<net::Response> get_ads_user(const Call& /*call*/) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("user").begin_object().member("id", "user-1").member("name", "Sam Ple");
  writer.member("email", "sam@example.com").end_object().end_object();
  return json_answer(std::move(body));
}

Result<net::Response> list_ads_accounts(const Call& /*call*/) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("accounts").begin_array();
  for (const ads::Account& account : ads::accounts()) {
    writer.begin_object().member("id", account.id).member("name", account.name).member("group", account.group);
    writer.member("currency", account.currency).member("timezone", account.timezone).end_object();
  }
  writer.end_array().end_object();
  return json_answer(std::move(body));
}

Result<net::Response> list_ads_campaigns(const Call& call) {
  TRY(const Report report, parse_report(call));
  TRY(const std::int64_t limit,
      call.parameters.number("limit", {.min = 1, .max = limits::sample_page_rows_max, .fallback = 100}));
  const auto after = call.parameters.text("after");
  std::int64_t begin = 0;
  if (after) {
    TRY(begin, parse_cursor(report.question(), *after));
  }
  const std::int64_t end = std::min(report.rows_count(), begin + limit);
  std::string body;
  body.reserve(static_cast<std::size_t>(std::max<std::int64_t>(end - begin, 0)) * row_bytes_typical);
  json::Writer writer(body);
  writer.begin_object().key("rows").begin_array();
  for_each_row(report, begin, end, [&](std::string_view date, const ads::Campaign& campaign, const ads::Figures& row) {
    writer.begin_object().member("date", date).member("campaign_id", campaign.id).member("campaign", campaign.name);
    writer.member("channel", campaign.channel).member("impressions", row.impressions).member("clicks", row.clicks);
    writer.member("conversions", row.conversions).key("cost").raw(to_decimal(row.cost_cents)).end_object();
  });
  writer.end_array().key("next");
  if (call.fault.loop) {
    writer.string(after ? std::string(*after) : make_cursor(report.question(), end));
  } else if (end < report.rows_count()) {
    writer.string(make_cursor(report.question(), end));
  } else {
    writer.null();
  }
  writer.end_object();
  return json_answer(std::move(body));
}

Result<net::Response> export_ads_campaigns(const Call& call) {
  TRY(const Report report, parse_report(call));
  if (report.rows_count() > limits::sample_csv_rows_max)
    return std::unexpected(Error::bad_parameter(
        "to",
        fmt::format("is too far away: the file would have {} rows, and at most {} are allowed. Request fewer days",
                    report.rows_count(), limits::sample_csv_rows_max)));
  std::string body = "date,campaign_id,campaign,channel,impressions,clicks,conversions,cost\r\n";
  const std::int64_t end = report.rows_count();
  for_each_row(report, 0, end, [&](std::string_view date, const ads::Campaign& campaign, const ads::Figures& row) {
    body.append(date).append(",").append(campaign.id).append(",");
    append_csv_field(body, campaign.name);
    body += fmt::format(",{},{},{},{},{}\r\n", campaign.channel, row.impressions, row.clicks, row.conversions,
                        to_decimal(row.cost_cents));
  });
  return csv_answer(std::move(body));
}

}  // namespace connectory::sample
