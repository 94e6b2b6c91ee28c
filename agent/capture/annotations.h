// Annotations: what a capture says besides its packets (draft-ietf-opsawg-pcapng).
//
// Contract: owned; grows as the file is read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goldwire {

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

  /// What another capture says comes behind what is here.
  void add(const Annotations& other) {
    secrets.insert(secrets.end(), other.secrets.begin(), other.secrets.end());
    names.insert(names.end(), other.names.begin(), other.names.end());
    interfaces.insert(interfaces.end(), other.interfaces.begin(), other.interfaces.end());
  }
};

}  // namespace goldwire
