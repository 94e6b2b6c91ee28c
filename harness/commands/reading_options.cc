// Options shared by the commands that read captures.
#include "harness/commands/reading_options.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "agent/observe/descriptors_file.h"
#include "agent/observe/observation.h"
#include "agent/observe/services_file.h"
#include "harness/files/files.h"
#include "harness/files/outputs.h"

namespace goldwire {
namespace {

/// Taken unasked: more are faster only where nothing else is slower.
constexpr std::size_t kMostWorkers = 4;

}  // namespace

void add_reading_flags(CLI::App& app, ReadingFlags& flags) {
  app.add_option(
         "input", flags.inputs,
         "captures (pcap, pcapng, also compressed; - is stdin), folders of them, or a spans "
         "file; several are vantages of one run, those of a rotated set (tcpdump -C, -G, "
         "dumpcap -b) one vantage")
      ->required();
  app.add_option("--services", flags.services,
                 "YAML file that names addresses (default: DIR/goldwire.yaml, if there)");
  add_descriptors_flag(app, flags.descriptors);
  app.add_option("--filter", flags.filter, "BPF expression; packets it refuses are not read");
  add_checksum_flag(app, flags.verify_checksums);
  app.add_option("--keylog", flags.keylog, "file of TLS secrets; not there yet");
  flags.workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostWorkers);
  app.add_option("--workers", flags.workers,
                 "threads that read the protocols; what is printed does not depend on it")
      ->check(CLI::Range(std::size_t{1}, Observation::kShards))
      ->capture_default_str();
  // A flag, because an option would take the capture behind it for its FILE. "true" is how CLI11
  // says that a flag stood alone.
  app.add_flag("--stats", flags.stats, "print the ledger as JSON to stderr, or to FILE")
      ->transform([](const std::string& file) { return file == "true" ? "-" : file; })
      ->option_text("or --stats=FILE");
  add_folder_flag(app, flags.folder);
}

Result<ReadingOptions> reading_options(const ReadingFlags& flags) {
  if (!flags.keylog.empty()) {
    return failure("--keylog is not there yet", {}, "capture where TLS has ended: it is not read");
  }
  ReadingOptions options;
  options.inputs = flags.inputs;
  options.filter = flags.filter;
  options.checksums = flags.verify_checksums ? Checksums::verified : Checksums::tolerated;
  options.workers = flags.workers;
  std::string file = flags.services;
  const std::filesystem::path project = std::filesystem::path(flags.folder) / "goldwire.yaml";
  if (file.empty() && is_file(project)) file = project.string();
  std::vector<std::string> inputs = flags.inputs;
  if (!file.empty()) inputs.push_back(file);
  inputs.insert(inputs.end(), flags.descriptors.begin(), flags.descriptors.end());
  if (auto bad = check_outputs({{"--stats", flags.stats}}, inputs)) return std::unexpected(*bad);
  if (!file.empty()) {
    auto services = load_services(file);
    if (!services) return std::unexpected(services.error());
    options.services = std::move(*services);
  }
  const auto described = add_descriptors(options.services.terms(), flags.descriptors);
  if (!described) return std::unexpected(described.error());
  return options;
}

std::optional<Error> write_stats(const ReadingFlags& flags, const Ledger& ledger) {
  if (flags.stats.empty()) return std::nullopt;
  const std::string text = ledger.json() + "\n";
  if (flags.stats == "-") {
    std::fwrite(text.data(), 1, text.size(), stderr);
    return std::nullopt;
  }
  const auto written = write_file(flags.stats, text);
  return written ? std::nullopt : std::optional(written.error());
}

}  // namespace goldwire
