#include "spec/template.h"

namespace connectory::spec {

std::string_view template_configuration() {
  return R"({"$schema":"https://api.supermetrics.com/cc/v1/schema/connector",)"
         R"("accounts":{"hasAccounts":false},)"
         R"("reporting":{"reportTypes":[]},)"
         R"("defaultResponseHandler":{"responseStatuses":[]}})";
}

}  // namespace connectory::spec
