// Finding frames again where the stream is torn.
#include "protocols/postgres/framer.h"

#include <gtest/gtest.h>

namespace goldwire::postgres {
namespace {

/// A framer of the server's side that searches in `octets`.
std::vector<char> types_found(const std::string& octets) {
  const Limits limits;
  Framer framer(Side::server, limits);
  framer.search();
  framer.add(Chunk{Side::server, 0, as_bytes(octets), {}, 0});
  std::vector<char> types;
  while (const auto next = framer.next()) {
    if (const auto* frame = std::get_if<Frame>(&*next)) types.push_back(frame->type);
  }
  return types;
}

const std::string kReady("Z\0\0\0\5I", 6);
const std::string kComplete("C\0\0\0\15SELECT 1\0", 14);

TEST(PostgresFramer, AReadyForQueryAloneProvesWhereFramesBegin) {
  EXPECT_EQ(types_found("left of a row" + kReady), std::vector<char>{'Z'});
}

TEST(PostgresFramer, TwoFramesInARowProveIt) {
  EXPECT_EQ(types_found("left of a row" + kComplete + kReady), (std::vector<char>{'C', 'Z'}));
}

TEST(PostgresFramer, ALengthThatNoReadyForQueryHasProvesNothing) {
  EXPECT_TRUE(types_found("left of a row" + std::string("Z\0\0\0\6II", 7)).empty());
}

}  // namespace
}  // namespace goldwire::postgres
