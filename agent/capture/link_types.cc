// Link types by their names, which libpcap knows.
#include "agent/capture/link_types.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <utility>

namespace goldwire {

std::unexpected<Error> unread_link_type(std::uint32_t link_type, std::string where) {
  const char* const name = pcap_datalink_val_to_name(dlt_of_link_type(link_type));
  return failure(fmt::format("its link type {}{} is not read", link_type,
                             name == nullptr ? "" : fmt::format(" ({})", name)),
                 std::move(where),
                 "capture on an interface that gives Ethernet, Linux cooked (any), loopback, PPP "
                 "or raw IP");
}

}  // namespace goldwire
