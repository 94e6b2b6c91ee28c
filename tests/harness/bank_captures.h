// Bank captures: the captures of the running bank, read in process, and the golden of three clean
// ones.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/observe/services_file.h"
#include "agent/trace/reading.h"
#include "harness/canonical/canonical.h"
#include "harness/noise/noise.h"

namespace goldwire::test {

inline const std::string kRoot = GOLDWIRE_SOURCE_DIR;

inline std::string capture_path(const std::string& name) {
  return kRoot + "/fixtures/captures/" + name + ".pcap";
}

inline CanonicalRun read_capture(const std::string& path) {
  ReadingOptions options;
  options.inputs = {path};
  Result<Services> services = load_services(kRoot + "/fixtures/bank/services.yaml");
  if (!services) throw std::runtime_error(services.error().line());
  options.services = *std::move(services);
  const Result<Reading> reading = read_run(options);
  if (!reading) throw std::runtime_error(reading.error().line());
  return canonical(reading->run);
}

inline const Learned& clean_golden() {
  static const Learned learned = [] {
    const std::vector<CanonicalRun> runs{read_capture(capture_path("clean-1")),
                                         read_capture(capture_path("clean-2")),
                                         read_capture(capture_path("clean-3"))};
    return learn(runs);
  }();
  return learned;
}

/// The names of the captures that begin with `prefix`, sorted.
inline std::vector<std::string> captures(const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/fixtures/captures")) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".pcap" && name.starts_with(prefix)) out.push_back(name);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace goldwire::test
