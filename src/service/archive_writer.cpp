#include "service/archive_writer.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/try.h"
#include "json/writer.h"
#include "service/archive_format_impl.h"
#include "text/time.h"

namespace connectory::service {
namespace {

namespace limits = base::limits;

std::string folder_of(const store::ConnectorId& id) { return fmt::format("connectors/{}/", id.value()); }

std::unexpected<Failure> too_large() {
  return std::unexpected<Failure>(
      store::Error::limit_reached("The connectors are too large for one archive. Export fewer of them at a time."));
}

Failure failure_of(archive::Error error) { return store::Error(store::Error::Code::internal, std::move(error.detail)); }

}  // namespace

template <class Fill>
Result<void> ArchiveWriter::add_json(const std::string& path, Fill fill) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  fill(writer);
  writer.end_object();
  text += '\n';
  return add(path, text);
}

Result<void> ArchiveWriter::add(const std::string& path, std::string_view content) {
  bytes_ += content.size();
  if (++files_ > limits::archive_files_max || bytes_ > limits::archive_unpacked_bytes_max) return too_large();
  if (auto added = zip_.add(path, content); !added) return std::unexpected(failure_of(std::move(added.error())));
  return {};
}

Result<ArchiveWriter> ArchiveWriter::begin(archive::ZipWriter::Sink sink,
                                           const std::vector<store::ConnectorId>& connectors) {
  auto zip = archive::ZipWriter::begin(std::move(sink));
  if (!zip) return std::unexpected(failure_of(std::move(zip.error())));
  ArchiveWriter begun(*std::move(zip));
  TRY_DO(begun.add_json("connectory.json", [&](json::Writer& writer) {
    writer.member("format", archive_format_name).member("version", archive_format_version);
    writer.key("connectors").begin_array();
    for (const store::ConnectorId& id : connectors) writer.string(id.value());
    writer.end_array();
  }));
  return begun;
}

Result<void> ArchiveWriter::add_connector(const store::PortableConnector& connector) {
  const std::string folder = folder_of(connector.id);
  TRY_DO(add_json(folder + "connector.json", [&](json::Writer& writer) {
    writer.member("connector_identifier", connector.id.value()).member("name", connector.name);
    writer.member_or_null("description", connector.description);
  }));
  if (connector.draft) {
    TRY_DO(add_json(folder + "draft.json", [&](json::Writer& writer) {
      writer.member("base_version", connector.draft->base_number).member("author", connector.draft->author);
      writer.member_or_null("note", connector.draft->note);
    }));
    TRY_DO(add(folder + "draft.configuration.json", connector.draft->configuration));
  }
  TRY_DO(add_json(folder + "secrets.json", [&](json::Writer& writer) {
    writer.key("secrets").begin_array();
    for (const store::NamedPlaceholder& secret : connector.secrets)
      writer.begin_object()
          .member("secret_placeholder", secret.placeholder.value())
          .member("secret_name", secret.name)
          .end_object();
    writer.end_array();
  }));
  if (connector.logo) TRY_DO(add(folder + "logo.png", *connector.logo));
  return {};
}

Result<void> ArchiveWriter::add_version(const store::ConnectorId& connector, const store::Version& version,
                                        bool is_current) {
  const std::string folder = folder_of(connector);
  if (is_current) TRY_DO(add(folder + "configuration.json", *version.configuration));
  const std::string base = fmt::format("{}versions/{}", folder, version.number);
  TRY_DO(add_json(base + ".json", [&](json::Writer& writer) {
    writer.member("number", version.number).member("version", version.version).member("author", version.author);
    writer.member("created_at", text::to_iso8601_ms(version.created_at));
    writer.member("content_hash", version.content_hash);
    writer.member_or_null("note", version.note);
    writer.key("labels").begin_array();
    for (const std::string& label : version.labels) writer.string(label);
    writer.end_array();
  }));
  return add(base + ".configuration.json", *version.configuration);
}

Result<void> ArchiveWriter::end() {
  if (auto ended = zip_.end(); !ended) return std::unexpected(failure_of(std::move(ended.error())));
  if (zip_.bytes_written() > limits::archive_bytes_max) return too_large();
  return {};
}

}  // namespace connectory::service
