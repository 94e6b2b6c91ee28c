// Every message of the table, in every version: written, read, and refused where it is cut.
#include <gtest/gtest.h>
#include <set>

#include "protocols/kafka/api.h"
#include "protocols/kafka/bodies.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/field_value.h"
#include "tests/protocols/kafka/random_message.h"

namespace goldwire::kafka {
namespace {

template <class T>
std::string written(const T& body, int version, bool flexible) {
  FieldWriter writer(version, flexible);
  writer.message(body);
  return writer.take();
}

struct Tally {
  int messages = 0;
  int versions = 0;
};

/// Calls f.operator()<T>(key, version, flexible) for each message of the table in each version.
template <class F>
Tally each_message(F&& f) {
  Tally tally;
  for (const Api& entry : apis()) {
    if (!entry.described) continue;
    for (int version = 0; version <= entry.newest; ++version) {
      const bool flex = flexible(entry.key, version);
      const bool known = with_bodies<bool>(entry.key, false, [&]<class Request, class Response>() {
        f.template operator()<Request>(entry.name, version, flex);
        f.template operator()<Response>(entry.name, version, flex);
        return true;
      });
      EXPECT_TRUE(known) << entry.name;
      tally.versions += 2;
    }
    tally.messages += 2;
  }
  return tally;
}

TEST(KafkaMessages, ReadBackAsWritten) {
  const Tally tally = each_message([]<class T>(std::string_view name, int version, bool flex) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      RandomMessage random(seed * 1000 + static_cast<std::uint64_t>(version), version, flex);
      T original;
      random.message(original);
      const std::string octets = written(original, version, flex);
      FieldReader reader(as_bytes(octets), 0, version, flex);
      T read;
      reader.message(read);
      ASSERT_TRUE(reader.complete()) << name << ' ' << version << " seed " << seed;
      ASSERT_EQ(written(read, version, flex), octets) << name << ' ' << version << " seed " << seed;
      ASSERT_EQ(write_json(FieldValue(version).message(read)),
                write_json(FieldValue(version).message(original)))
          << name << ' ' << version << " seed " << seed;
    }
  });
  std::printf("%d messages in %d versions\n", tally.messages, tally.versions);
  EXPECT_GE(tally.versions, 300);
}

TEST(KafkaMessages, SkippingReadsTheSameOctets) {
  each_message([]<class T>(std::string_view name, int version, bool flex) {
    RandomMessage random(7, version, flex);
    T original;
    random.message(original);
    const std::string octets = written(original, version, flex);
    FieldReader reader(as_bytes(octets), octets.size(), 0, version, flex, Keep::nothing);
    T scratch;
    reader.message(scratch);
    EXPECT_TRUE(reader.complete()) << name << ' ' << version;
  });
}

TEST(KafkaMessages, EveryTruncationAndEveryExtraOctetIsRefused) {
  each_message([]<class T>(std::string_view name, int version, bool flex) {
    RandomMessage random(11, version, flex);
    T original;
    random.message(original);
    const std::string octets = written(original, version, flex) + '\0';
    for (std::size_t size = 0; size <= octets.size(); ++size) {
      FieldReader reader(as_bytes(octets).first(size), 0, version, flex);
      T read;
      reader.message(read);
      ASSERT_EQ(reader.complete(), size + 1 == octets.size())
          << name << ' ' << version << " cut to " << size << " of " << octets.size();
      ASSERT_FALSE(reader.lost());
    }
  });
}

TEST(KafkaMessages, UnknownTaggedFieldsAreSkipped) {
  // Heartbeat 4, with a tagged field 9 that no version describes.
  const std::string octets("\x02g\x00\x00\x00\x05\x02m\x00\x01\x09\x03xyz", 15);
  FieldReader reader(as_bytes(octets), 0, 4, true);
  HeartbeatRequest request;
  reader.message(request);
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(request.group_id, "g");
  EXPECT_EQ(request.generation_id, 5);
  EXPECT_FALSE(request.group_instance_id);
}

TEST(KafkaMessages, NullWhereTheVersionHasNoneIsMalformed) {
  const std::string octets("\xff\xff", 2);  // Metadata 0 has one array, and strings in it
  const std::string one_null_name = std::string("\0\0\0\1", 4) + octets;
  FieldReader reader(as_bytes(one_null_name), 0, 0, false);
  MetadataRequest request;
  reader.message(request);
  EXPECT_TRUE(reader.malformed());
}

TEST(KafkaMessages, CountsAreBoundedByWhatRemains) {
  const std::string huge("\x7f\xff\xff\xff", 4);
  FieldReader reader(as_bytes(huge), 0, 0, false);
  MetadataRequest request;
  reader.message(request);
  EXPECT_TRUE(reader.malformed());
  EXPECT_EQ(request.topics->capacity(), 0U);
}

TEST(KafkaApi, NamesEveryKeyOnce) {
  std::set<std::string_view> names;
  for (const Api& entry : apis()) EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
  EXPECT_EQ(apis().size(), 93U);
  EXPECT_EQ(api(93), nullptr);
  EXPECT_EQ(api(-1), nullptr);
  EXPECT_EQ(api(kApiVersions)->name, "ApiVersions");
}

TEST(KafkaApi, OnlyApiVersionsKeepsTheFirstResponseHeader) {
  EXPECT_FALSE(flexible_response_header(kApiVersions, 3));
  EXPECT_TRUE(flexible(kApiVersions, 3));
  EXPECT_TRUE(flexible_response_header(kProduce, 9));
  EXPECT_FALSE(flexible_response_header(kProduce, 8));
}

TEST(KafkaUuid, IsSpeltAsKafkaSpellsIt) {
  Uuid id;
  EXPECT_TRUE(id.zero());
  EXPECT_EQ(id.text(), "AAAAAAAAAAAAAAAAAAAAAA");
  id.octets.fill(0xff);
  EXPECT_EQ(id.text(), "_____________________w");
}

}  // namespace
}  // namespace goldwire::kafka
