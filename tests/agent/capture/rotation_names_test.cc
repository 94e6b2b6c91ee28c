// RotationNames: what rotating writers call their files, and what only looks like it.
#include "agent/capture/rotation_names.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldwire {
namespace {

using ::testing::ElementsAre;
using Names = std::vector<std::string>;

/// The families, members with spaces between; "<" in front of one whose names tell times.
Names families(const Names& names) {
  Names all;
  for (const Family& family : families_of(names)) {
    std::string text;
    for (const std::size_t one : family.members) text += (text.empty() ? "" : " ") + names[one];
    all.push_back((family.ordered ? "<" : "") + text);
  }
  return all;
}

TEST(RotationNames, OfTcpdumpHaveACounterBehindTheName) {
  EXPECT_THAT(families({"cap.pcap", "cap.pcap1", "cap.pcap10", "cap.pcap2"}),
              ElementsAre("cap.pcap cap.pcap1 cap.pcap10 cap.pcap2"));
  EXPECT_THAT(families({"d/cap.pcap00", "d/cap.pcap01", "e/cap.pcap00"}),
              ElementsAre("d/cap.pcap00 d/cap.pcap01", "e/cap.pcap00"));
  EXPECT_THAT(families({"cap.pcap0.gz", "cap.pcap1.gz", "cap.pcap2"}),
              ElementsAre("cap.pcap0.gz cap.pcap1.gz cap.pcap2"));
  EXPECT_THAT(families({"trace", "trace1", "trace2"}), ElementsAre("trace trace1 trace2"));
}

TEST(RotationNames, OfTcpdumpMayBeTimes) {
  EXPECT_THAT(families({"a-1300.pcap", "a-1310.pcap"}), ElementsAre("<a-1300.pcap a-1310.pcap"));
  EXPECT_THAT(families({"a_2026-01-01_12:59:00.pcap", "a_2026-01-01_13:00:00.pcap"}),
              ElementsAre("<a_2026-01-01_12:59:00.pcap a_2026-01-01_13:00:00.pcap"));
  EXPECT_THAT(families({"1767225600", "1767225660"}), ElementsAre("<1767225600 1767225660"));
}

TEST(RotationNames, OfTcpdumpMayBeTimesWithACounter) {
  EXPECT_THAT(families({"a-1300.pcap", "a-1300.pcap1", "a-1310.pcap"}),
              ElementsAre("a-1300.pcap a-1300.pcap1 a-1310.pcap"));
}

TEST(RotationNames, OfDumpcapHaveCounterAndTime) {
  EXPECT_THAT(families({"r_00001_20260101120000.pcapng", "r_00002_20260101120500.pcapng"}),
              ElementsAre("<r_00001_20260101120000.pcapng r_00002_20260101120500.pcapng"));
  EXPECT_THAT(families({"r_20260101120000_00001.pcapng", "r_20260101120500_00002.pcapng"}),
              ElementsAre("<r_20260101120000_00001.pcapng r_20260101120500_00002.pcapng"));
}

TEST(RotationNames, AreNotThoseOfHosts) {
  EXPECT_THAT(families({"host1.pcap", "host2.pcap"}), ElementsAre("host1.pcap", "host2.pcap"));
  EXPECT_THAT(families({"at-192.168.100.101.pcap", "at-192.168.101.102.pcap"}),
              ElementsAre("at-192.168.100.101.pcap", "at-192.168.101.102.pcap"));
  EXPECT_THAT(families({"a.pcap", "b.pcap"}), ElementsAre("a.pcap", "b.pcap"));
  EXPECT_THAT(families({"run-1/a.pcap", "run-2/a.pcap"}),
              ElementsAre("run-1/a.pcap", "run-2/a.pcap"));
  EXPECT_THAT(families({"-"}), ElementsAre("-"));
}

TEST(RotationNames, OfOtherFilesBetweenDoNotDisturb) {
  EXPECT_THAT(families({"a.pcap1", "b.pcap", "a.pcap2", "host7.pcap"}),
              ElementsAre("a.pcap1 a.pcap2", "b.pcap", "host7.pcap"));
}

TEST(RotationNames, AreOrderedWithDigitsAsNumbers) {
  EXPECT_TRUE(natural_less("cap.pcap", "cap.pcap1"));
  EXPECT_TRUE(natural_less("cap.pcap9", "cap.pcap10"));
  EXPECT_FALSE(natural_less("cap.pcap10", "cap.pcap9"));
  EXPECT_TRUE(natural_less("a01b2", "a1b3"));
  EXPECT_FALSE(natural_less("a1b3", "a01b2"));
  EXPECT_FALSE(natural_less("a1", "a01"));
  EXPECT_FALSE(natural_less("a01", "a1"));
  EXPECT_TRUE(natural_less("a1", "b0"));
}

}  // namespace
}  // namespace goldwire
