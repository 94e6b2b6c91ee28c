// The options of every command that only reads captures: inputs, names, filter, stats.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/trace/reading.h"
#include "harness/commands/session.h"

namespace goldwire {

struct ReadingFlags {
  std::vector<std::string> inputs;
  std::string folder = kDefaultFolder;
  std::string services;
  std::vector<std::string> descriptors;
  std::string filter;
  std::string keylog;
  bool verify_checksums = false;
  std::size_t workers = 1;
  std::string stats;  ///< where the ledger goes; empty: nowhere, "-": to stderr
};

void add_reading_flags(CLI::App& app, ReadingFlags& flags);

/// An Error when --stats would write over an input, and for --keylog. Loads the services file.
/// Without one named, goldwire.yaml of the folder is taken where it exists.
Result<ReadingOptions> reading_options(const ReadingFlags& flags);

std::optional<Error> write_stats(const ReadingFlags& flags, const Ledger& ledger);

}  // namespace goldwire
