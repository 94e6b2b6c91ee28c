// Messages there and back, and what is refused.
#include "protocols/postgres/codec.h"

#include <gtest/gtest.h>

namespace goldwire::postgres {
namespace {

/// Encodes, decodes, encodes again; every truncation and any addition is refused.
template <class Message>
void expect_round_trip(const Message& message, Side side) {
  const std::string whole = encode(message);
  SCOPED_TRACE(whole.substr(0, 1));
  std::string_view frames = whole;
  const std::optional<FrameView> frame = next_frame(frames);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->type, Message::kType);
  EXPECT_TRUE(frames.empty());
  EXPECT_TRUE(plausible(side, frame->type, static_cast<std::uint32_t>(whole.size() - 1)));
  EXPECT_TRUE(well_formed(side, frame->type, frame->body));
  const Decoded<Message> decoded = decode<Message>(frame->body);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encode(*decoded), whole);
}

template <class Message>
void expect_refusals(const Message& message, Side side) {
  const std::string body = encode(message).substr(kHeader);
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Bytes cut = as_bytes(std::string_view(body).substr(0, size));
    EXPECT_FALSE(decode<Message>(cut)) << Message::kType << " of " << size << " octets";
    EXPECT_FALSE(well_formed(side, Message::kType, cut));
  }
  EXPECT_FALSE(decode<Message>(as_bytes(body + '\0')));
}

template <class Message>
void expect_both(const Message& message, Side side) {
  expect_round_trip(message, side);
  expect_refusals(message, side);
}

TEST(PostgresCodec, FrontendMessagesRoundTrip) {
  expect_both(Query{"SELECT 1"}, Side::client);
  expect_both(Parse{"name", "SELECT $1", {23, 25}}, Side::client);
  expect_both(Bind{"portal", "name", {0, 1}, {"text", std::nullopt, ""}, {1}}, Side::client);
  expect_both(Describe{'P', "portal"}, Side::client);
  expect_both(Execute{"portal", 100}, Side::client);
  expect_both(Close{'S', "name"}, Side::client);
  expect_both(FunctionCall{1397, {1}, {std::string_view("\0\0\0\5", 4)}, 1}, Side::client);
  expect_both(CopyFail{"no more"}, Side::client);
  expect_round_trip(Sync{}, Side::client);
  expect_round_trip(Flush{}, Side::client);
  expect_round_trip(Terminate{}, Side::client);
  expect_round_trip(CopyDone{}, Side::client);
  expect_round_trip(CopyData{as_bytes("1\tone\n")}, Side::client);
}

TEST(PostgresCodec, BackendMessagesRoundTrip) {
  expect_both(RowDescription{{{"id", 16384, 1, 23, 4, -1, 0}, {"name", 0, 0, 25, -1, -1, 1}}},
              Side::server);
  expect_both(ParameterDescription{{23, 25}}, Side::server);
  expect_both(DataRow{{"1", std::nullopt, ""}}, Side::server);
  expect_both(CommandComplete{"INSERT 0 1"}, Side::server);
  expect_both(ErrorResponse{{{'S', "ERROR"}, {'C', "23505"}, {'M', "twice"}}}, Side::server);
  expect_both(ReadyForQuery{'T'}, Side::server);
  expect_both(ParameterStatus{"TimeZone", "UTC"}, Side::server);
  expect_both(NotificationResponse{42, "news", "extra"}, Side::server);
  expect_both(FunctionCallResponse{"5"}, Side::server);
  expect_both(NegotiateProtocolVersion{196608, {"_pq_.x", "_pq_.y"}}, Side::server);
  expect_both(CopyInResponse{0, {0, 0}}, Side::server);
  expect_round_trip(BackendKeyData{7, as_bytes("keyy")}, Side::server);
  expect_round_trip(Authentication{0, {}}, Side::server);
  expect_round_trip(ParseComplete{}, Side::server);
  expect_round_trip(NoData{}, Side::server);
}

TEST(PostgresCodec, NullIsNotTheEmptyString) {
  const std::string body = encode(DataRow{{std::nullopt, ""}}).substr(kHeader);
  const Decoded<DataRow> row = decode<DataRow>(as_bytes(body));
  ASSERT_TRUE(row);
  EXPECT_FALSE(row->values[0].has_value());
  EXPECT_EQ(row->values[1], "");
}

TEST(PostgresCodec, CountsOnTheWireMakeNoRoom) {
  // 65535 values promised, none there.
  EXPECT_FALSE(decode<DataRow>(as_bytes("\xff\xff")));
  EXPECT_FALSE(
      decode<NegotiateProtocolVersion>(as_bytes(std::string_view("\0\3\0\0\x7f\xff\xff\xff", 8))));
}

TEST(PostgresCodec, StartupPacketsHaveNoType) {
  const std::string packet =
      encode(StartupMessage{kProtocol30, {{"user", "bank"}, {"database", "shop"}}});
  EXPECT_EQ(packet[0], 0);
  const Decoded<StartupMessage> startup =
      decode<StartupMessage>(as_bytes(std::string_view(packet).substr(4)));
  ASSERT_TRUE(startup);
  EXPECT_EQ(startup->parameters.size(), 2U);
  EXPECT_EQ(encode(*startup), packet);
}

TEST(PostgresCodec, KnowsWhichSideSaysWhat) {
  EXPECT_TRUE(plausible(Side::client, 'S', 4));
  EXPECT_FALSE(plausible(Side::client, 'S', 20));
  EXPECT_TRUE(plausible(Side::server, 'S', 20));
  EXPECT_FALSE(plausible(Side::client, 'Z', 5));
  EXPECT_FALSE(plausible(Side::server, 'Z', 6));
  EXPECT_FALSE(plausible(Side::server, 'Q', 20));
  EXPECT_FALSE(well_formed(Side::server, 'Z', as_bytes("X")));
  EXPECT_FALSE(well_formed(Side::client, 'D', as_bytes(std::string_view("X\0", 2))));
}

}  // namespace
}  // namespace goldwire::postgres
