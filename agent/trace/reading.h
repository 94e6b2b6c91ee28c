// Reading: from captures (or live interfaces) to a Run. What the harness and the programs call.
//
// Contract: the same inputs give the same Run. Losses are in it, not hidden; only a file that
// cannot be read at all, or is cut, is an error.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/observe/services.h"
#include "agent/observe/shard.h"
#include "agent/trace/trace.h"
#include "agent/wire/checksum.h"
#include "protocols/base/result.h"

namespace goldwire {

struct ReadingOptions {
  /// Captures or folders of them: the vantages of one run (inputs.h). Or spans files. Or
  /// interfaces.
  std::vector<std::string> inputs;
  Services services;
  std::string filter;  ///< BPF; empty takes all
  ShardLimits limits;
  Checksums checksums = Checksums::tolerated;
  int snaplen = 262'144;    ///< live: octets kept of a packet
  int ring = 32 << 20;      ///< live: octets of the kernel's ring, per interface
  std::size_t workers = 1;  ///< threads that observe captures; changes nothing in what is found
};

/// What was read, and what stopped the reading early (a cut file), if anything did.
struct Reading {
  Run run;
  std::optional<Error> stopped;
  std::vector<std::string>
      notes;  ///< lines for a person: files left aside, interfaces that came or went
};

/// Reads and links. An Error when an input is missing or no capture at all.
Result<Reading> read_run(const ReadingOptions& options);

/// What a stream of spans ended with.
struct Streamed {
  Ledger ledger;
  std::optional<Error> stopped;
  std::vector<std::string>
      notes;  ///< lines for a person: files left aside, interfaces that came or went
};

/// Reads without linking: every span, control spans too, in the order of settling, as soon as it is
/// settled and the next one is; with it comes what was lost in between. Memory does not grow with
/// the input. An empty `take` frames, pairs and counts only.
Result<Streamed> stream_spans(const ReadingOptions& options,
                              const std::function<void(const Span&, const Lost&)>& take);

/// A run being captured. One thread captures until stop().
class LiveRun {
 public:
  /// Opens the interfaces named in options.inputs ("any" too; patterns also stand for interfaces
  /// that appear later). Needs CAP_NET_RAW.
  static Result<std::unique_ptr<LiveRun>> start(const ReadingOptions& options);
  virtual ~LiveRun() = default;

  /// Waits until no exchange is open (control traffic and long polls left aside), no consumer is
  /// behind its topics, and nothing new came for `settle`, which begins with the call at the
  /// earliest; or until `timeout`. True when quiet.
  /// `began` is how many exchanges had begun at the last look; progress may be called with the
  /// number of open ones.
  virtual bool wait_quiet(Duration settle, Duration timeout) = 0;
  /// What keeps it from being quiet, for a person: "payments -> stripe (http/1.1) has no answer
  /// yet". Empty when only the settle time is missing.
  virtual std::string unfinished() = 0;
  /// Exchanges begun since the last call.
  virtual std::uint64_t begun() = 0;
  /// Ends the capture after flushing its last block and gives the linked run.
  virtual Result<Reading> stop() = 0;
};

}  // namespace goldwire
