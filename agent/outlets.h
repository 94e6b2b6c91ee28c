// Outlets: the places that one agent gives its spans to, opened before privileges go, fed after.
//
// Contract: open() touches files and reads certificates; start() begins the threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/export/file_destination.h"
#include "agent/export/otlp_config.h"
#include "agent/export/sink.h"
#include "agent/observe/own_endpoints.h"
#include "protocols/base/result.h"

namespace goldwire {

class Outlets {
 public:
  /// `output` is a file, or "-" for stdout, or empty; without that and `otlp`, spans go to stdout.
  /// `own` outlives this.
  static Result<Outlets> open(std::string output, std::optional<OtlpConfig> otlp,
                              OwnEndpoints& own);

  void start(QueueRoom room);
  std::vector<Sink*> sinks() const;
  /// Log rotation: the output file is opened by its name again.
  Result<void> reopen();
  /// Stdout is all there is, and nobody reads it any more.
  bool abandoned() const;
  /// Waits until all sinks are empty, at most until `deadline`.
  void finish(Sink::Moment deadline);
  /// After finish(): a thread that cannot be ended is left.
  bool stuck() const;

  /// "stdout and http://localhost:4318/v1/traces"
  std::string places() const;
  /// {"file":{"written":1,"dropped":0,"failed":0},"otlp":{...}}
  std::string counts_json() const;
  /// Spans lost so far, of all places, and what each complains of, as one phrase.
  std::uint64_t lost() const;
  std::string complaints() const;

 private:
  struct Outlet {
    std::string name;                          ///< in the ledger
    std::string place;                         ///< for a person
    std::unique_ptr<Destination> destination;  ///< until start()
    std::unique_ptr<Sink> sink;
  };
  std::vector<Outlet> outlets_;
  FileDestination* file_ = nullptr;  ///< owned by its sink
};

}  // namespace goldwire
