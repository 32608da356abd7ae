#include "net/tls.h"

#include "net/server_fixture_impl.h"
#include "net/tls_fixture_impl.h"

namespace connectory::net {
namespace {

using namespace std::string_view_literals;

Answer plain(const Request&) { return Response{200, "", std::string("plain")}; }

TEST(Tls, AnswersAlpn) {
  const TestCertificate certificate;
  const TlsContext context(*TlsPair::read(certificate.files()));
  const ServerFixture fixture(&plain, {}, &context);
  struct Case {
    const char* name;
    std::string_view offered;
    const char* chosen;
    const char* failure;
  };
  const Case cases[] = {
      {"no ALPN", "", "", ""},
      {"ours alone", "\x08http/1.1"sv, "http/1.1", ""},
      {"ours among others", "\x02h2\x08http/1.1"sv, "http/1.1", ""},
      {"only others", "\x02h2\x08http/1.0"sv, "", "tlsv1 alert no application protocol"},  // RFC 7301, section 3.2
  };
  for (const Case& one : cases) {
    const TestClient client(fixture);
    TestTls tls(client.handle(), one.offered);
    EXPECT_EQ(tls.handshake(), one.failure) << one.name;
    if (*one.failure != '\0') continue;
    EXPECT_EQ(tls.protocol(), one.chosen) << one.name;
    tls.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(tls.read_all().ends_with("\r\n\r\nplain")) << one.name;
    EXPECT_TRUE(tls.is_whole()) << one.name;
  }
}

}  // namespace
}  // namespace connectory::net
