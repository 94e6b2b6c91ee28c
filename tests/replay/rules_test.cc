// Rules: read as strictly as they are written.
#include "replay/rules.h"

#include <gtest/gtest.h>

namespace goldwire::replay {
namespace {

TEST(Rules, DestinationsAreReadAsTheyAreWritten) {
  for (const char* const text :
       {"request 1 body", "requests 2-5 header.authorization", "requests 2, 4-5, 9 path[1]",
        "request 3 body[\"a b\"]", "request 12 query.page#2", "request 1 cookie.sid"}) {
    const auto read = read_destination(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(spell(*read), text);
  }
  for (const char* const text :
       {"", "request", "request 1", "request 0 body", "request 01 body", "requests 1 body",
        "request 1-2 body", "requests 3-2 body", "requests 2, 2 body", "requests 2,3 body",
        "Request 1 body", "request 1 bodies", "request 1 header.", "request x body",
        "answer 1 body", "requests 1-200000 body", "request 1  body"}) {
    EXPECT_FALSE(read_destination(text)) << text;
  }
}

TEST(Rules, SourcesAreReadAsTheyAreWritten) {
  for (const char* const text : {"answer 1 body.token", "answer 12 header.location",
                                 "answer 3 cookie.sid", "answer 2 body[\"a b\"][0]"}) {
    const auto read = read_source(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(spell(*read), text);
  }
  for (const char* const text : {"", "answer body", "answer 0 body", "answers 1-2 body",
                                 "answer 1 path[0]", "answer 1 query.a", "request 1 body"}) {
    EXPECT_FALSE(read_source(text)) << text;
  }
}

TEST(Rules, LikeSaysWhereTheValueStands) {
  EXPECT_EQ(value_in("abc", ""), "abc");
  EXPECT_EQ(value_in("/orders/7", "/orders/{}"), "7");
  EXPECT_EQ(value_in("http://h/orders/7?x=1", "*/orders/{}?*"), "7");
  EXPECT_EQ(value_in("/a/orders/7", "/orders/{}"), std::nullopt);
  EXPECT_EQ(value_in("/orders/7/items", "/orders/{}"), "7/items");
  EXPECT_EQ(value_in("/orders/", "/orders/{}"), std::nullopt);
  EXPECT_EQ(value_in("Order 7", "Order {} at *"), std::nullopt);
  EXPECT_TRUE(is_like("*/orders/{}"));
  EXPECT_TRUE(is_like("a {} b*"));
  EXPECT_FALSE(is_like("/orders/"));
  EXPECT_FALSE(is_like("{}{}"));
  EXPECT_FALSE(is_like("a*b {}"));
}

}  // namespace
}  // namespace goldwire::replay
