#include "api/router.h"

#include <gtest/gtest.h>

#include "api/route.h"

namespace connectory::api {
namespace {

TEST(Router, FindsRoutesAndTheirValues) {
  const Router router(routes());
  const auto found = router.find(net::Method::get, "/v1/teams/42/connector_builder/connectors/T3S70");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.route->operation_id, "getConnector");
  EXPECT_EQ(found.values.values[0], "42");
  EXPECT_EQ(found.values.values[1], "T3S70");
  EXPECT_EQ(router.find(net::Method::head, "/v1/teams/42").route->operation_id, "getTeam");
  EXPECT_EQ(router.find(net::Method::get, "/v1/teams/42/connector_builder/connectors/").route->operation_id,
            "listConnectors");
  const auto wrong = router.find(net::Method::patch, "/v1/teams/42");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allow, "GET, HEAD, OPTIONS");
  for (const char* path : {"", "/", "//", "/v1", "/v1/teams//users", "/v1/teams/42/users/7", "/V1/teams/42"})
    EXPECT_TRUE(router.find(net::Method::get, path).allow.empty()) << path;
}

}  // namespace
}  // namespace connectory::api
