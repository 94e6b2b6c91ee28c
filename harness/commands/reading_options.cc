// Options shared by the commands that read captures.
#include "harness/commands/reading_options.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace goldwire {
namespace {

constexpr const char* kDefaultServices = "goldwire/goldwire.yaml";

}  // namespace

void add_reading_flags(CLI::App& app, ReadingFlags& flags) {
  app.add_option("input", flags.inputs,
                 "captures (pcap, pcapng, also compressed; - is stdin), or a "
                 "spans file; several are vantages of one run")
      ->required();
  app.add_option("--services", flags.services,
                 "YAML file that names addresses (default: goldwire/goldwire.yaml, if there)");
  app.add_option("--filter", flags.filter, "BPF expression; packets it refuses are not read");
}

Result<ReadingOptions> reading_options(const ReadingFlags& flags) {
  ReadingOptions options;
  options.inputs = flags.inputs;
  options.filter = flags.filter;
  std::string file = flags.services;
  std::error_code ignored;
  if (file.empty() && std::filesystem::exists(kDefaultServices, ignored)) file = kDefaultServices;
  if (file.empty()) return options;
  auto services = Services::load(file);
  if (!services) return std::unexpected(services.error());
  options.services = std::move(*services);
  return options;
}

void add_stats_flag(CLI::App& app, std::string& stats) {
  app.add_option("--stats", stats, "print the ledger as JSON to stderr, or to FILE (--stats=FILE)")
      ->expected(0, 1)
      ->default_str("-")
      ->option_text("[FILE]");
}

std::optional<Error> write_stats(const std::string& stats, const Ledger& ledger) {
  if (stats.empty()) return std::nullopt;
  const std::string text = ledger.json() + "\n";
  if (stats == "-") {
    std::fwrite(text.data(), 1, text.size(), stderr);
    return std::nullopt;
  }
  std::ofstream out(stats);
  out << text;
  out.close();
  if (!out) return Error{"cannot be written", stats, "name a file in a folder that exists"};
  return std::nullopt;
}

}  // namespace goldwire
