// Reads asynchronous jobs: how to follow them, and how to fetch their results.

#include <algorithm>

#include <fmt/format.h>

#include "json/shown.h"
#include "language/reading_impl.h"

namespace connectory::language {

using json::Kind;

// A state has one meaning, so it may be in one of the lists only.
void Reading::check_states(Object status) {
  std::map<std::string, std::string_view> lists;
  for (const std::string_view key : {"done", "empty", "failed", "running"}) {
    const auto states = find(status, key, Kind::array);
    if (!states || !spend(5 * states->size())) continue;
    for (const Value state : states->elements()) {
      const auto scalar = scalar_of(state);
      if (!scalar) continue;
      const auto [first, is_new] = lists.emplace(scalar->text, key);
      if (!is_new)
        report(Code::duplicate_id, state,
               first->second == key ? fmt::format("This state is listed twice in '{}'.", key)
                                    : fmt::format("This state is listed as both {} and {}.", first->second, key),
               first->second == key ? "Remove one of them." : "Remove it from one of the two lists.");
    }
  }
}

std::vector<JobProperty> Reading::read_job_properties(Object job, const Scope& scope) {
  std::vector<JobProperty> made;
  for (const Object& each : objects(job, "properties")) {
    if (!spend(20)) break;
    made.push_back({text_or(each, "id", ""), read_source(each, scope), boolean_or(each, "secret", false)});
  }
  return made;
}

void Reading::check_job_properties(Object job, const std::vector<JobProperty>& properties) {
  const std::vector<Object> found = objects(job, "properties");
  for (std::size_t index = 0; index < std::min(found.size(), properties.size()); ++index) {
    const std::string use = fmt::format("job.{}", properties[index].id);
    if (const auto id = find(found[index], "id", Kind::string); id && !is_used(job, {use}))
      report(Code::unused_input, *id,
             fmt::format("The property '{}' of the job is not used.", json::shown(properties[index].id)),
             fmt::format("Use it as {{{{ {} }}}}, or remove it.", json::shown(use)));
  }
}

JobDownload Reading::read_download(Object object, const Scope& scope) {
  JobDownload made{.request = {}, .urls = find_source(object, "urls", scope), .expired = {}};
  const auto request = find(object, "request", Kind::object);
  if (request) made.request = read_request(*request, scope);
  if (const auto urls = object.find("urls"); urls && request && !is_used(*request, {"job.url"}))
    report(Code::missing_part, *urls, "The request is sent for each of these URLs, but does not use them.",
           "Write {{ job.url }} in its 'url'.");
  const auto expired = find(object, "expired", Kind::object);
  if (!expired) return made;
  made.expired = read_statuses(*expired);
  if (const auto status = expired->find("httpStatus");
      status && std::ranges::any_of(made.expired, [](const HttpStatuses& each) { return each.from < 300; }))
    report(Code::bad_value, *status, "A successful response cannot mean that the result has expired.",
           "Write statuses from 400, such as 403 or \"4xx\".");
  return made;
}

AsyncJob Reading::read_job(Object object, const Scope& scope) {
  const Scope inside = scope.with(Knowledge::job);
  const auto status = find(object, "status", Kind::object);
  AsyncJob job{.properties = read_job_properties(object, scope),
               .status = {},
               .state = StaticText{},
               .done = {},
               .empty = {},
               .failed = {},
               .running = {},
               .steps = {},
               .download = {}};
  if (status) {
    if (const auto request = find(*status, "request", Kind::object)) job.status = read_request(*request, inside);
    job.state = find_source(*status, "state", inside).value_or(StaticText{});
    job.done = scalars(*status, "done");
    job.empty = scalars(*status, "empty");
    job.failed = scalars(*status, "failed");
    if (find(*status, "running", Kind::array)) job.running = scalars(*status, "running");
    job.timeout = seconds_or(*status, "timeout", job.timeout);
    if (const auto interval = find(*status, "interval", Kind::object)) {
      job.interval_min = seconds_or(*interval, "min", job.interval_min);
      job.interval_max = seconds_or(*interval, "max", std::max(job.interval_min, job.interval_max));
      if (job.interval_min <= Seconds(0) || job.interval_max < job.interval_min)
        report(Code::bad_value, *interval, "'min' must be more than 0, and not more than 'max'.",
               "Write both in seconds.");
    }
    check_states(*status);
  }
  std::vector<Object> named = objects(object, "properties");
  for (const Object& each : objects(object, "steps")) {
    const auto request = find(each, "request", Kind::object);
    job.steps.push_back({text_or(each, "id", ""), request ? read_request(*request, inside) : Request{}});
    named.push_back(each);
  }
  check_ids(named, "property or step of the job");
  if (const auto download = find(object, "download", Kind::object)) job.download = read_download(*download, inside);
  check_job_properties(object, job.properties);
  if (const auto steps = object.find("steps"); steps && !object.find("download"))
    report(Code::useless_part, *steps, "'steps' come before a download, and this job has none.",
           "Add 'download' with the request that fetches the rows.");
  return job;
}

}  // namespace connectory::language
