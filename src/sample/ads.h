#pragma once

// The data of the advertising API: a few accounts, and the figures of each campaign on each day. Every figure depends
// only on account, day and campaign, so that all requests about the same day agree.
// Pure; safe on every thread. Units: money in cents of the account's currency.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sample/day.h"

namespace connectory::sample::ads {

struct Account {
  std::string_view id;
  std::string_view name;
  std::string_view group;
  std::string_view currency;
  std::string_view timezone;
  std::int64_t campaigns_count;  // the default, if a request has no `campaigns`
};

std::span<const Account> accounts();
const Account* find_account(std::string_view id);  // null: there is no such account

// A campaign of an account; the first one is 0.
struct Campaign {
  std::string id;    // `1001-7`
  std::string name;  // some have quotes, commas and non-ASCII letters, like real names
  std::string_view channel;
};
Campaign make_campaign(const Account& account, std::int64_t campaign_index);

struct Figures {
  std::int64_t impressions;
  std::int64_t clicks;
  std::int64_t conversions;
  std::int64_t cost_cents;
};
Figures figures_of(const Account& account, Day day, std::int64_t campaign_index);

}  // namespace connectory::sample::ads
