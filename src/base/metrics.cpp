#include "base/metrics.h"

#include <algorithm>

#include <prometheus/gauge.h>
#include <prometheus/text_serializer.h>

namespace connectory::base {

prometheus::Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Histogram& Metrics::latency(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add(
      labels, prometheus::Histogram::BucketBoundaries{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1, 0.25, 0.5, 1, 2.5, 5, 10});
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> read) {
  auto& gauge = prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add({});
  gauges_.push_back({gauge, std::move(read)});
}

void Metrics::total(const std::string& name, const std::string& help, std::function<double()> read) {
  totals_.push_back({counter(name, help, {}), std::move(read)});
}

std::string Metrics::text() {
  for (const Total& total : totals_) total.counter.Increment(std::max(0.0, total.read() - total.counter.Value()));
  for (const Gauge& gauge : gauges_) gauge.gauge.Set(gauge.read());
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace connectory::base
