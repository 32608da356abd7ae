#pragma once

// Metrics for operators in Prometheus's text format. Rooms hold their counters; reading all metrics calls
// the gauges, which read live objects.
// Ownership: app/ makes one Metrics, which outlives the counters. Threads: every member from any thread.
// Source: prometheus-cpp; names follow Prometheus's conventions (base units, _total).

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "base/guarded.h"

namespace connectory::base {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels);
  // Seconds; buckets from 100 microseconds to 10 seconds.
  prometheus::Histogram& latency(const std::string& name, const std::string& help, const Labels& labels);
  // `read` is called each time the metrics are read.
  void gauge(const std::string& name, const std::string& help, std::function<double()> read);
  // The same for values that only increase; its name ends in _total.
  void total(const std::string& name, const std::string& help, std::function<double()> read);

  std::string text();

 private:
  struct Gauge {
    prometheus::Gauge& gauge;
    std::function<double()> read;
  };
  struct Total {
    prometheus::Counter& counter;
    std::function<double()> read;
  };
  struct Readers {
    std::vector<Gauge> gauges;
    std::vector<Total> totals;
  };
  prometheus::Registry registry_;
  Guarded<Readers> readers_;  // held while they read: they read counters and do not wait
};

}  // namespace connectory::base
