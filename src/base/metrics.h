#pragma once

// Figures for operators in Prometheus's text format. Rooms hold the counters they were given; reading all of them calls
// the gauges that look at live objects.
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

namespace connectory::base {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels);
  // Seconds; buckets from 100 microseconds to 10 seconds.
  prometheus::Histogram& latency(const std::string& name, const std::string& help, const Labels& labels);
  // `read` is called whenever the figures are read.
  void gauge(const std::string& name, const std::string& help, std::function<double()> read);
  // The same for what only grows; its name ends in _total.
  void total(const std::string& name, const std::string& help, std::function<double()> read);

  std::string text();

 private:
  struct Gauge {
    prometheus::Gauge& gauge;
    std::function<double()> read;
  };
  prometheus::Registry registry_;
  struct Total {
    prometheus::Counter& counter;
    std::function<double()> read;
  };
  std::vector<Total> totals_;
  std::vector<Gauge> gauges_;  // filled while the graph is built, then only read
};

}  // namespace connectory::base
