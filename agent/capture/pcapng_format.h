// PcapngFormat: the block-structured capture file (draft-ietf-opsawg-pcapng), block by block.
//
// Contract: begin() reads the first section header; next() goes on to the next packet, keeping what
// other blocks say in annotations(). Unknown blocks are skipped. A simple packet has no time: it
// gets that of the packet before it.
#pragma once

#include <optional>
#include <vector>

#include "agent/capture/byte_order.h"
#include "agent/capture/capture_file.h"
#include "agent/capture/input_file.h"
#include "agent/capture/source.h"
#include "agent/capture/time_resolution.h"

namespace goldwire {

class PcapngFormat {
 public:
  static bool recognises(Bytes start);
  static Result<PcapngFormat> begin(InputFile& file);

  Result<Arrival> next(InputFile& file, std::uint32_t vantage);
  /// Adds the drops that interface statistics (else the packets themselves) tell of.
  void count(Ledger& ledger) const;
  const Annotations& annotations() const { return annotations_; }

 private:
  struct Drops {  ///< of one interface
    std::uint64_t kernel = 0;
    std::uint64_t interface = 0;
    std::uint64_t noted = 0;  ///< sum of what packets say was dropped before them
    bool statistics = false;  ///< `kernel` and `interface` come from a statistics block
    void count(Ledger& ledger) const;
  };
  struct Interface {
    std::uint32_t number = 0;  ///< over all sections
    std::uint32_t link_type = 0;
    std::uint32_t snaplen = 0;  ///< 0: no limit
    TimeResolution resolution;
    Drops drops;
  };

  Result<void> section_header(InputFile& file);
  void interface_description(Bytes body);
  void interface_statistics(Bytes body);
  void name_resolution(Bytes body);
  void decryption_secrets(Bytes body);
  Result<Packet> enhanced_packet(Bytes body, const InputFile& file, std::uint64_t offset);
  Result<Packet> old_packet(Bytes body, const InputFile& file, std::uint64_t offset);
  Result<Packet> simple_packet(Bytes body, const InputFile& file, std::uint64_t offset);
  /// The packet whose data stands at `at` of a packet block's body; without a time.
  std::expected<Packet, const char*> packet_at(Bytes body, std::size_t at, std::uint32_t interface,
                                               std::uint32_t captured, std::uint32_t length) const;
  Result<Arrival> end(const InputFile& file) const;
  std::unexpected<Error> cut(const InputFile& file, std::uint64_t offset) const;
  /// Calls f(code, value) for each option of `options`.
  template <class F>
  void each_option(Bytes options, F&& f) const;

  FileFields fields_;
  std::vector<Interface> interfaces_;  ///< of this section
  std::uint32_t described_ = 0;        ///< interfaces of all sections
  Ledger earlier_;                     ///< what the sections before this one counted
  Annotations annotations_;
  Time last_;
  std::uint64_t packets_ = 0;
  bool readable_ = false;  ///< there was a packet of a link type that is read
  std::optional<std::uint32_t> unread_link_type_;  ///< of the last packet of another
};

}  // namespace goldwire
