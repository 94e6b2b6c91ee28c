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
#include <vector>

#include "agent/capture/input_file.h"
#include "agent/capture/source.h"

namespace goldwire {

/// What a pcapng file says besides packets, as far as it was read.
struct Annotations {
  /// A decryption secrets block: `type` is its secrets type (0x544c534b: an NSS key log).
  struct Secrets {
    std::uint32_t type = 0;
    std::string data;
  };
  /// A name resolution record: 4 or 16 address octets and one of its names.
  struct ResolvedName {
    std::string address;
    std::string name;
  };
  /// An interface description; Packet::interface counts them over all sections.
  struct Interface {
    std::uint32_t link_type = 0;
    std::uint32_t snaplen = 0;  ///< 0: no limit
    std::string name;           ///< if_name; empty when the file has none
  };
  std::vector<Secrets> secrets;
  std::vector<ResolvedName> names;
  std::vector<Interface> interfaces;
};

class CaptureFile final : public Source {
 public:
  ~CaptureFile() override;
  Result<Arrival> next() override;
  void count(Ledger& ledger) const override;
  const Annotations& annotations() const;

 private:
  friend Result<std::unique_ptr<CaptureFile>> open_capture(InputFile, std::uint32_t);
  struct State;
  explicit CaptureFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Opens `path` ("-" is stdin) and reads as far as the first header. Packets carry `vantage`.
/// Errors: missing, unreadable, a directory, empty, no capture, an unknown compression.
Result<std::unique_ptr<CaptureFile>> open_capture(const std::string& path, std::uint32_t vantage);
/// The same of a file of which nothing was consumed.
Result<std::unique_ptr<CaptureFile>> open_capture(InputFile file, std::uint32_t vantage);

}  // namespace goldwire
