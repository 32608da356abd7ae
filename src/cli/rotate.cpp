#include "cli/rotate.h"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/file_lock.h"
#include "cli/noun_impl.h"
#include "service/master_keys.h"

namespace connectory::cli {
namespace {

Exit complain_of_keys(const service::KeyRefusal& refusal) {
  return complain(Exit::misconfigured, "the keys were not rotated", refusal.why, refusal.what_to_do);
}

void write_report(json::Writer& writer, const service::RotationReport& report) {
  writer.begin_object().member("master_key_id", report.master_key_id).key("resumed").boolean(report.was_resumed);
  writer.member("data_keys_made", report.data_keys_made)
      .member("data_keys_wrapped", report.data_keys_wrapped)
      .member("values_sealed", report.values_sealed)
      .member("damaged", report.damaged)
      .key("former_master_key_ids")
      .begin_array();
  for (const std::string& id : report.former_master_keys) writer.string(id);
  writer.end_array().end_object();
}

std::string words_of(const service::RotationReport& report) {
  std::string words = fmt::format(
      "{} {}. Data keys created: {}, wrapped again: {}; values sealed again: {}.",
      report.was_resumed ? "The interrupted rotation is finished; the master key is" : "The new master key is",
      report.master_key_id, report.data_keys_made, report.data_keys_wrapped, report.values_sealed);
  if (!report.former_master_keys.empty())
    words += fmt::format(
        "\nKept for existing backups: {}. Store a copy of the keys separately from the backups.\nWhen no backup "
        "needs the former keys any more, run connectory secrets discard --former-keys.",
        fmt::join(report.former_master_keys, ", "));
  if (report.damaged > 0)
    words += fmt::format("\nNot opened and left unchanged: {} data keys or values. Give those secrets new values.",
                         report.damaged);
  return words;
}

}  // namespace

Exit rotate(const RotateOptions& options, std::unique_ptr<crypto::MasterKeySource> source) {
  auto place = Workplace::open(options.data);
  if (!place) return place.error();
  const auto lock = FileLock::take(std::filesystem::path(options.data) / "rotate.lock");
  if (!lock)
    return complain(Exit::unavailable, "the keys were not rotated",
                    "another rotation is in progress on this data folder",
                    "Wait until it ends, then run this command again.");
  const service::KeyParts parts{*(*place)->store, (*place)->clock, (*place)->random, base::quiet_log()};
  const auto ring = service::open_key_ring(parts, std::move(source), service::KeyUse::rotating);
  if (!ring) return complain_of_keys(ring.error());
  const auto report = service::rotate_keys(parts, **ring, options.with_data_keys);
  if (!report) return complain_of_keys(report.error());
  return answer(
      {options.data, options.json}, [&](json::Writer& writer) { write_report(writer, *report); }, words_of(*report));
}

}  // namespace connectory::cli
