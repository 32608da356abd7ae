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
  readers_.with([&](Readers& readers) { readers.gauges.push_back({gauge, std::move(read)}); });
}

void Metrics::total(const std::string& name, const std::string& help, std::function<double()> read) {
  prometheus::Counter& known = counter(name, help, {});
  readers_.with([&](Readers& readers) { readers.totals.push_back({known, std::move(read)}); });
}

std::string Metrics::text() {
  readers_.with([](Readers& readers) {
    for (const Gauge& gauge : readers.gauges) gauge.gauge.Set(gauge.read());
    for (const Total& total : readers.totals)
      total.counter.Increment(std::max(0.0, total.read() - total.counter.Value()));
  });
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace connectory::base
