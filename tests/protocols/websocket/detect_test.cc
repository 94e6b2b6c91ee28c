// Detection of a connection that was joined after its handshake.
#include <gmock/gmock.h>

#include "tests/protocols/websocket/talk.h"

namespace goldwire::websocket {
namespace {

constexpr Side kServer = Side::server;
constexpr Side kClient = Side::client;

Fit judged(std::string_view client, std::string_view server) {
  return detect(as_bytes(client), as_bytes(server));
}

TEST(WebSocketDetect, BothSidesFramesAreLikelyNeverCertain) {
  const std::string client = frame(kClient, 0x81, "hello");
  const std::string server = frame(kServer, 0x81, "good day");
  EXPECT_EQ(judged(client, server), Fit::likely);
  EXPECT_EQ(judged(client + client, server + server + server.substr(0, 4)), Fit::likely);
  EXPECT_EQ(judged(frame(kClient, 0xC1, Deflater()("hello")), server), Fit::likely);
}

TEST(WebSocketDetect, SidesAreToldByTheMask) {
  EXPECT_EQ(judged(frame(kServer, 0x81, "hello"), frame(kClient, 0x81, "hello")), Fit::no);
}

TEST(WebSocketDetect, OneSideAloneIsWaitedForOnlyWhereItIsAChainToItsEnd) {
  const std::string client = frame(kClient, 0x81, "hello");
  EXPECT_EQ(judged(client, {}), Fit::unsure);
  EXPECT_EQ(judged(client + "?", {}), Fit::no);
  EXPECT_EQ(judged("GET / HTTP/1.1\r\n", {}), Fit::no);
  EXPECT_EQ(judged({}, std::string_view("\0\0\0\1", 4)), Fit::no);
  EXPECT_EQ(judged({}, {}), Fit::no);
}

TEST(WebSocketDetect, ContentHasToBeWhatItsTypeSays) {
  const std::string server = frame(kServer, 0x81, "good day");
  EXPECT_EQ(judged(frame(kClient, 0x81, "\xFF\xFF"), server), Fit::no);
  EXPECT_EQ(judged(frame(kClient, 0xC1, "\xFF\xFF"), server), Fit::unsure) << "it may refer back";
  EXPECT_EQ(judged(frame(kClient, 0x88, close_body(7)), server), Fit::no);
  EXPECT_EQ(judged(frame(kClient, 0xA1, "x"), server), Fit::no);
  EXPECT_EQ(judged(frame(kClient, 0x83, "x"), server), Fit::no);
  EXPECT_EQ(judged(frame(kClient, 0x81, "x") + frame(kClient, 0x80, "y"), server), Fit::no);
}

}  // namespace
}  // namespace goldwire::websocket
