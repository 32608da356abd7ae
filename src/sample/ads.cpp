#include "sample/ads.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sample/draw.h"

namespace connectory::sample::ads {
namespace {

// The last account has no rows, because a client must handle an empty answer too.
constexpr std::array<Account, 4> all_accounts = {{
    {"1001", "Harbour Coffee", "Europe", "EUR", "Europe/Helsinki", 6},
    {"1002", "Meadow Bikes", "Europe", "GBP", "Europe/London", 4},
    {"1003", "Summit Outdoor", "America", "USD", "America/New_York", 9},
    {"1004", "Quiet Books", "America", "USD", "America/Chicago", 0},
}};

constexpr std::array<std::string_view, 9> campaign_names = {"Brand search",
                                                            "Newsletter sign-up",
                                                            "Gifts, \"last minute\"",
                                                            "Kes\xc3\xa4"
                                                            "ale",
                                                            "Visitors who return",
                                                            "Spring sale",
                                                            "Video teaser",
                                                            "Store opening",
                                                            "Loyal customers"};
constexpr std::array<std::string_view, 4> channels = {"search", "social", "display", "video"};

// Fewer clicks at weekends, most on Tuesdays. In hundredths, Sunday first.
constexpr std::array<std::int64_t, 7> weekday_weights = {55, 105, 120, 115, 110, 95, 60};

std::uint64_t number_of(const Account& account) { return static_cast<std::uint64_t>(&account - all_accounts.data()); }

}  // namespace

std::span<const Account> accounts() { return all_accounts; }

const Account* find_account(std::string_view id) {
  const auto* const found = std::ranges::find(all_accounts, id, &Account::id);
  return found == all_accounts.end() ? nullptr : found;
}

Campaign make_campaign(const Account& account, std::int64_t campaign_index) {
  const auto names_count = static_cast<std::int64_t>(campaign_names.size());
  const std::int64_t round = campaign_index / names_count;
  Campaign campaign;
  campaign.id.append(account.id).append("-").append(fmt::format_int(campaign_index + 1).c_str());
  campaign.name = campaign_names[static_cast<std::size_t>(campaign_index % names_count)];
  if (round > 0) campaign.name.append(" ").append(fmt::format_int(round + 1).c_str());
  campaign.channel = channels[static_cast<std::size_t>(campaign_index) % channels.size()];
  return campaign;
}

Figures figures_of(const Account& account, Day day, std::int64_t campaign_index) {
  Draw size(number_of(account), campaign_index);
  const std::int64_t size_of_campaign = 500 + size.below(20'000);
  const std::int64_t clicks_per_thousand = 4 + size.below(40);
  const std::int64_t click_cents = 12 + size.below(180);
  Draw chance(number_of(account), campaign_index, day.time_since_epoch().count());
  const std::chrono::weekday weekday(day);
  Figures figures{};
  figures.impressions = size_of_campaign * weekday_weights[weekday.c_encoding()] * (70 + chance.below(60)) / 10'000;
  figures.clicks = figures.impressions * clicks_per_thousand * (80 + chance.below(40)) / 100'000;
  figures.cost_cents = figures.clicks * click_cents + (figures.clicks == 0 ? 0 : chance.below(100));
  figures.conversions = figures.clicks * chance.below(80) / 1000;
  return figures;
}

}  // namespace connectory::sample::ads
