#include "cli/discard.h"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/file_lock.h"
#include "cli/noun_impl.h"
#include "service/key_discard.h"

namespace connectory::cli {
namespace {

using service::Discard;

constexpr std::string_view nothing_done = "nothing was discarded";

Exit complain_of_keys(const service::KeyRefusal& refusal) {
  return complain(Exit::misconfigured, nothing_done, refusal.why, refusal.what_to_do);
}

// ---- values that no key can open ------------------------------------------------------------------------------------

void write_lost(json::Writer& writer, const service::LostValues& lost, bool is_removed) {
  writer.begin_object().key("removed").boolean(is_removed).key("secrets").begin_array();
  for (const store::LostSecret& secret : lost.secrets) {
    writer.begin_object().member("team_id", secret.owner.team.value());
    writer.member("connector_identifier", secret.owner.connector.value());
    writer.member("secret_placeholder", secret.placeholder.value()).member("secret_name", secret.name);
    writer.member("master_key_id", secret.master_key_id).key("damaged").boolean(secret.is_damaged).end_object();
  }
  writer.end_array().member("data_keys", std::ssize(lost.data_keys)).end_object();
}

void print_lost(const service::LostValues& lost) {
  if (lost.secrets.empty()) return;
  std::vector<std::vector<std::string>> rows{{"TEAM", "CONNECTOR", "SECRET", "NAME", "WHY"}};
  for (const store::LostSecret& secret : lost.secrets)
    rows.push_back({fmt::format("{}", secret.owner.team.value()), secret.owner.connector.value(),
                    secret.placeholder.value(), secret.name,
                    secret.is_damaged ? std::string("damaged") : secret.master_key_id + " is missing"});
  print_table(rows);
}

std::string words_of(const service::LostValues& lost, bool is_removed) {
  if (lost.secrets.empty() && lost.data_keys.empty()) return "No value is lost: every stored value can be opened.";
  if (is_removed)
    return fmt::format("Removed: {} values and {} data keys. The names of the secrets stay; give them new values.",
                       lost.secrets.size(), lost.data_keys.size());
  return fmt::format(
      "Lost: {} values and {} data keys. Nothing was changed.\nIf there is a copy of the missing key, restore it instead. "
      "To remove these values permanently, stop the server and\nrun this command again with --confirm.",
      lost.secrets.size(), lost.data_keys.size());
}

Exit discard_values(const DiscardOptions& options, const service::KeyParts& parts, crypto::MasterKeySource& source,
                    const store::Actor& actor) {
  const auto mode = options.is_confirmed ? Discard::removed : Discard::listed;
  const auto lost = service::discard_lost_values(parts, source, mode, actor);
  if (!lost) return complain_of_keys(lost.error());
  if (!options.json) print_lost(*lost);
  return answer(
      {options.data, options.json}, [&](json::Writer& writer) { write_lost(writer, *lost, options.is_confirmed); },
      words_of(*lost, options.is_confirmed));
}

// ---- former master keys ------------------------------------------------------------------------------------------------

void write_keys(json::Writer& writer, std::string_view name, const std::vector<service::FormerKey>& keys) {
  writer.key(name).begin_array();
  for (const service::FormerKey& key : keys) {
    writer.begin_object().member("master_key_id", key.id);
    writer.member_or_null("used_until",
                          key.used_until ? std::optional(base::to_iso8601(*key.used_until)) : std::nullopt);
    writer.end_object();
  }
  writer.end_array();
}

std::string words_of(const service::FormerKeys& former, bool is_removed) {
  std::string words;
  for (const service::FormerKey& key : former.needed)
    words += fmt::format("{} is kept: the database needs it. Run connectory secrets rotate first.\n", key.id);
  if (former.unneeded.empty()) return words + "There are no former master keys to remove.";
  for (const service::FormerKey& key : former.unneeded)
    words +=
        fmt::format("{}{}: {}.\n", key.id, is_removed ? " was removed" : "",
                    key.used_until ? fmt::format("backups made before {} need it", base::to_iso8601(*key.used_until))
                                   : std::string("it was never used in this database"));
  return words + (is_removed ? "Backups that need a removed key can be opened only with your copy of that key."
                             : "Nothing was changed. To remove these keys, run this command again with --confirm.");
}

Exit discard_keys(const DiscardOptions& options, const service::KeyParts& parts, crypto::MasterKeySource& source) {
  const auto mode = options.is_confirmed ? Discard::removed : Discard::listed;
  const auto former = service::discard_former_keys(parts, source, mode);
  if (!former) return complain_of_keys(former.error());
  const auto write = [&](json::Writer& writer) {
    writer.begin_object().key("removed").boolean(options.is_confirmed);
    write_keys(writer, "master_keys", former->unneeded);
    write_keys(writer, "needed", former->needed);
    writer.end_object();
  };
  return answer({options.data, options.json}, write, words_of(*former, options.is_confirmed));
}

}  // namespace

Exit discard(const DiscardOptions& options, std::unique_ptr<crypto::MasterKeySource> source) {
  auto place = Workplace::open(options.data);
  if (!place) return place.error();
  const std::filesystem::path folder(options.data);
  const auto lock = FileLock::take(folder / "rotate.lock");
  if (!lock)
    return complain(Exit::unavailable, nothing_done, "a rotation is in progress on this data folder",
                    "Wait until it ends, then run this command again.");
  const service::KeyParts parts{*(*place)->store, (*place)->clock, (*place)->random, base::quiet_log()};
  if (options.is_former_keys) return discard_keys(options, parts, *source);
  if (!options.is_confirmed) return discard_values(options, parts, *source, (*place)->actor);
  const auto no_server = FileLock::take(folder / "server.lock");
  if (!no_server)
    return complain(Exit::unavailable, nothing_done,
                    "a server is running on this data folder and may still seal values with the lost key",
                    "Stop the server, then run this command again.");
  return discard_values(options, parts, *source, (*place)->actor);
}

}  // namespace connectory::cli
