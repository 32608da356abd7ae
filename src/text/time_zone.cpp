#include "text/time_zone.h"

#include <exception>
#include <map>
#include <memory>
#include <string>

#include <date/tz.h>

#include "base/guarded.h"

namespace connectory::text {
namespace {

class Utc final : public TimeZone {
 public:
  std::string_view name() const override { return "UTC"; }
  std::int64_t offset_seconds(std::int64_t) const override { return 0; }
  std::int64_t to_unix(std::int64_t local_seconds) const override { return local_seconds; }
};

class IanaZone final : public TimeZone {
 public:
  explicit IanaZone(const date::time_zone& zone) : zone_(zone) {}
  std::string_view name() const override { return zone_.name(); }
  std::int64_t offset_seconds(std::int64_t unix_seconds) const override {
    return zone_.get_info(date::sys_seconds(std::chrono::seconds(unix_seconds))).offset.count();
  }
  std::int64_t to_unix(std::int64_t local_seconds) const override {
    const auto info = zone_.get_info(date::local_seconds(std::chrono::seconds(local_seconds)));
    // `first` is the offset before a change: the first of two times, and the one that moves a skipped time.
    return local_seconds - info.first.offset.count();
  }

 private:
  const date::time_zone& zone_;
};

using Zones = std::map<std::string, std::unique_ptr<const TimeZone>, std::less<>>;

}  // namespace

const TimeZone* find_time_zone(std::string_view name) {
  static const Utc utc;
  if (name == "UTC") return &utc;
  static base::Guarded<Zones> known;
  return known.with([&](Zones& zones) -> const TimeZone* {
    if (const auto found = zones.find(name); found != zones.end()) return found->second.get();
    try {
      // Unknown names are not kept, so that nobody can fill the map.
      const date::time_zone* const zone = date::locate_zone(name);
      return zones.emplace(name, std::make_unique<IanaZone>(*zone)).first->second.get();
    } catch (const std::exception&) {  // how the library reports an unknown name
      return nullptr;
    }
  });
}

}  // namespace connectory::text
