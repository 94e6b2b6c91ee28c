// Protobuf read without a schema.
#include "protocols/grpc/protobuf.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "protocols/base/json.h"

namespace goldwire::grpc {
namespace {

using namespace std::string_literals;

std::string json(std::string_view octets) {
  const auto value = read_protobuf(octets);
  return value ? write_json(*value) : fmt::format("malformed: {}", value.error().what);
}
/// Field `number` with those octets.
std::string len(int number, const std::string& octets) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(octets.size())} + octets;
}

TEST(GrpcProtobuf, ReadsEachWireType) {
  EXPECT_EQ(json(""), "{}");
  EXPECT_EQ(json("\x08\x96\x01"s), R"({"1":150})");
  EXPECT_EQ(json("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s), R"({"1":18446744073709551615})");
  EXPECT_EQ(json(len(2, "text")), R"({"2":"text"})");
  EXPECT_EQ(json("\x19\0\0\0\0\0\0\x29\x40"s), R"({"3":12.5,"wire_types":{"3":"I64"}})");
  EXPECT_EQ(json("\x25\0\0\x48\x41"s), R"({"4":12.5,"wire_types":{"4":"I32"}})");
  EXPECT_EQ(json("\x25\x05\0\0\0"s), R"({"4":5,"wire_types":{"4":"I32"}})");
  EXPECT_EQ(json("\x25\xf4\xff\xff\xff"s), R"({"4":4294967284,"wire_types":{"4":"I32"}})");
  EXPECT_EQ(json("\x0b\x10\x01\x0c"s), R"({"1":{"2":1},"wire_types":{"1":"SGROUP"}})");
}

TEST(GrpcProtobuf, MakesAListOfAFieldThatAppearsAgain) {
  EXPECT_EQ(json("\x08\x01\x10\x07\x08\x02"s), R"({"1":[1,2],"2":7})");
  EXPECT_EQ(json("\x08\x05\x0d\x05\0\0\0"s), R"({"1":[5,5],"wire_types":{"1":["VARINT","I32"]}})");
}

TEST(GrpcProtobuf, ReadsWhatIsInsideAsTextMessageOrOctets) {
  EXPECT_EQ(json(len(1, "\x08\x01"s)), R"({"1":{"1":1}})");
  EXPECT_EQ(json(len(1, len(1, "x") + len(2, "y"))), R"({"1":{"1":"x","2":"y"}})");
  EXPECT_EQ(json(len(1, "\xff\x01")), R"({"1":"/wE="})");
  // Readable, though every octet could be a tag or a number.
  EXPECT_EQ(json(len(1, "hi")), R"({"1":"hi"})");
  // A message of one text of 36 letters is readable as well: its tag is a line feed.
  const std::string uuid = "550e8400-e29b-41d4-a716-446655440000";
  EXPECT_EQ(json(len(1, len(1, uuid))), fmt::format(R"({{"1":{{"1":"{}"}}}})", uuid));
  EXPECT_EQ(json(len(1, "\nno message")), R"({"1":"\nno message"})");
  // No serializer writes fields backwards, or numbers longer than they are.
  EXPECT_EQ(json(len(1, "\x10\x01\x08\x01"s)), R"({"1":"EAEIAQ=="})");
  EXPECT_EQ(json(len(1, "\x08\x81\x00"s)), R"({"1":"CIEA"})");
}

TEST(GrpcProtobuf, RefusesWhatIsNoMessage) {
  for (const std::string& bad :
       {"\x08"s, "\x08\xff"s, "\x00\x01"s, "\x0a\x05x"s, "\x0d\x01"s, "\x09\x01"s, "\x0c"s,
        "\x0b\x08\x01"s, "\x0b\x14"s, "\x0e"s, "\x0f"s,
        "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s, "\xff\xff\xff\xff\xff\x01\x00"s}) {
    EXPECT_FALSE(read_protobuf(bad)) << write_json(Value::Blob{bad});
  }
  EXPECT_EQ(read_unknown("\x00\x01"s), Value(Value::Blob{"\x00\x01"s}));
  EXPECT_EQ(read_unknown("plain text"), Value("plain text"));
}

TEST(GrpcProtobuf, HoldsAgainstDepthAndNumberOfFields) {
  std::string deep = "x";
  for (int i = 0; i < 40; ++i) deep = len(1, deep);
  EXPECT_TRUE(read_protobuf(deep));
  EXPECT_FALSE(read_protobuf(std::string(100'000, '\x0b')));  // groups in groups
  std::string wide;
  for (int i = 0; i < 70'000; ++i) wide += "\x08\x01";
  EXPECT_FALSE(read_protobuf(wide));
  EXPECT_NE(read_unknown(wide).blob(), nullptr);
}

TEST(GrpcProtobuf, EveryTruncationIsReadOrRefused) {
  const std::string message = "\x08\x96\x01"s + len(2, len(1, "abc")) + "\x19\0\0\0\0\0\0\x29\x40"s;
  std::size_t read = 0;
  for (std::size_t cut = 0; cut <= message.size(); ++cut)
    read += read_protobuf(message.substr(0, cut)) ? 1 : 0;
  EXPECT_EQ(read, 4U);  // behind each field only
}

// Random octets are the hardest: whatever they are read as, no two of them may look the same.
TEST(GrpcProtobuf, DifferentOctetsGiveDifferentValues) {
  std::mt19937_64 random(1);
  std::map<std::string, std::string> seen;
  std::size_t messages = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string octets(1 + random() % 12, '\0');
    for (char& octet : octets)
      octet = static_cast<char>(random() % 4 == 0 ? random() % 32 : random());
    const std::string field = len(1, octets);
    const Value value = *read_protobuf(field);
    const bool nested = value.find("1")->object() != nullptr;
    messages += nested ? 1 : 0;
    // JSON of a Blob is text: say which it is.
    const char* kind = nested ? "m" : value.find("1")->blob() != nullptr ? "b" : "t";
    const auto [place, fresh] = seen.emplace(kind + write_json(value), octets);
    EXPECT_EQ(place->second, octets);
  }
  EXPECT_GT(messages, 100U);
}

TEST(GrpcProtobuf, TakesFewRandomOctetsForAMessage) {
  std::mt19937_64 random(2);
  constexpr int kTries = 100'000;
  for (const std::size_t size : {16U, 32U}) {
    int messages = 0;
    for (int i = 0; i < kTries; ++i) {
      std::string octets(size, '\0');
      for (char& octet : octets) octet = static_cast<char>(random());
      messages += read_protobuf(len(1, octets))->find("1")->object() != nullptr ? 1 : 0;
    }
    RecordProperty(fmt::format("messages_of_{}", size), messages);
    EXPECT_LT(messages, kTries / 100) << size;
  }
}

}  // namespace
}  // namespace goldwire::grpc
