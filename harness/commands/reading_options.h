// The options of every command that reads captures: inputs, names, filter, stats.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/trace/reading.h"

namespace goldwire {

struct ReadingFlags {
  std::vector<std::string> inputs;
  std::string services;
  std::string filter;
};

void add_reading_flags(CLI::App& app, ReadingFlags& flags);

/// Loads the services file. Without one named, goldwire/goldwire.yaml is taken where it exists.
Result<ReadingOptions> reading_options(const ReadingFlags& flags);

/// --stats prints to stderr, --stats=FILE writes there.
void add_stats_flag(CLI::App& app, std::string& stats);
std::optional<Error> write_stats(const std::string& stats, const Ledger& ledger);

}  // namespace goldwire
