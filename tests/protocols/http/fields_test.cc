// Fields, media types and targets: order, duplicates, case, and where texts are cut.
#include "protocols/http/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/http/media_type.h"
#include "protocols/http/target.h"

namespace goldwire::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Fields, KeepOrderDuplicatesAndSpelling) {
  Fields fields;
  fields.add("Set-Cookie", "a=1");
  fields.add("X-Empty", "");
  fields.add("set-cookie", "b=2");
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[2].name, "set-cookie");
  EXPECT_EQ(fields.find("SET-COOKIE"), "a=1");
  EXPECT_EQ(fields.find("x-empty"), "");
  EXPECT_EQ(fields.find("x-emptier"), std::nullopt);
  EXPECT_EQ(fields.joined("set-cookie"), "a=1, b=2");
  EXPECT_GE(fields.held(), 33U);
}

TEST(Fields, AreToldAsPartsOfTheirSection) {
  const std::string_view section = "A: 1\r\nB:\r\nC: 3\r\n";
  Fields told;
  told.begin(section);
  told.tell(section, section.substr(0, 1), section.substr(3, 1));
  told.fold("2");  // not at the end of the text
  told.tell(section, section.substr(6, 1), section.substr(8, 0));
  told.fold("x");
  told.tell(section, section.substr(10, 1), section.substr(13, 1));
  Fields added;
  added.add("A", "1 2");
  added.add("B", "x");
  added.add("C", "3");
  EXPECT_EQ(told, added);
  EXPECT_EQ(told.find("c"), "3");
  added.add("D", "");
  EXPECT_NE(told, added);
}

TEST(Fields, FoldedLinesJoinWithOneSpace) {
  Fields fields;
  fields.add("A", "1");
  fields.fold("2");
  fields.add("B", "");
  fields.fold("3");
  fields.fold("");
  EXPECT_EQ(fields.find("a"), "1 2");
  EXPECT_EQ(fields.find("b"), "3");
}

TEST(Fields, ListsAreCutOutsideQuotes) {
  EXPECT_THAT(list_members(" a , ,b;q=\"x,y\", \"\\\",\" ,"),
              ElementsAre("a", "b;q=\"x,y\"", "\"\\\",\""));
  EXPECT_THAT(list_members(""), ElementsAre());
}

TEST(MediaType, IsReadWithItsParameters) {
  const MediaType type =
      read_media_type("Multipart/Form-Data; Charset=\"UTF-8\" ; boundary=\"a;\\\"b\"");
  EXPECT_EQ(type.essence(), "multipart/form-data");
  EXPECT_EQ(type.charset, "utf-8");
  EXPECT_EQ(type.boundary, "a;\"b");
  EXPECT_TRUE(read_media_type("application/vnd.api+json").is_json());
  EXPECT_TRUE(read_media_type("application/json;charset=utf-8").is_json());
  EXPECT_FALSE(read_media_type("application/jsonp").is_json());
  EXPECT_EQ(read_media_type("nonsense").essence(), "");
}

TEST(Target, EachFormIsCutWhereItsPartsAre) {
  const Target origin = read_target("GET", "/a/b?x=/y?z");
  EXPECT_EQ(origin.path, "/a/b");
  EXPECT_EQ(origin.query, "x=/y?z");
  const Target absolute = read_target("GET", "http://u@host:81?x");
  EXPECT_EQ(absolute.scheme, "http");
  EXPECT_EQ(absolute.authority, "u@host:81");
  EXPECT_EQ(absolute.path, "/");
  EXPECT_EQ(absolute.query, "x");
  EXPECT_EQ(read_target("CONNECT", "host:443").authority, "host:443");
  EXPECT_EQ(read_target("CONNECT", "host:443").path, "");
  EXPECT_EQ(read_target("OPTIONS", "*").path, "*");
  EXPECT_EQ(read_target("GET", "/redirect?to=http://x/").path, "/redirect");
  EXPECT_EQ(read_target("GET", "/a").query, std::nullopt);
}

TEST(Target, AuthoritiesAreNamesAndPorts) {
  EXPECT_EQ(read_authority("bank.example:8080").host, "bank.example");
  EXPECT_EQ(read_authority("bank.example:8080").port, 8080);
  EXPECT_EQ(read_authority("bank").port, std::nullopt);
  EXPECT_EQ(read_authority("[2001:db8::1]:443").host, "2001:db8::1");
  EXPECT_EQ(read_authority("[2001:db8::1]:443").port, 443);
  EXPECT_EQ(read_authority("h:99999").port, std::nullopt);
  EXPECT_EQ(read_authority("me:secret@h:1").host, "h");
}

TEST(Target, FormsAreDecoded) {
  EXPECT_THAT(read_form("Action=SendEmail&a+b=%41%zz&&flag"),
              ElementsAre(Pair("Action", "SendEmail"), Pair("a b", "A%zz"), Pair("flag", "")));
  EXPECT_EQ(read_form("a=1&b=2&c=3", 2).size(), 2U);
}

}  // namespace
}  // namespace goldwire::http
