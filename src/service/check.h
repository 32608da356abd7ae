#pragma once

// Whether a configuration may be published: the one place where the use cases ask. Drafts are not asked about.
// Threads: a Check is called from any thread, several at a time; it must not wait.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/pool.h"
#include "base/task.h"
#include "service/errors.h"

namespace connectory::service {

struct Findings {
  std::size_t count = 0;  // of those for which a configuration is refused
  std::string text;       // what is wrong, the first at least, for the description of the refusal
};

// `json`: a JSON object.
using Check = std::function<Findings(std::string_view json)>;

// The loader's judgement: its errors count, its warnings do not.
Findings check_configuration(std::string_view json);

// Asks it, a large one on the pool; invalid_configuration where there are findings. `check` and `json` outlive the task.
base::Task<Result<void>> require_valid(base::Pool& pool, const Check& check, std::string_view json);

}  // namespace connectory::service
