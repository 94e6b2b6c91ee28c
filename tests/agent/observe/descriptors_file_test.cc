// Files of descriptors, named on a command line or in a services file.
#include "agent/observe/descriptors_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "agent/observe/services_file.h"

namespace goldwire {
namespace {

const std::string kFolder = GOLDWIRE_SOURCE_DIR "/fixtures/grpc/";

TEST(DescriptorsFile, GivesTheSchemasOfAFile) {
  Terms terms;
  ASSERT_TRUE(add_descriptors(terms, {}));
  EXPECT_EQ(terms.schemas, nullptr);
  ASSERT_TRUE(add_descriptors(terms, {kFolder + "ledger.binpb", kFolder + "ledger.binpb"}));
  EXPECT_EQ(terms.schemas->method("bank.Ledger", "Post")->request, "bank.Entry");
}

TEST(DescriptorsFile, RefusesWhatIsNone) {
  Terms terms;
  const auto line = [&](const std::string& file) {
    const auto added = add_descriptors(terms, {kFolder + file});
    return added ? "none" : added.error().line().substr(kFolder.size());
  };
  EXPECT_EQ(line("none.binpb"),
            "none.binpb: cannot be read; name a file of descriptors that exists");
  EXPECT_EQ(line(""), ": cannot be read; name a file of descriptors that exists");
  EXPECT_EQ(line("ledger.proto"),
            "ledger.proto: no set of descriptors; make it with protoc --include_imports "
            "--descriptor_set_out");
  EXPECT_EQ(terms.schemas, nullptr);
}

TEST(DescriptorsFile, IsFoundBesideTheServicesFile) {
  for (const char* list : {"ledger.binpb", "[ledger.binpb]"}) {
    const auto services =
        read_services(fmt::format("descriptors: {}\n", list), kFolder + "goldwire.yaml");
    ASSERT_TRUE(services) << services.error().line();
    EXPECT_TRUE(services->terms().schemas->method("bank.Ledger", "Post"));
  }
  EXPECT_TRUE(read_services("descriptors:\n", "goldwire.yaml"));
  const auto map = read_services("descriptors: {a: b}\n", "goldwire.yaml");
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().line(),
            "goldwire.yaml:1: 'descriptors' is no list of files; write [\"FILE.binpb\", ...]");
  const auto missing = read_services("descriptors: none.binpb\n", kFolder + "goldwire.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().where, kFolder + "none.binpb");
}

}  // namespace
}  // namespace goldwire
