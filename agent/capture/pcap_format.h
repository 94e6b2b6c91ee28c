// PcapFormat: the classic capture file, record by record (draft-ietf-opsawg-pcap).
//
// Contract: begin() reads the file header; next() gives one record at a time. Also reads the
// patched records of 24 octets ("Kuznetzov" magic) and the length order of versions before 2.4. Of
// a record beyond kLargestPacket the rest is passed over: memory does not grow with what a file
// claims.
#pragma once

#include "agent/capture/byte_order.h"
#include "agent/capture/input_file.h"
#include "agent/capture/source.h"

namespace goldwire {

class PcapFormat {
 public:
  /// True when `start` (4 octets or more) is one of the magic numbers.
  static bool recognises(Bytes start);
  static Result<PcapFormat> begin(InputFile& file);

  Result<Arrival> next(InputFile& file, std::uint32_t vantage);

 private:
  FileFields fields_;
  std::uint32_t fraction_ = 1000;  ///< nanoseconds in one unit of the second time field
  std::uint32_t link_type_ = 0;
  std::uint32_t largest_ = 0;  ///< octets of a record that can be believed
  std::size_t record_header_ = 16;
  std::uint16_t minor_ = 4;
  std::uint64_t records_ = 0;
  std::size_t left_ = 0;  ///< octets of the last record beyond what is given of a packet
};

}  // namespace goldwire
