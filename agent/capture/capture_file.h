// CaptureFile: packets from a pcap or pcapng file, also compressed with gzip or zstd, or from
// stdin.
//
// Contract: streaming; memory does not grow with the file. Packet bytes are borrowed until the next
// call of next(). A file cut in the middle gives every packet before the cut, then one Error naming
// file and octet. Formats: pcap as in draft-ietf-opsawg-pcap (micro- and nanoseconds, both byte
// orders, the patched "Kuznetzov" records), pcapng as in draft-ietf-opsawg-pcapng. A file with
// packets of link types only that nobody reads is an Error as well, at its end at the latest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "agent/capture/annotations.h"
#include "agent/capture/input_file.h"
#include "agent/capture/source.h"

namespace goldwire {

class CaptureFile final : public Source {
 public:
  ~CaptureFile() override;
  Result<Arrival> next() override;
  void count(Ledger& ledger) const override;
  void annotate(Annotations& annotations) const override { annotations.add(this->annotations()); }
  const Annotations& annotations() const;

 private:
  friend Result<std::unique_ptr<CaptureFile>> open_capture(InputFile, std::uint32_t);
  struct State;
  explicit CaptureFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// True when `start` (4 octets or more) is how a capture begins, decompressed.
bool is_capture(Bytes start);

/// Opens `path` ("-" is stdin) and reads as far as the first header. Packets carry `vantage`.
/// Errors: missing, unreadable, a directory, empty, no capture, an unknown compression.
Result<std::unique_ptr<CaptureFile>> open_capture(const std::string& path, std::uint32_t vantage);
/// The same of a file of which nothing was consumed.
Result<std::unique_ptr<CaptureFile>> open_capture(InputFile file, std::uint32_t vantage);

}  // namespace goldwire
