#include "app/environment.h"

#include <gtest/gtest.h>

namespace connectory::app {
namespace {

TEST(Environment, OnlyKnownNames) {
  struct Case {
    const char* variable;
    const char* complaint;  // empty: accepted
  };
  const Case cases[] = {
      {"CONNECTORY_LISTEN=127.0.0.1:0", ""},
      {"CONNECTORY_TLS_KEY=", ""},
      {"CONNECTORY_CONFIG=x", ""},
      {"CONNECTORY_MASTER_KEY=x", ""},
      {"CONNECTORY_URL=x", ""},
      {"CONNECTORY_API_KEY=x", ""},
      {"CONNECTORY_BIN=x", ""},
      {"PATH=/bin", ""},
      {"MY_CONNECTORY_LISTN=x", ""},
      {"connectory_listn=x", ""},
      {"CONNECTORY=x", ""},
      {"CONNECTORY_LISTN=x", "CONNECTORY_LISTN; did you mean CONNECTORY_LISTEN?"},
      {"CONNECTORY_listen=x", "CONNECTORY_listen; did you mean CONNECTORY_LISTEN?"},
      {"CONNECTORY_DTA=/var/lib", "CONNECTORY_DTA; did you mean CONNECTORY_DATA?"},
      {"CONNECTORY_MASTERKEY=hunter2", "CONNECTORY_MASTERKEY; did you mean CONNECTORY_MASTER_KEY?"},
      {"CONNECTORY_FAVOURITE_COLOUR=x", "CONNECTORY_FAVOURITE_COLOUR"},
      {"CONNECTORY_=x", "CONNECTORY_"},
      {"CONNECTORY_LISTN", "CONNECTORY_LISTN; did you mean CONNECTORY_LISTEN?"},
      // What Kubernetes and Docker set.
      {"CONNECTORY_SERVICE_HOST=10.0.0.1", ""},
      {"CONNECTORY_SERVICE_PORT=8080", ""},
      {"CONNECTORY_SERVICE_PORT_HTTP=8080", ""},
      {"CONNECTORY_PORT=tcp://10.0.0.1:8080", ""},
      {"CONNECTORY_PORT_8080_TCP=tcp://10.0.0.1:8080", ""},
      {"CONNECTORY_PORT_8080_TCP_ADDR=10.0.0.1", ""},
      {"CONNECTORY_WEB_PORT_53_UDP_PROTO=udp", ""},
      {"CONNECTORY_PORT_8080_TCP_PORT=8080", ""},
      {"CONNECTORY_WEB_PORT_9899_SCTP_PROTO=sctp", ""},
      {"CONNECTORY_WEB_SERVICE_HOST=10.0.0.1", ""},
      {"CONNECTORY_PORT=8080", "CONNECTORY_PORT"},
      {"CONNECTORY_PORT_HTTP_TCP=x", "CONNECTORY_PORT_HTTP_TCP"},
      {"CONNECTORY_SERVICE_NAME=x", "CONNECTORY_SERVICE_NAME"},
  };
  for (const Case& each : cases) {
    const char* const environment[] = {"HOME=/", each.variable, "CONNECTORY_DATA=x"};
    const std::string found = find_unknown_variable(environment).value_or("");
    const std::string complaint(each.complaint);
    if (complaint.empty())
      EXPECT_EQ(found, "") << each.variable;
    else
      EXPECT_TRUE(found.ends_with(" " + complaint)) << each.variable << ": " << found;
    EXPECT_EQ(found.find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace connectory::app
