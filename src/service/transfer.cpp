#include "service/transfer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/try.h"
#include "crypto/hash.h"
#include "image/to_png.h"
#include "json/document.h"
#include "json/utf8.h"
#include "service/archive_format_impl.h"
#include "service/archive_writer.h"
#include "service/connectors.h"
#include "service/secrets.h"
#include "service/versions.h"
#include "store/connector_list.h"
#include "store/connectors.h"
#include "store/versions.h"
#include "text/time.h"

namespace connectory::service {

namespace limits = base::limits;
using json::Kind;
using store::PortableConnector;

namespace {

constexpr archive::Bounds archive_bounds{limits::archive_files_max, limits::request_body_bytes_max,
                                         limits::archive_unpacked_bytes_max};

// ---- import ---------------------------------------------------------------------------------------------------------

std::unexpected<Failure> refuse(std::string_view file, std::string_view what) {
  return std::unexpected<Failure>(Error{Error::Code::invalid_parameter,
                                        fmt::format("{} in the archive: {}", file.empty() ? "A file" : file, what)});
}

// Three numbers separated by dots, in the form of store::next_version.
std::optional<std::array<std::int64_t, 3>> parse_version(std::string_view text) {
  std::array<std::int64_t, 3> places{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t place = 0; place < places.size(); ++place) {
    if (place > 0) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    const auto [next, failure] = std::from_chars(at, end, places[place]);
    const bool has_leading_zero = next - at > 1 && *at == '0';
    if (failure != std::errc{} || places[place] < 0 || has_leading_zero) return std::nullopt;
    at = next;
  }
  return at == end ? std::optional(places) : std::nullopt;
}

// A name that people can read.
bool is_author(std::string_view text) {
  return std::ranges::none_of(text, base::is_control) && text.find_first_not_of(' ') != std::string_view::npos;
}

// The files of an archive by their paths. Each is read once, so any that remain at the end are unexpected.
class Reader {
 public:
  Reader(std::vector<archive::File> files, base::WallTime now) : now_(now) {
    for (archive::File& file : files) files_.emplace(std::move(file.path), std::move(file.content));
  }

  Result<std::vector<PortableConnector>> read() {
    TRY(const json::Document index, document("connectory.json"));
    const auto format = index.root().find("format");
    const auto version = index.root().find("version");
    if (!format || !format->is(Kind::string) || format->string() != archive_format_name)
      return refuse("connectory.json", "This is not an archive of connectors.");
    if (!version || !version->is(Kind::number) || version->integer() != archive_format_version)
      return refuse("connectory.json", "This version of the archive format is not supported.");
    const auto names = index.root().find("connectors");
    if (!names || !names->is(Kind::array) || names->size() == 0)
      return refuse("connectory.json", "'connectors' must have at least one identifier.");
    std::vector<PortableConnector> connectors;
    std::set<std::string_view> seen;
    for (const json::Value name : names->elements()) {
      const auto id = name.is(Kind::string) ? parse_connector_id(name.string()) : std::nullopt;
      if (!id || !seen.insert(name.string()).second)
        return refuse("connectory.json", "'connectors' must be a list of different identifiers.");
      TRY(PortableConnector connector, this->connector(*id));
      connectors.push_back(std::move(connector));
    }
    if (!files_.empty()) return refuse(files_.begin()->first, "This file does not belong in the archive.");
    return connectors;
  }

 private:
  std::optional<std::string> take(const std::string& path) {
    auto node = files_.extract(path);
    return node.empty() ? std::nullopt : std::optional(std::move(node.mapped()));
  }
  Result<json::Document> parse(const std::string& path, std::string text) {
    auto document = json::Document::parse(std::move(text));
    if (!document) return refuse(path, document.error().detail);
    if (!document->root().is(Kind::object)) return refuse(path, "It must be a JSON object.");
    return *std::move(document);
  }
  Result<json::Document> document(const std::string& path) {
    auto text = take(path);
    if (!text) return refuse(path, "The file is missing.");
    return parse(path, *std::move(text));
  }
  // A configuration exactly as in the file, after checking that it is a JSON object.
  Result<std::string> configuration(const std::string& path) {
    auto text = take(path);
    if (!text) return refuse(path, "The file is missing.");
    TRY(const json::Document document, parse(path, *std::move(text)));
    return std::string(document.root().raw());
  }

  // A member that is a text of at most `points_max` code points; absent if it is null or missing.
  static Result<std::optional<std::string>> find_text(const std::string& path, json::Value object, std::string_view key,
                                                      std::size_t points_max) {
    const auto value = object.find(key);
    if (!value || value->is(Kind::null)) return std::nullopt;
    if (!value->is(Kind::string) || json::count_code_points(value->string()) > points_max ||
        value->string().find('\0') != std::string_view::npos)
      return refuse(path, fmt::format("'{}' must be a string of at most {} characters.", key, points_max));
    return std::string(value->string());
  }
  static Result<std::string> get_text(const std::string& path, json::Value object, std::string_view key,
                                      std::size_t points_max) {
    TRY(auto text, find_text(path, object, key, points_max));
    if (!text || text->empty()) return refuse(path, fmt::format("'{}' is missing.", key));
    return *std::move(text);
  }

  Result<PortableConnector> connector(const store::ConnectorId& id) {
    const std::string folder = fmt::format("connectors/{}/", id.value());
    PortableConnector made{
        .id = id, .name = {}, .description = {}, .versions = {}, .draft = {}, .secrets = {}, .logo = {}};
    const std::string path = folder + "connector.json";
    TRY(const json::Document facts, document(path));
    TRY(const auto named, find_text(path, facts.root(), "connector_identifier", limits::name_max));
    if (named && *named != id.value())
      return refuse(path, fmt::format("'connector_identifier' must be '{}', like its folder.", id.value()));
    TRY(made.name, get_text(path, facts.root(), "name", limits::connector_title_max));
    TRY(made.description, find_text(path, facts.root(), "description", limits::connector_description_max));
    TRY_DO(read_versions(folder, made));
    // This file is for people, but a person who changes it expects the change to be imported.
    if (files_.contains(folder + "configuration.json")) {
      TRY(const std::string current, configuration(folder + "configuration.json"));
      if (current != made.versions.back().configuration)
        return refuse(folder + "configuration.json",
                      fmt::format("It differs from versions/{}.configuration.json, the configuration that is imported.",
                                  made.versions.back().number));
    }
    TRY_DO(read_draft(folder, made));
    TRY_DO(read_secrets(folder, made));
    made.logo = take(folder + "logo.png");
    return made;
  }

  Result<void> read_versions(const std::string& folder, PortableConnector& into) {
    std::set<std::string> labels;
    for (std::int64_t number = 1; number == 1 || files_.contains(fmt::format("{}versions/{}.json", folder, number));
         ++number) {
      const std::string base = fmt::format("{}versions/{}", folder, number);
      TRY(store::Version version, read_version(base, number, labels));
      if (!into.versions.empty()) TRY_DO(check_order(base + ".json", into.versions.back(), version));
      into.versions.push_back(std::move(version));
    }
    if (labels.size() > limits::version_labels_max) return refuse(folder, "There are too many labels.");
    return {};
  }

  Result<store::Version> read_version(const std::string& base, std::int64_t number, std::set<std::string>& labels) {
    const std::string path = base + ".json";
    TRY(const json::Document facts, document(path));
    store::Version version{.number = number};
    if (const auto given = facts.root().find("number"))
      if (!given->is(Kind::number) || given->integer() != number)
        return refuse(path, fmt::format("'number' must be {}, like the file.", number));
    TRY(version.version, get_text(path, facts.root(), "version", limits::version_text_max));
    if (!parse_version(version.version))
      return refuse(path, "'version' must be three numbers separated by dots, such as 1.0.0.");
    TRY(version.author, get_author(path, facts.root()));
    TRY(version.note, find_text(path, facts.root(), "note", limits::version_note_max));
    TRY(const auto time_text, get_text(path, facts.root(), "created_at", limits::name_max));
    const auto time = text::parse_time(time_text);
    if (!time) return refuse(path, fmt::format("'created_at' {}.", text::time_rule));
    version.created_at = *time;
    if (version.created_at.unix_ms > now_.unix_ms + clock_error_ms)
      return refuse(path, "'created_at' must not be in the future.");
    const auto named = facts.root().find("labels");
    if (named && !named->is(Kind::array)) return refuse(path, "'labels' must be an array.");
    if (named)
      for (const json::Value label : named->elements()) {
        if (!label.is(Kind::string) || !is_label(label.string()) || !labels.emplace(label.string()).second)
          return refuse(path,
                        "Each of 'labels' must be 1 to 50 characters of a-z, 0-9, '.', '_' and '-', and appear once.");
        version.labels.emplace_back(label.string());
      }
    TRY(version.configuration, configuration(base + ".configuration.json"));
    TRY(const auto hash, find_text(path, facts.root(), "content_hash", limits::name_max));
    version.content_hash = crypto::sha256_hex(*version.configuration);
    if (hash && *hash != version.content_hash)
      return refuse(path,
                    fmt::format("'content_hash' does not match {}.configuration.json, which has been changed; remove "
                                "'content_hash' to import it as it is.",
                                number));
    return version;
  }

  static Result<void> check_order(const std::string& path, const store::Version& before,
                                  const store::Version& version) {
    const auto lower = *parse_version(before.version);
    const auto higher = *parse_version(version.version);
    const bool is_full = store::next_version(before.version, compare::Step::major) == before.version;
    if (higher < lower || (higher == lower && !is_full))
      return refuse(
          path, fmt::format("'version' must be greater than {}, that of version {}.", before.version, before.number));
    if (version.created_at.unix_ms < before.created_at.unix_ms - clock_error_ms)
      return refuse(path, fmt::format("'created_at' must not be before that of version {}.", before.number));
    return {};
  }

  static Result<std::string> get_author(const std::string& path, json::Value object) {
    TRY(std::string author, get_text(path, object, "author", limits::name_max));
    if (!is_author(author)) return refuse(path, "'author' must be a name without control characters.");
    return author;
  }

  Result<void> read_draft(const std::string& folder, PortableConnector& into) {
    const std::string path = folder + "draft.json";
    if (!files_.contains(path)) return {};
    TRY(const json::Document facts, document(path));
    store::Draft draft;
    const auto base = facts.root().find("base_version");
    const auto number = base && base->is(Kind::number) ? base->integer() : std::nullopt;
    if (!number || *number < 1 || *number > into.versions.back().number)
      return refuse(path, "'base_version' must be the number of a version.");
    draft.base_number = *number;
    TRY(draft.author, get_author(path, facts.root()));
    TRY(draft.note, find_text(path, facts.root(), "note", limits::version_note_max));
    TRY(draft.configuration, configuration(folder + "draft.configuration.json"));
    into.draft = std::move(draft);
    return {};
  }

  Result<void> read_secrets(const std::string& folder, PortableConnector& into) {
    const std::string path = folder + "secrets.json";
    if (!files_.contains(path)) return {};
    TRY(const json::Document facts, document(path));
    const auto listed = facts.root().find("secrets");
    if (!listed || !listed->is(Kind::array) || listed->size() > limits::secrets_of_connector_max)
      return refuse(
          path, fmt::format("'secrets' must be an array of at most {} elements.", limits::secrets_of_connector_max));
    std::set<std::string> seen;
    for (const json::Value secret : listed->elements()) {
      TRY(const std::string placeholder_text, get_text(path, secret, "secret_placeholder", limits::name_max));
      TRY(std::string name, get_text(path, secret, "secret_name", limits::secret_name_max));
      const auto placeholder = parse_placeholder(placeholder_text);
      if (!placeholder || !seen.insert(placeholder_text).second || !seen.insert("name " + name).second)
        return refuse(path, "Each secret needs its own placeholder sec_... and its own name.");
      into.secrets.push_back({*placeholder, std::move(name)});
    }
    return {};
  }

  // How much the clocks of two servers may differ, or one clock before and after a correction.
  static constexpr std::int64_t clock_error_ms = std::chrono::milliseconds(std::chrono::hours(24)).count();

  base::WallTime now_;
  std::map<std::string, std::string, std::less<>> files_;
};

}  // namespace

Result<std::string> to_archive(const std::vector<PortableConnector>& connectors) {
  std::string out;
  std::vector<ConnectorId> ids;
  for (const PortableConnector& connector : connectors) ids.push_back(connector.id);
  const auto append = [&out](std::string_view bytes) {
    out += bytes;
    return true;
  };
  TRY(ArchiveWriter writer, ArchiveWriter::begin(append, ids));
  for (const PortableConnector& connector : connectors) {
    TRY_DO(writer.add_connector(connector));
    for (const store::Version& version : connector.versions)
      TRY_DO(writer.add_version(connector.id, version, &version == &connector.versions.back()));
  }
  TRY_DO(writer.end());
  return out;
}

Result<std::vector<PortableConnector>> from_archive(std::string_view archive) {
  auto files = archive::read_zip(archive, archive_bounds);
  if (!files) return std::unexpected<Failure>(Error{Error::Code::invalid_request, files.error().detail});
  return Reader(*std::move(files), base::SystemClock().wall()).read();
}

namespace {

constexpr std::size_t versions_page = 100;

store::Error disk_failure(const std::error_code& error) {
  const auto code = error == std::errc::no_space_on_device || error.value() == EDQUOT ? store::Error::Code::no_space
                                                                                      : store::Error::Code::unavailable;
  return {code, "A temporary file for the archive cannot be written: " + error.message()};
}

Result<void> add_history(ArchiveWriter& writer, db::Connection& connection, store::TeamId team, const ConnectorId& id,
                         const base::Stops& stops) {
  std::optional<std::int64_t> before;
  for (bool has_more = true; has_more;) {
    if (stops.is_requested()) return std::unexpected(base::PoolRefusal::stopped);
    TRY(const store::VersionsPage page, store::list_versions(connection, team, id, {before, versions_page, true}));
    for (const store::Version& version : page.versions) {
      TRY_DO(writer.add_version(id, version, version.is_current));
      before = version.number;
    }
    has_more = page.has_more && !page.versions.empty();
  }
  return {};
}

Result<void> write_archive(archive::ZipWriter::Sink sink, db::Connection& connection, store::TeamId team,
                           const Transfer::FindConnectors& find, const base::Stops& stops) {
  TRY(const std::vector<ConnectorId> ids, find(connection));
  TRY(ArchiveWriter writer, ArchiveWriter::begin(std::move(sink), ids));
  for (const ConnectorId& id : ids) {
    TRY(const PortableConnector connector, store::take_connector(connection, team, id));
    TRY_DO(writer.add_connector(connector));
    TRY_DO(add_history(writer, connection, team, id, stops));
  }
  return writer.end();
}

}  // namespace

base::Task<Result<Export>> Transfer::export_connector(store::TeamId team, store::ConnectorId id, base::Errand errand) {
  const auto find = [id = std::move(id)](db::Connection&) -> store::Result<std::vector<ConnectorId>> {
    return std::vector{id};
  };
  auto exporting = write_export(team, find, std::move(errand));
  co_return co_await std::move(exporting);
}

base::Task<Result<Export>> Transfer::export_team(store::TeamId team, base::Errand errand) {
  const auto find = [team](db::Connection& connection) { return store::list_connector_ids(connection, team); };
  auto exporting = write_export(team, find, std::move(errand));
  co_return co_await std::move(exporting);
}

base::Task<Result<Export>> Transfer::write_export(store::TeamId team, FindConnectors find, base::Errand errand) {
  ExportSpace::Share space(space_, team);
  auto writing = pool_.run(std::move(errand), [&](const base::Stops& stops) -> Result<base::ScratchFile> {
    auto file = base::ScratchFile::make(folder_);
    if (!file) return std::unexpected(disk_failure(file.error()));
    std::error_code failure;
    bool has_space = true;
    const auto append = [&](std::string_view bytes) {
      has_space = space.grow(bytes.size());
      if (!has_space) return false;
      const auto appended = file->append(bytes);
      if (!appended) failure = appended.error();
      return appended.has_value();
    };
    // All in one read transaction, so that all connectors are of one moment.
    Result<void> written;
    const auto looked = store_.read_now([&](db::Connection& connection) -> store::Result<void> {
      written = write_archive(append, connection, team, find, stops);
      return {};
    });
    if (!has_space) return std::unexpected(base::PoolRefusal::full);
    if (failure) return std::unexpected(disk_failure(failure));
    if (!looked) return std::unexpected(looked.error());
    if (!written) return std::unexpected(std::move(written.error()));
    return *std::move(file);
  });
  CO_TRY(Result<base::ScratchFile> outcome, co_await std::move(writing));
  CO_TRY(base::ScratchFile file, std::move(outcome));
  co_return Export{std::move(file), std::move(space)};
}

base::Task<Result<std::vector<store::Connector>>> Transfer::import(store::TeamId team, std::string archive,
                                                                   Identifiers identifiers, store::Actor actor,
                                                                   base::Errand errand) {
  struct Read {
    std::vector<PortableConnector> connectors;
    std::vector<std::optional<store::LogoHash>> logos;
  };
  errand.bytes = archive.size();
  auto reading = pool_.run(std::move(errand), [&](const base::Stops& stops) -> Result<Read> {
    base::Budget budget(limits::archive_work_max, stops);  // for all configurations together
    Read read;
    TRY(read.connectors, from_archive(archive));
    for (PortableConnector& connector : read.connectors) {
      const std::string folder = fmt::format("connectors/{}/", connector.id.value());
      const auto source = json::Source::from_json(*connector.versions.back().configuration);
      if (!source) return refuse(folder, source.error().detail);
      const Verdict verdict = check_(*source, source->root(), budget);
      if (budget.end() == base::Budget::End::stopped) return std::unexpected(base::PoolRefusal::stopped);
      if (verdict.problems_count > 0)
        return std::unexpected<Failure>(Error{Error::Code::invalid_configuration, folder + ": " + verdict.description});
      read.logos.emplace_back();
      if (!connector.logo) continue;
      // The image is encoded again from its pixels, whatever the archive's origin.
      auto image = image::to_png(*connector.logo, limits::logo_edge_max);
      if (!image) return refuse(folder + "logo.png", "It is not an accepted image.");
      read.logos.back() = store::LogoHash(crypto::sha256_hex(*image));
      connector.logo = *std::move(image);
    }
    return read;
  });
  CO_TRY(Result<Read> outcome, co_await std::move(reading));
  CO_TRY(Read read, std::move(outcome));
  auto writing = store_.write([team, read = std::move(read), identifiers, actor = std::move(actor)](
                                  store::Writing& write) -> store::Result<std::vector<store::Connector>> {
    std::vector<store::Connector> made;
    for (std::size_t index = 0; index < read.connectors.size(); ++index) {
      const store::Import import{read.connectors[index], read.logos[index], identifiers == Identifiers::kept};
      TRY(store::Connector connector, store::put_connector(write, team, import, actor));
      made.push_back(std::move(connector));
    }
    return made;
  });
  CO_TRY(std::vector<store::Connector> made, co_await std::move(writing));
  co_return made;
}

}  // namespace connectory::service
