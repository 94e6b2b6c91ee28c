// WireReader and WireWriter: mirrors of each other, and no read past a frame's end.
#include <gtest/gtest.h>
#include <limits>

#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"

namespace goldwire {
namespace {

TEST(Wire, WhatIsWrittenIsRead) {
  WireWriter writer;
  writer.u8(0xFE);
  writer.u16(0xFEDC);
  writer.u32(0xFEDCBA98);
  writer.u64(0xFEDCBA9876543210);
  writer.i8(-1);
  writer.i16(std::numeric_limits<std::int16_t>::min());
  writer.i32(-2);
  writer.i64(std::numeric_limits<std::int64_t>::min());
  writer.cstring("name");
  writer.text("ab");
  writer.bytes(as_bytes("cd"));
  const std::string frame = writer.take();
  EXPECT_EQ(writer.size(), 0U);

  WireReader reader(as_bytes(frame));
  EXPECT_EQ(reader.u8(), 0xFE);
  EXPECT_EQ(reader.u16(), 0xFEDC);
  EXPECT_EQ(reader.u32(), 0xFEDCBA98);
  EXPECT_EQ(reader.u64(), 0xFEDCBA9876543210);
  EXPECT_EQ(reader.i8(), -1);
  EXPECT_EQ(reader.i16(), std::numeric_limits<std::int16_t>::min());
  EXPECT_EQ(reader.i32(), -2);
  EXPECT_EQ(reader.i64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(reader.cstring(), "name");
  EXPECT_EQ(reader.text(2), "ab");
  EXPECT_FALSE(reader.complete());
  EXPECT_EQ(as_text(reader.rest()), "cd");
  EXPECT_TRUE(reader.complete());
}

TEST(Wire, NumbersAreBigEndian) {
  WireWriter writer;
  writer.u32(0x01020304);
  EXPECT_EQ(writer.take(), "\x01\x02\x03\x04");
}

TEST(Wire, ALengthKnownLaterIsPatched) {
  WireWriter writer;
  writer.u8('Q');
  const std::size_t at = writer.reserve_u32();
  writer.cstring("SELECT");
  writer.patch_u32(at, 0x01020304);
  EXPECT_EQ(writer.take(), std::string("Q\x01\x02\x03\x04SELECT\0", 12));
}

TEST(WireReader, TheFirstReadThatDoesNotFitEndsReading) {
  WireReader reader(as_bytes("abc"));
  EXPECT_EQ(reader.u16(), 0x6162);
  EXPECT_EQ(reader.u16(), 0);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.u8(), 0);
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_TRUE(reader.cstring().empty());
  EXPECT_FALSE(reader.complete());
}

TEST(WireReader, ALengthBeyondTheFrameFails) {
  WireReader reader(as_bytes("abc"));
  EXPECT_TRUE(reader.bytes(std::numeric_limits<std::size_t>::max()).empty());
  EXPECT_TRUE(reader.failed());
}

TEST(WireReader, TextWithoutItsZeroFails) {
  WireReader reader(as_bytes("abc"));
  EXPECT_TRUE(reader.cstring().empty());
  EXPECT_TRUE(reader.failed());
}

TEST(WireReader, AnEmptyTextIsNoFailure) {
  const std::string frame(1, '\0');
  WireReader reader(as_bytes(frame));
  EXPECT_TRUE(reader.cstring().empty());
  EXPECT_TRUE(reader.complete());
}

TEST(WireReader, AValueThatMakesNoSenseFailsTheFrame) {
  WireReader reader(as_bytes("abc"));
  reader.u8();
  reader.fail();
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.remaining(), 0U);
}

}  // namespace
}  // namespace goldwire
