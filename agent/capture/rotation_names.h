// RotationNames: which files, by their names, one writer may have filled one after another.
//
// Contract: names only. They are a hint; what the files say decides (rotated_source.h). Files of
// one folder are a family when their names are those of
//   tcpdump -C, -W      cap.pcap cap.pcap1 cap.pcap2, or cap.pcap00 cap.pcap01 and so on: a counter
//                       behind the name, which begins anew once as many files as -W says are there
//   tcpdump -G          cap_2026-01-01_12:00.pcap, or whatever else strftime(3) makes: four or more
//                       digits that differ, in places where all of the family have digits
//   dumpcap, tshark -b  name_00001_20260101120000.pcapng, name_20260101120000_00001.pcapng
// A compression's suffix (.gz, .zst) does not matter. "host1.pcap" and "host2.pcap" are no family:
// one digit tells no time. Neither are "at-10.0.0.2.pcap" and "at-10.0.0.3.pcap": an IPv4 address
// does not count.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire {

struct Family {
  std::vector<std::size_t> members;  ///< indices into the names that were given
  /// The names tell the order in which the files were written: times. A counter does not.
  bool ordered = false;
};

/// Each of `paths` in one family, alone where it is like no other; in the order in which the first
/// member of each was given.
std::vector<Family> families_of(const std::vector<std::string>& paths);

/// Where runs of digits count as numbers: "cap.pcap9" before "cap.pcap10".
bool natural_less(std::string_view a, std::string_view b);

}  // namespace goldwire
