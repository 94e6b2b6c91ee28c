// Link types: the file format's LINKTYPE_ values and libpcap's DLT_ values, which differ for a few.
//
// Contract: only those that differ on Linux and that we meet; all others are equal.
#pragma once

#include <cstdint>
#include <pcap/dlt.h>

namespace goldwire {

inline constexpr std::uint32_t kLinkTypeRaw = 101;  ///< LINKTYPE_RAW; DLT_RAW differs by system

inline int dlt_of_link_type(std::uint32_t link_type) {
  return link_type == kLinkTypeRaw ? DLT_RAW : static_cast<int>(link_type);
}

inline std::uint32_t link_type_of_dlt(int dlt) {
  return dlt == DLT_RAW ? kLinkTypeRaw : static_cast<std::uint32_t>(dlt);
}

}  // namespace goldwire
