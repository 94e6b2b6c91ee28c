// BpfFilter: tcpdump's language on packets of any link type.
#include "agent/capture/bpf_filter.h"

#include <gtest/gtest.h>

#include "tests/agent/capture/capture_octets.h"
#include "tests/agent/wire/packet_octets.h"

namespace goldwire::testing {
namespace {

TEST(BpfFilter, WorksOnEveryLinkTypeItMeets) {
  auto filter = BpfFilter::compile("tcp port 80");
  ASSERT_TRUE(filter);
  const std::string ip = ipv4(tcp("x"));
  const std::string other = ipv4(tcp("x", {.destination_port = 81}));
  for (const auto& [link_type, wrap] :
       {std::pair{1U, +[](const std::string& inner) { return ethernet(inner); }},
        std::pair{101U, +[](const std::string& inner) { return inner; }},
        std::pair{276U, +[](const std::string& inner) {
                    return std::string("\x08\0\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0", 20) + inner;
                  }}}) {
    EXPECT_TRUE(*filter->matches(packet_of(wrap(ip), link_type))) << link_type;
    EXPECT_FALSE(*filter->matches(packet_of(wrap(other), link_type))) << link_type;
  }
}

TEST(BpfFilter, IsRefusedInOneLineWhenItIsNone) {
  const auto filter = BpfFilter::compile("tcp port http port");
  ASSERT_FALSE(filter);
  EXPECT_TRUE(filter.error().line().starts_with("tcp port http port: the filter cannot be used"));
  EXPECT_EQ(filter.error().line().find('\n'), std::string::npos);
}

TEST(BpfFilter, TellsThatItMakesNoSenseForALinkType) {
  auto filter = BpfFilter::compile("ether host 01:01:01:01:01:01");
  ASSERT_TRUE(filter);
  EXPECT_TRUE(*filter->matches(packet_of(ethernet(ipv4(tcp("x"))), 1)));
  EXPECT_FALSE(filter->matches(packet_of(ipv4(tcp("x")), 101)));
}

TEST(BpfFilter, MayAskWhatOnlyTheAnyInterfaceKnows) {
  auto filter = BpfFilter::compile("ifindex 7");
  EXPECT_TRUE(filter);
}

TEST(BpfFilter, PassesPacketsOfALinkTypeThatNobodyReads) {
  auto filter = BpfFilter::compile("tcp port 80");
  ASSERT_TRUE(filter);
  const auto usb = filter->matches(packet_of("usb", 189));
  ASSERT_TRUE(usb) << usb.error().line();
  EXPECT_TRUE(*usb) << "they are counted as without a filter";
}

TEST(BpfFilter, LeavesUnwantedPacketsOutOfASource) {
  Octets octets;
  octets.pcap_header(0xa1b2c3d4, 101)
      .record(1, 0, ipv4(tcp("a")))
      .record(2, 0, ipv4(tcp("b", {.destination_port = 81})))
      .record(3, 0, ipv4(tcp("c")));
  const TemporaryFile file(octets.get());
  auto capture = open_capture(file.path(), 0);
  ASSERT_TRUE(capture);
  const auto source = filtered(std::move(*capture), *BpfFilter::compile("tcp port 80"));
  const ReadCapture read = read_all(*source);
  ASSERT_FALSE(read.error);
  ASSERT_EQ(read.packets.size(), 2U);
  EXPECT_TRUE(read.packets[1].data.ends_with("c"));
}

}  // namespace
}  // namespace goldwire::testing
