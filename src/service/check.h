#pragma once

// Whether a configuration may be published. All use cases decide it here; drafts are not checked.
// Threads: a Check is called from any thread, several at a time. It must not wait.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/budget.h"
#include "base/pool.h"
#include "base/task.h"
#include "json/source.h"
#include "service/errors.h"

namespace connectory::service {

struct Verdict {
  std::size_t problems_count = 0;  // problems because of which a configuration is refused
  std::string description;         // what is wrong (at least the first problem), for the description of the refusal
};

// `configuration`: an object in `source`, or a part of it. Exceeding the budget is a problem.
using Check = std::function<Verdict(const json::Source& source, json::Value configuration, base::Budget& budget)>;

// Uses the loader: its errors count, its warnings do not.
Verdict check_configuration(const json::Source& source, json::Value configuration, base::Budget& budget);

// invalid_configuration if there are problems.
Result<void> require_valid(const Check& check, const json::Source& source, json::Value configuration,
                           base::Budget& budget);

// Reads a stored configuration and requires that it is valid. The text must outlive the task.
base::Task<Result<std::shared_ptr<const json::Source>>> read_valid(base::Pool& pool, Check check, base::Errand errand,
                                                                   const std::string& text);

}  // namespace connectory::service
