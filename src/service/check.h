#pragma once

// Whether a configuration may be published: the one place where the use cases ask. Drafts are not asked about.
// Threads: a Check is called from any thread, several at a time; it must not wait.

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
  std::size_t problems_count = 0;  // those for which a configuration is refused
  std::string description;         // what is wrong, the first at least, for the description of the refusal
};

// `configuration`: an object in `source`, perhaps a part of it. One that could not be checked within the budget has a problem.
using Check = std::function<Verdict(const json::Source& source, json::Value configuration, base::Budget& budget)>;

// The loader's judgement: its errors count, its warnings do not.
Verdict check_configuration(const json::Source& source, json::Value configuration, base::Budget& budget);

// invalid_configuration if there are problems.
Result<void> require_valid(const Check& check, const json::Source& source, json::Value configuration,
                           base::Budget& budget);

// Reads a configuration that is kept, and requires that it is valid. The text outlives the task.
base::Task<Result<std::shared_ptr<const json::Source>>> read_valid(base::Pool& pool, Check check, base::Errand errand,
                                                                   const std::string& text);

}  // namespace connectory::service
