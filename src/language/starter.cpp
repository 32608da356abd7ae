#include "language/starter.h"

namespace connectory::language {

std::string_view starter_configuration() {
  return R"({"$schema":"https://api.supermetrics.com/cc/v1/schema/connector",)"
         R"("accounts":{"hasAccounts":false},)"
         R"("reporting":{"reportTypes":[]},)"
         R"("defaultResponseHandler":{"responseStatuses":[]}})";
}

}  // namespace connectory::language
