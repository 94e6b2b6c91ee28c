// Objects keyed by generated ids, and objects that only look a little like them.
#include "harness/canonical/keyed_entries.h"

#include <gtest/gtest.h>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

std::string entries(std::string_view json) {
  const Value value = *read_json(json);
  const auto list = keyed_entries(*value.object());
  return list ? write_json(Value(*list)) : "(plain)";
}

TEST(KeyedEntries, NamesThatAreIdsAreValues) {
  EXPECT_EQ(entries(R"({"84d26308-0095-40ec-90c6-40be418b1580":{"a":1}})"),
            R"([{"key":"84d26308-0095-40ec-90c6-40be418b1580","value":{"a":1}}])");
  EXPECT_EQ(entries(R"({"pi_3PkLm9QxZ81b":2})"), R"([{"key":"pi_3PkLm9QxZ81b","value":2}])");
  EXPECT_EQ(entries(R"({"01JDCQ5W9K3M8ZP6R2T4V7X0YB":2})"),
            R"([{"key":"01JDCQ5W9K3M8ZP6R2T4V7X0YB","value":2}])");
}

TEST(KeyedEntries, NamesThatPersonsWriteStayNames) {
  for (const char* const json :
       {R"({})", R"({"amount":1})", R"({"customerAccountNumber":1})", R"({"sha256":1})",
        R"({"2026-11-22":1})", R"({"line1":1,"line2":2})", R"({"x-request-id":1})",
        R"({"84d26308-0095-40ec-90c6-40be418b1580":1,"total":2})"}) {
    EXPECT_EQ(entries(json), "(plain)") << json;
  }
}

TEST(KeyedEntries, TheirOrderIsThatOfWhatTheyHold) {
  const std::string wanted = R"([{"key":"b1b2c3d4e5f6","value":{"id":"b1b2c3d4e5f6","q":3}},)"
                             R"({"key":"a1b2c3d4e5f6","value":{"id":"a1b2c3d4e5f6","q":9}}])";
  EXPECT_EQ(entries(R"({"a1b2c3d4e5f6":{"id":"a1b2c3d4e5f6","q":9},)"
                    R"("b1b2c3d4e5f6":{"id":"b1b2c3d4e5f6","q":3}})"),
            wanted);
  EXPECT_EQ(entries(R"({"b1b2c3d4e5f6":{"id":"b1b2c3d4e5f6","q":3},)"
                    R"("a1b2c3d4e5f6":{"id":"a1b2c3d4e5f6","q":9}})"),
            wanted);
}

}  // namespace
}  // namespace goldwire
