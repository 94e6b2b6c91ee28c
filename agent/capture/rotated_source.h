// RotatedSource: the files that one writer filled one after another, read as one capture.
//
// The rule. Files come in the order of their first packets' times (those without packets last). One
// is opened when that time has come, and continues the vantage of another whose end was reached by
// then, when both have the same interfaces (link types and names; the later file may have more)
// and, where their names tell times (rotation_names.h), those too say that it is the later one. A
// file may still give a few packets after the first of the next: a writer takes them from the
// queues of several processors. So its end counts as reached when not more than a quarter of what
// it gave, a thousand packets and one second lie before it. Everything else is a vantage of its
// own, merged by time: files of two hosts that were named alike overlap.
//
// Contract: only files whose time has come are open. Packets come in order of time, each file
// keeping its own order. A file that fails gives its packets before that; the others follow, then
// the first Error.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/capture_file.h"

namespace goldwire {

/// What the beginning of a capture says.
struct Beginning {
  std::optional<Time> first;                       ///< of its first packet; none without packets
  std::vector<Annotations::Interface> interfaces;  ///< known at the first packet
};
/// Reads as far as the first packet.
Result<Beginning> beginning_of(InputFile file);

struct RotatedFile {
  std::string path;
  Beginning beginning;
};

class RotatedSource final : public Source {
 public:
  /// Packets carry `vantage`; those of files that do not continue another one the numbers behind
  /// it, fewer than there are files. `ordered`: names tell times.
  RotatedSource(std::vector<RotatedFile> files, bool ordered, std::uint32_t vantage);
  ~RotatedSource() override;

  Result<Arrival> next() override;
  void count(Ledger& ledger) const override;
  void annotate(Annotations& annotations) const override;

 private:
  class Reading;
  /// Files of one vantage.
  struct Chain {
    std::size_t last = 0;        ///< the latest file
    Reading* reading = nullptr;  ///< of that file; null: it has ended
  };

  void open(std::size_t file);
  Chain& chain_for(std::size_t file);
  bool continues(const RotatedFile& file, const RotatedFile& earlier) const;
  void close(std::size_t reading);

  std::vector<RotatedFile> files_;  ///< by first packet
  const bool ordered_;
  const std::uint32_t vantage_;
  std::size_t opened_ = 0;  ///< of files_
  std::vector<Chain> chains_;
  std::vector<std::unique_ptr<Reading>> readings_;  ///< nearly always one
  Reading* given_ = nullptr;                        ///< whose head is borrowed by the caller
  std::optional<Error> failed_;
  Ledger closed_;  ///< what files that are closed counted
  Annotations said_;
};

}  // namespace goldwire
