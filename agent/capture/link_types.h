// Link types: which of the file format's LINKTYPE_ values (tcpdump.org) are read; and libpcap's
// DLT_ values, which differ for a few.
#pragma once

#include <cstdint>
#include <expected>
#include <pcap/dlt.h>
#include <string>

#include "protocols/base/result.h"

namespace goldwire {

/// Those that link_payload() (agent/wire) reads.
enum LinkType : std::uint32_t {
  kLinkTypeNull = 0,
  kLinkTypeEthernet = 1,
  kLinkTypePpp = 9,
  kLinkTypeRawLinux = 12,    ///< DLT_RAW of most systems; files should say 101
  kLinkTypeRawOpenBsd = 14,  ///< DLT_RAW of OpenBSD
  kLinkTypePppSerial = 50,
  kLinkTypePppEthernet = 51,
  kLinkTypeRaw = 101,
  kLinkTypeLoop = 108,
  kLinkTypeLinuxCooked = 113,
  kLinkTypeIpv4 = 228,
  kLinkTypeIpv6 = 229,
  kLinkTypeLinuxCooked2 = 276
};

constexpr bool reads_link_type(std::uint32_t link_type) {
  switch (link_type) {
    case kLinkTypeNull:
    case kLinkTypeEthernet:
    case kLinkTypePpp:
    case kLinkTypePppSerial:
    case kLinkTypePppEthernet:
    case kLinkTypeRawLinux:
    case kLinkTypeRawOpenBsd:
    case kLinkTypeRaw:
    case kLinkTypeLoop:
    case kLinkTypeLinuxCooked:
    case kLinkTypeIpv4:
    case kLinkTypeIpv6:
    case kLinkTypeLinuxCooked2:
      return true;
    default:
      return false;
  }
}

/// Says that nothing at `where` can be read, since all of it is of this link type.
std::unexpected<Error> unread_link_type(std::uint32_t link_type, std::string where);

/// LINKTYPE_RAW and DLT_RAW are the only ones of those that we meet on Linux that differ.
inline int dlt_of_link_type(std::uint32_t link_type) {
  return link_type == kLinkTypeRaw ? DLT_RAW : static_cast<int>(link_type);
}
inline std::uint32_t link_type_of_dlt(int dlt) {
  return dlt == DLT_RAW ? kLinkTypeRaw : static_cast<std::uint32_t>(dlt);
}

}  // namespace goldwire
