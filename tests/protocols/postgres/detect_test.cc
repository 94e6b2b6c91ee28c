// Which first octets are PostgreSQL's.
#include <gtest/gtest.h>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/conversation.h"

namespace goldwire::postgres {
namespace {

Fit judge(const std::string& client, const std::string& server) {
  return detect(as_bytes(client), as_bytes(server));
}

const std::string kAnswer = encode(CommandComplete{"SELECT 1"}) + encode(ReadyForQuery{'I'});

TEST(PostgresDetect, StartupPacketsAreCertain) {
  EXPECT_EQ(judge(encode(StartupMessage{kProtocol30, {{"user", "u"}}}), ""), Fit::certain);
  EXPECT_EQ(judge(encode(StartupMessage{196610, {{"user", "u"}}}), ""), Fit::certain);
  EXPECT_EQ(judge(encode(EncryptionRequest{kSslCode}), "S"), Fit::certain);
  EXPECT_EQ(judge(encode(EncryptionRequest{kGssEncCode}), "N"), Fit::certain);
  EXPECT_EQ(judge(encode(CancelRequest{kCancelCode, 1, as_bytes("abcd")}), ""), Fit::certain);
}

TEST(PostgresDetect, FramesOfBothSidesAreCertain) {
  EXPECT_EQ(judge(encode(Query{"SELECT 1"}), kAnswer), Fit::certain);
  EXPECT_EQ(judge("ELECT 2" + encode(Query{"SELECT 1"}) + encode(Sync{}), "xx" + kAnswer),
            Fit::certain);
}

TEST(PostgresDetect, OneSideAloneIsLikely) {
  EXPECT_EQ(judge("", kAnswer), Fit::likely);
  EXPECT_EQ(judge(encode(Bind{}) + encode(Execute{}) + encode(Sync{}), ""), Fit::likely);
}

TEST(PostgresDetect, TooLittleIsUnsure) {
  EXPECT_EQ(judge("", ""), Fit::unsure);
  EXPECT_EQ(judge("Q", ""), Fit::unsure);
  EXPECT_EQ(judge(std::string("\0\0", 2), ""), Fit::unsure);
}

TEST(PostgresDetect, OthersAreNot) {
  EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"), Fit::no);
  EXPECT_EQ(judge("POST /deposit HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\n"), Fit::no);
  // Kafka: ApiVersions and its answer.
  EXPECT_EQ(judge(std::string("\0\0\0\x0a\0\x12\0\0\0\0\0\1\0\0", 14),
                  std::string("\0\0\0\x0a\0\0\0\1\0\0\0\0\0\0", 14)),
            Fit::no);
  EXPECT_EQ(
      judge(std::string("\x16\x03\x01\0\x05hello", 10), std::string("\x16\x03\x03\0\x05hello", 10)),
      Fit::no);
  EXPECT_EQ(judge(encode(EncryptionRequest{kSslCode}), "HTTP/1.1 400"), Fit::no);
}

}  // namespace
}  // namespace goldwire::postgres
