// Multipart bodies: where parts begin and end, and what is no boundary.
#include "protocols/http/multipart.h"

#include <gtest/gtest.h>

namespace goldwire::http {
namespace {

using Texts = std::vector<std::string_view>;

Texts contents(const std::optional<Multipart>& body) {
  Texts out;
  if (!body) return {"no boundary"};
  for (const Part& part : body->parts) out.push_back(part.content);
  return out;
}

TEST(Multipart, PartsStandBetweenTheirDelimiterLines) {
  const auto body =
      read_multipart("--x\r\n\r\none\r\n\r\n--x \t\r\n\r\n\r\n--x--\r\n--x\r\n\r\nno", "x");
  EXPECT_EQ(contents(body), (Texts{"one\r\n", ""}));
  EXPECT_TRUE(body->whole);
}

TEST(Multipart, WhatOnlyLooksLikeABoundaryIsContent) {
  const auto body = read_multipart("--x\n\na --x\n--xy\n--x-\n--x--", "x");
  EXPECT_EQ(contents(body), Texts{"a --x\n--xy\n--x-"});
  EXPECT_TRUE(body->whole);
}

TEST(Multipart, WithoutItsEndItIsNotWhole) {
  const auto body = read_multipart("--x\r\n\r\none\r\n--x\r\n\r\ntw", "x");
  EXPECT_EQ(contents(body), (Texts{"one", "tw"}));
  EXPECT_FALSE(body->whole);
  EXPECT_FALSE(read_multipart("--x\r\n\r\none\r\n--x\r\n", "x")->whole);
}

TEST(Multipart, HeadersNameAPart) {
  const auto body = read_multipart(
      "--x\r\nContent-Disposition: form-data; FILENAME=\"a \\\"b\\\"\"; name = n\r\n"
      "content-type : text/plain\r\nnonsense\r\n\r\n1\r\n--x--",
      "x");
  ASSERT_EQ(contents(body), Texts{"1"});
  EXPECT_EQ(body->parts[0].name, "n");
  EXPECT_EQ(body->parts[0].file_name, "a \"b\"");
  EXPECT_EQ(body->parts[0].type, "text/plain");
}

TEST(Multipart, NoBoundaryIsNoMultipart) {
  EXPECT_EQ(contents(read_multipart("one", "x")), Texts{"no boundary"});
  EXPECT_EQ(contents(read_multipart("--\r\n\r\none\r\n----", "")), Texts{"no boundary"});
  EXPECT_EQ(contents(read_multipart("", "x")), Texts{"no boundary"});
}

TEST(Multipart, TooManyPartsAreNotWhole) {
  std::string many;
  for (int i = 0; i < 5; ++i) many += "--x\r\n\r\n1\r\n";
  const auto body = read_multipart(many + "--x--", "x", 3);
  EXPECT_EQ(body->parts.size(), 3U);
  EXPECT_FALSE(body->whole);
}

}  // namespace
}  // namespace goldwire::http
