// JSON: what is kept, what is refused, and the one spelling that is written.
#include "protocols/base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldwire {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string rewritten(std::string_view text) {
  const Decoded<Value> value = read_json(text);
  return value ? write_json(*value) : std::string("refused: ") + value.error().what;
}

TEST(Json, NumbersKeepTheirText) {
  EXPECT_EQ(rewritten("[123456789012345678901234567890, 1.10, -0, 1E+5, 0.000]"),
            "[123456789012345678901234567890,1.10,-0,1E+5,0.000]");
}

TEST(Json, MembersKeepOrderAndDuplicates) {
  EXPECT_EQ(rewritten(R"({"b":1,"a":2,"b":3,"":null})"), R"({"b":1,"a":2,"b":3,"":null})");
  EXPECT_EQ(read_json(R"({"b":1,"b":3})")->find("b")->number()->text, "1");
}

TEST(Json, LoneScalarsAreTexts) {
  EXPECT_EQ(rewritten(" \t\r\n true "), "true");
  EXPECT_EQ(rewritten("null"), "null");
  EXPECT_EQ(rewritten("12"), "12");
  EXPECT_EQ(rewritten("\"\""), "\"\"");
}

TEST(Json, NullIsNotAbsent) {
  const Decoded<Value> value = read_json(R"({"a":null})");
  ASSERT_TRUE(value);
  ASSERT_NE(value->find("a"), nullptr);
  EXPECT_TRUE(value->find("a")->is_null());
  EXPECT_EQ(value->find("b"), nullptr);
}

TEST(Json, EscapesAreRead) {
  EXPECT_EQ(*read_json(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\ude00")")->text(),
            "\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(*read_json(R"("a\u0000b")")->text(), std::string("a\0b", 3));
  EXPECT_EQ(read_json(R"({"\u0061":1})")->object()->front().first, "a");
}

TEST(Json, HalfASurrogatePairBecomesTheReplacementCharacter) {
  constexpr std::string_view kReplaced = "\xEF\xBF\xBD";
  EXPECT_EQ(*read_json(R"("\ud800")")->text(), kReplaced);
  EXPECT_EQ(*read_json(R"("\udc00x")")->text(), std::string(kReplaced) + "x");
  EXPECT_EQ(*read_json(R"("\ud800\u0041")")->text(), std::string(kReplaced) + "A");
  EXPECT_EQ(*read_json(R"("\ud800\ud83d\ude00")")->text(),
            std::string(kReplaced) + "\xF0\x9F\x98\x80");
  EXPECT_EQ(*read_json(R"("\ud800\n")")->text(), std::string(kReplaced) + "\n");
}

TEST(Json, WhatIsNotOneJsonTextIsRefused) {
  const std::vector<std::string> texts = {"",
                                          " ",
                                          "[",
                                          "]",
                                          "{",
                                          "[1",
                                          "[1,",
                                          "[1,]",
                                          "[,1]",
                                          "[1 2]",
                                          "{\"a\"}",
                                          "{\"a\":}",
                                          "{\"a\":1,}",
                                          "{\"a\" 1}",
                                          "{1:2}",
                                          "{a:1}",
                                          "[\"a\":1]",
                                          "1 2",
                                          "1,2",
                                          "1],[2",
                                          "]1[",
                                          "[1]x",
                                          "[1]]",
                                          "{}{}",
                                          "tru",
                                          "truex",
                                          "nul",
                                          "NaN",
                                          "Infinity",
                                          "01",
                                          "-",
                                          "+1",
                                          "1.",
                                          ".5",
                                          "1e",
                                          "1e+",
                                          "0x10",
                                          "1_0",
                                          "\"a",
                                          "\"a\nb\"",
                                          "\"\\x41\"",
                                          "\"\\u12\"",
                                          "\"\\u12g4\"",
                                          "'a'",
                                          "// c\n1",
                                          "[1}",
                                          "{\"a\":1]",
                                          "\xEF\xBB\xBF{}",
                                          "\"\xFF\"",
                                          "\"\xC0\x80\"",
                                          "\"\xED\xA0\x80\"",
                                          "\"\xF4\x90\x80\x80\"",
                                          "\"\xE2\x82\"",
                                          std::string("1\0", 2),
                                          std::string("[1]\0", 4)};
  for (const std::string& text : texts) {
    const Decoded<Value> value = read_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_LE(value.error().offset, text.size()) << text;
  }
}

TEST(Json, DepthIsLimitedTo512Levels) {
  EXPECT_TRUE(read_json(nested(512)));
  EXPECT_FALSE(read_json(nested(513)));
  EXPECT_FALSE(read_json(nested(100000)));
  EXPECT_FALSE(read_json(std::string(1000000, '[')));
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(read_json(objects));
}

TEST(Json, TheErrorSaysWhereTheReaderStood) {
  const Decoded<Value> value = read_json("{\"a\":1,\"b\":nope}");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().offset, 11U);
}

TEST(Json, WritesTheShortestSpelling) {
  Value::Object object;
  object.emplace_back("t", std::string("\"\\/\b\f\n\r\t\x01\x7F\xC3\xA9"));
  object.emplace_back("b", Value::Blob{std::string("\0\xFF", 2)});
  object.emplace_back("l", Value::List{Value(), Value(true), Value::integer(-7)});
  object.emplace_back("o", Value::Object{});
  EXPECT_EQ(write_json(Value(object)),
            "{\"t\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7F\xC3\xA9\",\"b\":\"AP8=\","
            "\"l\":[null,true,-7],\"o\":{}}");
}

TEST(Json, EachBadOctetIsWrittenAsTheReplacementCharacter) {
  std::string out;
  write_json_text(out, "a\xFF\xC3(\xE2\x82");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_TRUE(read_json(out));
}

TEST(Json, WhatWasWrittenReadsTheSame) {
  Value::List all;
  for (int c = 0; c < 0x80; ++c) all.emplace_back(std::string(3, static_cast<char>(c)));
  all.emplace_back("\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA9");
  const Value value(all);
  EXPECT_EQ(read_json(write_json(value)), Decoded<Value>(value));
}

TEST(Base64, FollowsTheVectorsOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : vectors) {
    EXPECT_EQ(base64(octets), text);
    EXPECT_EQ(unbase64(text), Decoded<std::string>(octets));
  }
}

TEST(Base64, EveryOctetComesBack) {
  std::string octets;
  for (int i = 0; i < 256; ++i) octets.push_back(static_cast<char>(i));
  EXPECT_EQ(unbase64(base64(octets)), Decoded<std::string>(octets));
  EXPECT_EQ(base64("\xFB\xFF"), "+/8=");
}

TEST(Base64, RefusesWhatIsNotTheCanonicalSpelling) {
  for (const std::string_view text :
       {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-_", "Zg==Zg==", "=Zg="}) {
    EXPECT_FALSE(unbase64(text)) << text;
  }
}

TEST(ReadableText, IsUtf8WithoutControls) {
  EXPECT_TRUE(is_readable_text(""));
  EXPECT_TRUE(is_readable_text("a\tb\r\n"));
  EXPECT_TRUE(is_readable_text("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC2\xA0"));
  for (const std::string_view text :
       {std::string_view("\0", 1), std::string_view("\x1B[0m"), std::string_view("\x7F"),
        std::string_view("\xC2\x85"), std::string_view("\xFF"), std::string_view("\xC3"),
        std::string_view("\xC0\xAF"), std::string_view("\xE0\x80\x80"),
        std::string_view("\xED\xA0\x80"), std::string_view("\xF5\x80\x80\x80")}) {
    EXPECT_FALSE(is_readable_text(text));
  }
}

}  // namespace
}  // namespace goldwire
