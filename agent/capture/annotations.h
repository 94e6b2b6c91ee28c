// Annotations: what a capture says besides its packets (draft-ietf-opsawg-pcapng).
//
// Contract: owned; grows as the file is read, up to a limit of each kind. What comes beyond that is
// left out and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
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
  /// Octets, with what keeping one costs: key logs of 80,000 connections, 50,000 names and 20,000
  /// interfaces.
  static constexpr std::size_t kMostSecrets = 16U << 20;
  static constexpr std::size_t kMostNames = 4U << 20;
  static constexpr std::size_t kMostInterfaces = 1U << 20;

  std::vector<Secrets> secrets;
  std::vector<ResolvedName> names;
  std::vector<Interface> interfaces;  ///< the first ones, where some were left out
  std::uint64_t left_out = 0;         ///< by keep() and add() of this

  void keep(Secrets one) { keep(secrets, secrets_octets_, kMostSecrets, one.data.size(), one); }
  void keep(ResolvedName one) { keep(names, names_octets_, kMostNames, one.name.size(), one); }
  void keep(Interface one) {
    keep(interfaces, interfaces_octets_, kMostInterfaces, one.name.size(), one);
  }
  /// What another capture says comes behind what is here.
  void add(const Annotations& other) {
    for (const Secrets& one : other.secrets) keep(one);
    for (const ResolvedName& one : other.names) keep(one);
    for (const Interface& one : other.interfaces) keep(one);
  }

 private:
  template <class T>
  void keep(std::vector<T>& kept, std::size_t& octets, std::size_t most, std::size_t size, T& one) {
    size += sizeof one;
    if (size > most - octets) {
      ++left_out;
      return;
    }
    octets += size;
    kept.push_back(std::move(one));
  }
  std::size_t secrets_octets_ = 0;
  std::size_t names_octets_ = 0;
  std::size_t interfaces_octets_ = 0;
};

}  // namespace goldwire
