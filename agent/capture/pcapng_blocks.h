// PcapngBlocks: the blocks of a pcapng file (draft-ietf-opsawg-pcapng), written field by field.
//
// Contract: in this machine's byte order, times in nanoseconds. Each function appends one block to
// `out`, at whose end a file can stop and is whole. Interfaces count from 0 in the order of their
// descriptions; they are described before their first packet.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "agent/capture/annotations.h"
#include "agent/capture/packet.h"

namespace goldwire::pcapng {

/// Section 4.1. `application` is who writes (shb_userappl); empty for none. The length of the
/// section is not told.
void append_section_header(std::string& out, std::string_view application);
/// Section 4.2.
void append_interface(std::string& out, const Annotations::Interface& interface);
/// Section 4.3.
void append_packet(std::string& out, const Packet& packet, std::uint32_t interface);
/// Section 4.5. Nothing for no names.
void append_names(std::string& out, std::span<const Annotations::ResolvedName> names);

/// What an interface dropped since this file began.
struct Drops {
  std::uint64_t interface = 0;  ///< by the interface or its driver (isb_ifdrop)
  std::uint64_t kernel = 0;     ///< for want of room in the kernel (isb_osdrop)
  friend bool operator==(const Drops&, const Drops&) = default;
};
/// Section 4.6; of several for one interface the last one counts.
void append_statistics(std::string& out, std::uint32_t interface, Time now, const Drops& drops);
/// Section 4.7. Secrets help with the packets behind them.
void append_secrets(std::string& out, const Annotations::Secrets& secrets);

}  // namespace goldwire::pcapng
