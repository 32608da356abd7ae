#pragma once

// A configuration as the engine runs it. Every text is parsed and every reference is resolved. language/load.h creates
// it; after that, it never changes.
// Threads: constant; share it as std::shared_ptr<const Configuration>.
// Ownership: a Configuration owns all its parts; pointers and indices between them stay inside it.
// Source: connector language. The names are those of language/language.h, which explains each key.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "language/model_account.h"
#include "language/model_login.h"
#include "language/model_rate_limit.h"
#include "language/model_report.h"
#include "language/model_secret.h"

namespace connectory::language {

struct Configuration {
  std::optional<Authentication> authentication;
  DataSourceUser user;
  Accounts accounts;
  std::vector<ReportType> report_types;
  ResponseHandler response_handler;
  std::vector<DeclaredSecret> secrets;
  std::vector<Signer> signers;
  RateLimit rate_limit;
  std::vector<std::string> inputs;          // the ids of the user inputs that value sources use, each once
  std::vector<std::string> stored_secrets;  // the names and placeholders of its stored secrets, each once
};

}  // namespace connectory::language
