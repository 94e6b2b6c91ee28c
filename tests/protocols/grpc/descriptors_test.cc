// Messages read with the schema of fixtures/grpc/ledger.binpb.
#include "protocols/grpc/descriptors.h"

#include <fstream>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>
#include <sstream>

#include "protocols/base/json.h"

namespace goldwire::grpc {
namespace {

using namespace std::string_literals;

std::string ledger() {
  std::ifstream in(GOLDWIRE_SOURCE_DIR "/fixtures/grpc/ledger.binpb", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}
std::shared_ptr<const Schemas> schemas() {
  auto read = read_descriptors(ledger(), "ledger.binpb");
  EXPECT_TRUE(read);
  return *read;
}
std::string json(std::string_view type, std::string_view octets) {
  const auto value = schemas()->read(type, octets);
  return value ? write_json(*value) : "nothing";
}

TEST(GrpcDescriptors, KnowTheTypesOfAMethod) {
  const auto method = schemas()->method("bank.Ledger", "History");
  ASSERT_TRUE(method);
  EXPECT_EQ(method->request, "bank.HistoryRequest");
  EXPECT_EQ(method->response, "bank.Entry");
  EXPECT_FALSE(schemas()->method("bank.Ledger", "None"));
  EXPECT_FALSE(schemas()->method("None", "History"));
}

TEST(GrpcDescriptors, NameFieldsAsJsonDoes) {
  // account_id, amount {cents: -5, currency: USD}, receipt, rates, branch (sfixed32)
  EXPECT_EQ(json("bank.Entry",
                 "\x0a\x01\x61\x12\x04\x08\x09\x10\x02\x22\x02\x00\xff"
                 "\x32\x08\0\0\0\0\0\0\xf8\x3f\x7d\xf4\xff\xff\xff"s),
            R"({"accountId":"a","amount":{"cents":-5,"currency":"USD"},"receipt":"AP8=",)"
            R"("rates":[1.5],"branch":-12})");
  EXPECT_EQ(json("bank.Money", "\x10\x09"s), R"({"currency":9})");
  EXPECT_EQ(json("bank.Posted", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s),
            R"({"id":18446744073709551615})");
}

TEST(GrpcDescriptors, WriteMapsAndWellKnownTypesAsJsonDoes) {
  EXPECT_EQ(json("bank.Entry", "\x2a\x06\x0a\x01\x62\x12\x01\x32\x2a\x06\x0a\x01\x61\x12\x01\x31"s),
            R"({"labels":{"a":"1","b":"2"}})");
  EXPECT_EQ(json("bank.Entry", "\x52\x02\x08\x01\x5a\x08\x08\x01\x10\x80\xca\xb5\xee\x01"s),
            R"({"at":"1970-01-01T00:00:01Z","hold":"1.500s"})");
  EXPECT_EQ(json("bank.Entry", "\x82\x01\x03\x0a\x01\x72"s), R"({"reference":"r"})");
  EXPECT_EQ(json("bank.Entry", "\x8a\x01\x0a\x0a\x08\x0a\x01\x6b\x12\x03\x1a\x01\x76"s),
            R"({"extra":{"k":"v"}})");
  const std::string url = "type.googleapis.com/bank.Fault";
  EXPECT_EQ(json("bank.Entry", "\x92\x01\x25\x0a\x1e"s + url + "\x12\x03\x0a\x01\x66"s),
            R"({"attachment":{"@type":"type.googleapis.com/bank.Fault","field":"f"}})");
  // A time that has no text stays a message.
  EXPECT_EQ(
      json("bank.Entry", "\x52\x02\x10\x01\x5a\x0b\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s),
      R"({"at":"1970-01-01T00:00:00.000000001Z","hold":"-0.000000001s"})");
  EXPECT_EQ(json("bank.Entry", "\x52\x06\x10\xff\xff\xff\xff\x07"s),
            R"({"at":{"nanos":2147483647}})");
}

TEST(GrpcDescriptors, KeepWhatTheSchemaDoesNotKnow) {
  EXPECT_EQ(json("bank.Money", "\x08\x04\xa0\x06\x07\xaa\x06\x01\x78"s),
            R"({"cents":2,"100":7,"101":"x"})");
  // A known number with another wire type is no known field.
  EXPECT_EQ(json("bank.Posted", "\x0a\x01\x78"s), R"({"1":"x"})");
}

TEST(GrpcDescriptors, SayNothingOfWhatIsNoMessage) {
  EXPECT_EQ(json("bank.Money", "\x08"), "nothing");
  EXPECT_EQ(json("bank.None", ""), "nothing");
  testing::internal::CaptureStderr();
  EXPECT_EQ(json("bank.Entry", "\x0a\x01\xff"), "nothing");  // text that is no UTF-8
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(GrpcDescriptors, RefuseWhatIsNoSet) {
  for (const std::string& bad : {""s, "syntax = \"proto3\";"s, ledger().substr(0, 100)}) {
    const auto read = read_descriptors(bad, "x.binpb");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().line(),
              "x.binpb: no set of descriptors; make it with protoc --include_imports "
              "--descriptor_set_out");
  }
}

TEST(GrpcDescriptors, NameTheImportThatIsNotThere) {
  google::protobuf::FileDescriptorSet set;
  auto& file = *set.add_file();
  file.set_name("a.proto");
  file.add_dependency("b.proto");
  auto read = read_descriptors(set.SerializeAsString(), "a.binpb");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what, "'a.proto' imports 'b.proto', which is not in it");
  auto& back = *set.add_file();
  back.set_name("b.proto");
  back.add_dependency("a.proto");
  EXPECT_FALSE(read_descriptors(set.SerializeAsString(), "a.binpb"));
  file.clear_dependency();
  file.add_message_type()->add_field()->set_name("no number");
  read = read_descriptors(set.SerializeAsString(), "a.binpb");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().what.find("a.proto"), std::string::npos) << read.error().what;
}

TEST(GrpcDescriptors, AskTheFirstSetFirst) {
  const auto both = joined(schemas(), schemas());
  EXPECT_TRUE(both->method("bank.Ledger", "Post"));
  EXPECT_TRUE(both->read("bank.Money", ""));
  EXPECT_FALSE(both->read("none", ""));
  EXPECT_EQ(joined(nullptr, nullptr), nullptr);
  const auto one = schemas();
  EXPECT_EQ(joined(one, nullptr), one);
  EXPECT_EQ(joined(nullptr, one), one);
}

}  // namespace
}  // namespace goldwire::grpc
