#include "service/check.h"

namespace connectory::service {

base::Task<Result<void>> require_valid(base::Pool& pool, const Check& check, std::string_view json) {
  auto checking = pool.run_on(json.size(), [&] { return check(json); });
  Findings findings = co_await std::move(checking);
  if (findings.count > 0)
    co_return std::unexpected(Error{Error::Code::invalid_configuration, std::move(findings.text)});
  co_return Result<void>();
}

}  // namespace connectory::service
