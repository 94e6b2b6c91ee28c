// XML: answers as leaves, and what is no XML.
#include "harness/canonical/xml.h"

#include <gtest/gtest.h>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

std::string json_of(std::string_view xml) {
  const Decoded<Value> value = read_xml(xml);
  return value ? write_json(*value) : "refused";
}

TEST(Xml, ElementsBecomeMembers) {
  EXPECT_EQ(json_of("<?xml version=\"1.0\"?>\n<R xmlns='u'><Id>a&amp;&#x41;</Id><E/></R>\n"),
            R"({"R":{"@xmlns":"u","Id":"a&A","E":""}})");
  EXPECT_EQ(json_of("<a><!-- c --><![CDATA[<x>]]></a>"), R"({"a":"<x>"})");
}

TEST(Xml, ChildrenOfOneNameAreAList) {
  EXPECT_EQ(json_of("<l><m>1</m><n>x</n><m>2</m></l>"), R"({"l":{"m":["1","2"],"n":"x"}})");
}

TEST(Xml, TextBesideElementsIsKept) {
  EXPECT_EQ(json_of("<p>say <b>hi</b></p>"), R"({"p":{"#text":"say ","b":"hi"}})");
  EXPECT_NE(json_of("<p>x<b/>y</p>"), json_of("<p><b/>xy</p>"));
}

TEST(Xml, BrokenTextIsRefused) {
  for (const char* text : {"", "<a>", "<a></b>", "<a x=1/>", "<a>&nope;</a>", "<a/><b/>", "<1/>",
                           "<!DOCTYPE a><a/>", "<a>&#xD800;</a>", "<a", "text", "<a><b></a></b>"}) {
    EXPECT_EQ(json_of(text), "refused") << text;
  }
}

TEST(Xml, EveryTruncationIsRefused) {
  const std::string text = "<R a='1'><Id>x&amp;y</Id><![CDATA[z]]></R>";
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_EQ(json_of(text.substr(0, i)), "refused") << i;
}

TEST(Xml, DepthIsLimited) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_EQ(json_of(deep), "refused");
}

}  // namespace
}  // namespace goldwire
