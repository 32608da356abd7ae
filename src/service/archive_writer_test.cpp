#include "service/archive_writer.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace connectory::service {
namespace {

const store::ConnectorId written_connector{"T3S70"};

bool ignore(std::string_view) { return true; }

// A reader unpacks all files, so they are bounded together, however small the archive is.
TEST(ArchiveWriter, RefusesMoreUnpackedBytesThanAReaderAccepts) {
  constexpr std::size_t part = base::limits::archive_unpacked_bytes_max / 16;
  auto writer = ArchiveWriter::begin(ignore, {written_connector});
  ASSERT_TRUE(writer.has_value());
  store::Version version;
  version.configuration = std::string(part, 'x');
  for (version.number = 1; version.number < 16; ++version.number)
    EXPECT_TRUE(writer->add_version(written_connector, version, false).has_value()) << version.number;
  const auto refused = writer->add_version(written_connector, version, false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(std::get<store::Error>(refused.error()).code, store::Error::Code::limit_reached);
}

}  // namespace
}  // namespace connectory::service
