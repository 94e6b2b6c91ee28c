// Host: what this machine lets a capture do.
//
// Contract: read from /proc, /sys and the drivers; what cannot be read is absent, never guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace goldwire {

struct Interface {
  std::string name;
  bool up = false;
  std::optional<std::uint64_t> dropped;    ///< packets received and thrown away since it came up
  std::optional<std::uint32_t> ring;       ///< receive descriptors in use
  std::optional<std::uint32_t> ring_most;  ///< that the hardware offers
};

struct Host {
  std::string kernel;          ///< "Linux 6.1.0"
  bool may_capture = false;    ///< CAP_NET_RAW is in effect
  bool may_configure = false;  ///< CAP_NET_ADMIN: promiscuous mode, other network namespaces
  std::optional<std::uint64_t> receive_buffer_most;  ///< net.core.rmem_max, octets
  std::vector<Interface> interfaces;                 ///< by name
  bool ci = false;                                   ///< the environment says CI
};

Host this_host();

/// True when the environment variable CI is set to anything but "", "0" or "false". Then nothing is
/// written beside reports.
bool in_ci();

}  // namespace goldwire
