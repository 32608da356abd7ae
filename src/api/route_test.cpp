#include "api/route.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace connectory::api {
namespace {

TEST(Routes, CallsThatChangeAConnectorAreWrittenIntoItsLog) {
  for (const Route& route : routes()) {
    const bool changes_connector =
        route.scope && service::name_of(*route.scope).ends_with("_write") && route.path.contains("/connector_builder/");
    const bool has_log = route.operation_id != "deleteConnector";  // the log is deleted with its connector
    EXPECT_EQ(!route.event.empty(), changes_connector && has_log) << route.operation_id;
  }
}

TEST(OpenApi, IsJsonInBothForms) {
  const auto document = json::Document::parse(openapi_json("https://example.com"));
  ASSERT_TRUE(document.has_value()) << document.error().detail;
  EXPECT_EQ(document->root().find("openapi")->string(), "3.1.0");
  EXPECT_TRUE(openapi_yaml("").starts_with("\"openapi\": \"3.1.0\"\n"));
}

}  // namespace
}  // namespace connectory::api
