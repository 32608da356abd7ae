#include "text/moment.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include <date/date.h>
#include <fmt/format.h>

#include "base/ascii.h"
#include "text/time.h"

namespace connectory::text {
namespace {

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t us_per_day = seconds_per_day * us_per_second;

constexpr std::string_view month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
constexpr std::string_view weekday_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};
constexpr std::size_t abbreviation = 3;

std::int64_t floor_divide(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

// 0000-01-01 to 9999-12-31, in days since 1970.
std::int64_t first_day() { return date::sys_days(date::year(0) / 1 / 1).time_since_epoch().count(); }
std::int64_t last_day() { return date::sys_days(date::year(9999) / 12 / 31).time_since_epoch().count(); }

std::optional<Moment> in_range(Moment moment) {
  const std::int64_t day = floor_divide(moment.unix_us, us_per_day);
  return day >= first_day() && day <= last_day() ? std::optional(moment) : std::nullopt;
}

// 1 for Monday to 7 for Sunday.
int weekday_of(std::int64_t day) { return static_cast<int>(((day % 7) + 7 + 3) % 7) + 1; }

date::year_month_day calendar_day(std::int64_t day) { return date::sys_days(date::days(static_cast<int>(day))); }
int year_of(std::int64_t day) { return static_cast<int>(calendar_day(day).year()); }
std::int64_t day_of(int year, unsigned month, unsigned day) {
  return date::sys_days(date::year(year) / date::month(month) / date::day(day)).time_since_epoch().count();
}

// ISO 8601: a week belongs to the year of its Thursday, and the first week contains 4 January.
std::int64_t first_iso_day(int iso_year) {
  const std::int64_t fourth = day_of(iso_year, 1, 4);
  return fourth - (weekday_of(fourth) - 1);
}
struct IsoWeek {
  int year, week;
};
IsoWeek iso_week_of(std::int64_t day) {
  const int year = year_of(day - weekday_of(day) + 4);
  return {year, static_cast<int>((day - first_iso_day(year)) / 7) + 1};
}

void append_offset(std::string& out, std::int64_t minutes, std::string_view colon) {
  fmt::format_to(std::back_inserter(out), "{}{:02}{}{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, colon,
                 std::abs(minutes) % 60);
}

// Reads numbers and names from the beginning of a text.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  bool take(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  // Up to `digits_max` digits.
  bool number(std::int64_t& value, std::size_t digits_max, std::size_t digits_min = 1) {
    std::size_t length = 0;
    while (length < std::min(digits_max, rest_.size()) && base::is_digit(rest_[length])) ++length;
    if (length < digits_min) return false;
    const std::string_view digits = rest_.substr(0, length);
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    rest_.remove_prefix(length);
    return true;
  }
  bool signed_number(std::int64_t& value) {
    const bool is_negative = take("-");
    constexpr std::size_t digits_max = 18;
    if (!number(value, digits_max)) return false;
    if (is_negative) value = -value;
    return true;
  }
  // A fraction, of which the first six digits count: `25` is 250000 microseconds.
  bool fraction(std::int64_t& microseconds) {
    constexpr std::size_t digits_max = 9;
    std::size_t length = 0;
    microseconds = 0;
    for (; length < std::min(digits_max, rest_.size()) && base::is_digit(rest_[length]); ++length)
      if (length < 6) microseconds = microseconds * 10 + (rest_[length] - '0');
    if (length == 0) return false;
    for (std::size_t digit = length; digit < 6; ++digit) microseconds *= 10;
    rest_.remove_prefix(length);
    return true;
  }
  // The index of the name that follows; the whole name or its abbreviation.
  template <std::size_t count>
  std::optional<std::size_t> name(const std::string_view (&names)[count]) {
    for (const bool is_whole : {true, false}) {
      for (std::size_t index = 0; index < count; ++index) {
        const std::string_view name = is_whole ? names[index] : names[index].substr(0, abbreviation);
        if (base::to_lower(rest_.substr(0, name.size())) != base::to_lower(name)) continue;
        rest_.remove_prefix(name.size());
        return index;
      }
    }
    return std::nullopt;
  }
  std::string_view word() {  // up to a blank
    const std::string_view found = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(found.size());
    return found;
  }
  bool offset(std::int64_t& minutes) {
    if (take("Z") || take("z")) return minutes = 0, true;
    const bool is_negative = rest_.starts_with('-');
    if (!take("-") && !take("+")) return false;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    if (!number(hour, 2, 2)) return false;
    take(":");
    number(minute, 2, 2);  // `+02` has none
    constexpr std::int64_t hours_max = 23;
    if (hour > hours_max || minute > 59) return false;
    minutes = (hour * 60 + minute) * (is_negative ? -1 : 1);
    return true;
  }

 private:
  std::string_view rest_;
};

// What a text says about a moment, part by part.
struct Parts {
  std::optional<std::int64_t> year, iso_year, iso_week, weekday, half_day, offset_minutes, unix_us;
  std::int64_t month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0;
  bool has_hour12 = false;
  bool has_time = false;
  const TimeZone* zone = nullptr;
};

bool read_part(DateReader& reader, DatePart part, Parts& into) {
  std::int64_t value = 0;
  const auto number = [&](std::size_t digits_max) { return reader.number(value, digits_max); };
  switch (part) {
    case DatePart::year: return reader.number(value, 4, 4) && (into.year = value, true);
    case DatePart::iso_year: return reader.number(value, 4, 4) && (into.iso_year = value, true);
    case DatePart::year_short:
      if (!reader.number(value, 2, 2)) return false;
      into.year = value + (value < 70 ? 2000 : 1900);
      return true;
    case DatePart::month:
    case DatePart::month_short: return number(2) && (into.month = value, true);
    case DatePart::month_name:
    case DatePart::month_abbreviated: {
      const auto index = reader.name(month_names);
      if (index) into.month = static_cast<std::int64_t>(*index) + 1;
      return index.has_value();
    }
    case DatePart::day:
    case DatePart::day_short: return number(2) && (into.day = value, true);
    case DatePart::weekday_name:
    case DatePart::weekday_abbreviated: {
      const auto index = reader.name(weekday_names);
      if (index) into.weekday = static_cast<std::int64_t>(*index) + 1;
      return index.has_value();
    }
    case DatePart::weekday: return number(1) && value >= 1 && value <= 7 && (into.weekday = value, true);
    case DatePart::iso_week:
    case DatePart::iso_week_short: return number(2) && (into.iso_week = value, true);
    case DatePart::hour:
    case DatePart::hour_short: into.has_time = true; return number(2) && value <= 23 && (into.hour = value, true);
    case DatePart::hour12:
    case DatePart::hour12_short:
      into.has_time = into.has_hour12 = true;
      return number(2) && value >= 1 && value <= 12 && (into.hour = value, true);
    case DatePart::minute:
    case DatePart::minute_short: into.has_time = true; return number(2) && value <= 59 && (into.minute = value, true);
    case DatePart::second:
    case DatePart::second_short: into.has_time = true; return number(2) && value <= 59 && (into.second = value, true);
    case DatePart::millisecond:
    case DatePart::microsecond: into.has_time = true; return reader.fraction(into.microsecond);
    case DatePart::half_day: {
      constexpr std::string_view halves[] = {"AM ", "PM "};  // three letters, as the other names
      for (std::int64_t half = 0; half < 2; ++half) {
        const std::string_view name = halves[half].substr(0, 2);
        if (reader.take(name) || reader.take(base::to_lower(name))) return into.half_day = half, true;
      }
      return false;
    }
    case DatePart::offset:
    case DatePart::offset_plain: return reader.offset(value) && (into.offset_minutes = value, true);
    case DatePart::zone_name: {
      const std::string_view name = reader.word();
      into.zone = name == "Z" || name == "GMT" ? find_time_zone("UTC") : find_time_zone(name);
      if (into.zone != nullptr) return true;
      DateReader as_offset(name);
      return as_offset.offset(value) && as_offset.is_at_end() && (into.offset_minutes = value, true);
    }
    case DatePart::unix_seconds:
    case DatePart::unix_milliseconds: {
      const std::int64_t unit = part == DatePart::unix_seconds ? us_per_second : 1000;
      if (!reader.signed_number(value) || std::abs(value) > std::numeric_limits<std::int64_t>::max() / unit)
        return false;
      into.unix_us = value * unit;
      into.has_time = true;
      return true;
    }
  }
  std::unreachable();
}

// In days since 1970; absent if there is no such day.
std::optional<std::int64_t> find_day(const Parts& parts) {
  if (parts.iso_week) {
    const auto year = parts.iso_year ? parts.iso_year : parts.year;
    if (!year) return std::nullopt;
    const auto first = first_iso_day(static_cast<int>(*year));
    const std::int64_t day = first + (*parts.iso_week - 1) * 7 + (parts.weekday.value_or(1) - 1);
    if (*parts.iso_week < 1 || day - (parts.weekday.value_or(1) - 1) >= first_iso_day(static_cast<int>(*year) + 1))
      return std::nullopt;
    return day;
  }
  if (!parts.year) return std::nullopt;
  const auto day = date::year(static_cast<int>(*parts.year)) / date::month(static_cast<unsigned>(parts.month)) /
                   date::day(static_cast<unsigned>(parts.day));
  if (!day.ok()) return std::nullopt;
  return date::sys_days(day).time_since_epoch().count();
}

std::int16_t offset_at(const TimeZone& zone, std::int64_t unix_us) {
  return static_cast<std::int16_t>(zone.offset_seconds(floor_divide(unix_us, us_per_second)) / 60);
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  const auto time = parse_time(text);
  if (!time) return std::nullopt;
  constexpr std::size_t day_length = 10;
  Moment moment{.unix_us = time->unix_ms * 1000, .offset_minutes = 0, .is_day = text.size() == day_length};
  std::string_view rest = text.substr(day_length);
  if (const std::size_t point = rest.find_first_of(".,"); point != std::string_view::npos) {
    std::int64_t microseconds = 0;
    DateReader(rest.substr(point + 1)).fraction(microseconds);
    moment.unix_us += microseconds % 1000;
  }
  if (const std::size_t sign = rest.find_first_of("+-"); sign != std::string_view::npos) {
    std::int64_t minutes = 0;
    DateReader(rest.substr(sign)).offset(minutes);
    moment.offset_minutes = static_cast<std::int16_t>(minutes);
  }
  return moment;
}

std::string to_text(const Moment& moment) {
  static const DateFormat day{{DatePart::year, "-", DatePart::month, "-", DatePart::day}};
  if (moment.is_day) return format_moment(moment, day);
  static const DateFormat time = *parse_date_format("YYYY-MM-DDTHH:mm:ss");
  std::string text = format_moment(moment, time);
  if (const std::int64_t fraction = (moment.unix_us % us_per_second + us_per_second) % us_per_second; fraction != 0)
    text += fraction % 1000 == 0 ? fmt::format(".{:03}", fraction / 1000) : fmt::format(".{:06}", fraction);
  append_offset(text, moment.offset_minutes, ":");
  return text;
}

std::string format_moment(const Moment& moment, const DateFormat& format, const TimeZone* zone) {
  // A day has no time and stays the same day in every zone.
  const std::int64_t offset = moment.is_day     ? 0
                              : zone != nullptr ? offset_at(*zone, moment.unix_us)
                                                : moment.offset_minutes;
  const std::int64_t local_us = moment.unix_us + offset * 60 * us_per_second;
  const std::int64_t days = floor_divide(local_us, us_per_day);
  const date::year_month_day day = calendar_day(days);
  const std::int64_t us = local_us - days * us_per_day;
  const std::int64_t seconds = us / us_per_second;
  const std::int64_t hours = seconds / 3600;
  const std::int64_t hours12 = (hours + 11) % 12 + 1;
  const std::int64_t minutes = seconds / 60 % 60;
  const auto year = static_cast<int>(day.year());
  const auto month = static_cast<unsigned>(day.month());
  const auto weekday = static_cast<std::size_t>(weekday_of(days) - 1);

  std::string out;
  const auto add = [&]<class... Args>(fmt::format_string<Args...> pattern, Args&&... args) {
    fmt::format_to(std::back_inserter(out), pattern, std::forward<Args>(args)...);
  };
  for (const auto& each : format.parts) {
    if (const auto* text = std::get_if<std::string>(&each)) {
      out += *text;
      continue;
    }
    switch (std::get<DatePart>(each)) {
      case DatePart::year: add("{:04}", year); break;
      case DatePart::year_short: add("{:02}", year % 100); break;
      case DatePart::month: add("{:02}", month); break;
      case DatePart::month_short: add("{}", month); break;
      case DatePart::month_name: out += month_names[month - 1]; break;
      case DatePart::month_abbreviated: out += month_names[month - 1].substr(0, abbreviation); break;
      case DatePart::day: add("{:02}", static_cast<unsigned>(day.day())); break;
      case DatePart::day_short: add("{}", static_cast<unsigned>(day.day())); break;
      case DatePart::weekday_name: out += weekday_names[weekday]; break;
      case DatePart::weekday_abbreviated: out += weekday_names[weekday].substr(0, abbreviation); break;
      case DatePart::weekday: add("{}", weekday + 1); break;
      case DatePart::iso_year: add("{:04}", iso_week_of(days).year); break;
      case DatePart::iso_week: add("{:02}", iso_week_of(days).week); break;
      case DatePart::iso_week_short: add("{}", iso_week_of(days).week); break;
      case DatePart::hour: add("{:02}", hours); break;
      case DatePart::hour_short: add("{}", hours); break;
      case DatePart::hour12: add("{:02}", hours12); break;
      case DatePart::hour12_short: add("{}", hours12); break;
      case DatePart::minute: add("{:02}", minutes); break;
      case DatePart::minute_short: add("{}", minutes); break;
      case DatePart::second: add("{:02}", seconds % 60); break;
      case DatePart::second_short: add("{}", seconds % 60); break;
      case DatePart::millisecond: add("{:03}", us % us_per_second / 1000); break;
      case DatePart::microsecond: add("{:06}", us % us_per_second); break;
      case DatePart::half_day: out += hours < 12 ? "AM" : "PM"; break;
      case DatePart::offset: append_offset(out, offset, ":"); break;
      case DatePart::offset_plain: append_offset(out, offset, ""); break;
      case DatePart::zone_name:
        if (zone != nullptr)
          out += zone->name();
        else if (offset == 0)
          out += "UTC";
        else
          append_offset(out, offset, ":");
        break;
      case DatePart::unix_seconds: add("{}", whole_unix_seconds(moment)); break;
      case DatePart::unix_milliseconds: add("{}", floor_divide(moment.unix_us, 1000)); break;
    }
  }
  return out;
}

std::optional<Moment> parse_moment(std::string_view text, const DateFormat& format, const TimeZone* zone) {
  DateReader reader(text);
  Parts parts;
  for (const auto& each : format.parts) {
    const auto* literal = std::get_if<std::string>(&each);
    if (literal != nullptr ? !reader.take(*literal) : !read_part(reader, std::get<DatePart>(each), parts))
      return std::nullopt;
  }
  if (!reader.is_at_end()) return std::nullopt;
  Moment moment{.unix_us = 0, .offset_minutes = 0, .is_day = !parts.has_time};
  if (parts.unix_us) {
    moment.unix_us = *parts.unix_us;
    if (zone != nullptr) moment.offset_minutes = offset_at(*zone, moment.unix_us);
    return in_range(moment);
  }
  const auto day = find_day(parts);
  if (!day) return std::nullopt;
  moment.unix_us = *day * us_per_day;
  if (moment.is_day) return moment;
  if (parts.has_hour12 || parts.half_day) parts.hour = parts.hour % 12 + 12 * parts.half_day.value_or(0);
  const std::int64_t local = *day * seconds_per_day + (parts.hour * 60 + parts.minute) * 60 + parts.second;
  const TimeZone* const in = parts.zone != nullptr ? parts.zone : zone;
  const std::int64_t seconds = parts.offset_minutes ? local - *parts.offset_minutes * 60
                               : in != nullptr      ? in->to_unix(local)
                                                    : local;
  moment.unix_us = seconds * us_per_second + parts.microsecond;
  moment.offset_minutes = parts.offset_minutes ? static_cast<std::int16_t>(*parts.offset_minutes)
                          : in != nullptr      ? offset_at(*in, moment.unix_us)
                                               : std::int16_t{0};
  return in_range(moment);
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  struct Unit {
    char letter;
    bool is_time;
    std::int64_t Duration::* into;
    std::int64_t factor;
  };
  constexpr std::int64_t us_per_minute = 60 * us_per_second;
  constexpr Unit units[] = {{'Y', false, &Duration::months, 12},
                            {'M', false, &Duration::months, 1},
                            {'W', false, &Duration::days, 7},
                            {'D', false, &Duration::days, 1},
                            {'H', true, &Duration::microseconds, 60 * us_per_minute},
                            {'M', true, &Duration::microseconds, us_per_minute},
                            {'S', true, &Duration::microseconds, us_per_second}};
  Duration duration;
  std::size_t next = 0;
  while (!text.empty()) {
    if (text.front() == 'T' && !duration.has_time) {
      duration.has_time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    constexpr std::size_t digits_max = 9;  // a century in seconds
    std::int64_t value = 0;
    std::size_t length = 0;
    for (; length < text.size() && base::is_digit(text[length]); ++length) {
      if (length == digits_max) return std::nullopt;
      value = value * 10 + (text[length] - '0');
    }
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    std::int64_t fraction = 0;
    const bool has_fraction = text.starts_with('.') || text.starts_with(',');
    if (has_fraction) {
      const std::size_t end = std::min(text.find('S'), text.size());
      DateReader reader(text.substr(1, end - 1));
      if (!reader.fraction(fraction) || !reader.is_at_end()) return std::nullopt;
      text.remove_prefix(end);
    }
    if (text.empty()) return std::nullopt;
    while (next < std::size(units) && (units[next].letter != text.front() || units[next].is_time != duration.has_time))
      ++next;
    if (next == std::size(units) || (has_fraction && text.front() != 'S')) return std::nullopt;
    duration.*units[next].into += value * units[next].factor + fraction;
    text.remove_prefix(1);
    ++next;
  }
  if (next == 0) return std::nullopt;
  if (is_negative) {
    duration.months = -duration.months;
    duration.days = -duration.days;
    duration.microseconds = -duration.microseconds;
  }
  return duration;
}

std::optional<Moment> add(const Moment& moment, const Duration& duration) {
  const std::int64_t offset_us = std::int64_t{moment.offset_minutes} * 60 * us_per_second;
  std::int64_t local = moment.unix_us + offset_us;
  if (duration.months != 0) {
    const std::int64_t days = floor_divide(local, us_per_day);
    const date::year_month_day day = calendar_day(days);
    const std::int64_t months =
        std::int64_t{static_cast<int>(day.year())} * 12 + static_cast<unsigned>(day.month()) - 1 + duration.months;
    const std::int64_t year = floor_divide(months, 12);
    constexpr std::int64_t year_max = 9999;
    if (year < 0 || year > year_max) return std::nullopt;
    const auto month = date::year(static_cast<int>(year)) / date::month(static_cast<unsigned>(months - year * 12) + 1);
    const date::year_month_day target =
        month / std::min(day.day(), date::year_month_day_last(month / date::last).day());
    local += (date::sys_days(target).time_since_epoch().count() - days) * us_per_day;
  }
  // At most a century of seconds and a million years of days: no overflow.
  constexpr std::int64_t days_max = 10'000'000;
  if (duration.days > days_max || duration.days < -days_max) return std::nullopt;
  local += duration.days * us_per_day + duration.microseconds;
  Moment moved = moment;
  moved.unix_us = local - offset_us;
  moved.is_day = moment.is_day && !duration.has_time;
  return in_range(moved);
}

std::int64_t whole_unix_seconds(const Moment& moment) { return floor_divide(moment.unix_us, us_per_second); }

Moment day_of(const Moment& moment) {
  const std::int64_t local = moment.unix_us + std::int64_t{moment.offset_minutes} * 60 * us_per_second;
  return {.unix_us = floor_divide(local, us_per_day) * us_per_day, .is_day = true};
}

std::optional<Moment> add_days(const Moment& moment, std::int64_t days) { return add(moment, Duration{.days = days}); }

}  // namespace connectory::text
