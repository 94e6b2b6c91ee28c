// Forms: what differs to a reader of forms differs here, and goes by names that people know.
#include "harness/canonical/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldwire {
namespace {

using testing::Contains;
using testing::UnorderedElementsAre;

std::vector<std::string> fields(std::string_view form) {
  std::vector<Leaf> leaves;
  std::vector<std::string> out;
  if (!add_form(leaves, "b", form)) return {"none"};
  for (const Leaf& leaf : leaves) {
    out.push_back(leaf.path + " " + std::string(name_of(leaf.type)) + " " + leaf.text);
  }
  return out;
}

TEST(Form, IsTakenApartByItsNames) {
  EXPECT_THAT(fields("a=1+2&c%5Bd%5D=%C3%A9&e%5Bf%5D%5Bg%5D=2&&flag"),
              UnorderedElementsAre("b.a text 1 2", "b.c.d text \xC3\xA9", "b.e.f.g text 2",
                                   "b.flag null "));
}

TEST(Form, AListOfOneIsNoPlainField) {
  EXPECT_THAT(fields("e[]=1"), UnorderedElementsAre("b.e[0] text 1"));
  EXPECT_THAT(fields("e=1"), UnorderedElementsAre("b.e text 1"));
  EXPECT_THAT(fields("e[]=1&e[]=2"), UnorderedElementsAre("b.e[0] text 1", "b.e[1] text 2"));
  EXPECT_THAT(fields("e=1&e=2"), UnorderedElementsAre("b.e text 1", "b.e#2 text 2"));
  EXPECT_THAT(fields("a[b][]=1"), UnorderedElementsAre("b.a.b[0] text 1"));
  EXPECT_THAT(fields("e%232=1"), UnorderedElementsAre("b[\"e#2\"] text 1"));
}

TEST(Form, ADotIsPartOfANameWhereBracketsNest) {
  EXPECT_THAT(fields("a.b=1"), UnorderedElementsAre("b[\"a.b\"] text 1"));
  EXPECT_THAT(fields("a[b]=1"), UnorderedElementsAre("b.a.b text 1"));
  EXPECT_THAT(fields("a[b.c]=1"), UnorderedElementsAre("b.a[\"b.c\"] text 1"));
  EXPECT_THAT(fields("a[0].b=1"), UnorderedElementsAre("b[\"a[0].b\"] text 1"));
}

TEST(Form, ADotNestsInAnAwsQueryAndBracketsDoNot) {
  const auto query = [](std::string_view name) {
    return fields("Action=A&Version=V&" + std::string(name) + "=1");
  };
  EXPECT_THAT(query("to.member.1"), Contains("b.to.member.1 text 1"));
  EXPECT_THAT(query("a[b]"), Contains("b[\"a[b]\"] text 1"));
  EXPECT_THAT(query("a..b"), Contains("b[\"a..b\"] text 1"));
}

TEST(Form, ANameThatDoesNotNestStaysInOnePiece) {
  for (const std::string name : {"a[b", "a]b", "a[b]c", "a[][b]", "[a]", "a[[b]]", "a[b]]"}) {
    EXPECT_EQ(fields(name + "=1").front(), "b[\"" + name + "\"] text 1");
  }
}

TEST(Form, AnEmptyValueIsNotAMissingOne) { EXPECT_NE(fields("a="), fields("a")); }

TEST(Form, WhatReadersMakeDifferentThingsOfIsNotTakenApart) {
  EXPECT_THAT(fields("a=%zz"), UnorderedElementsAre("none"));
  EXPECT_THAT(fields("a=%25zz"), UnorderedElementsAre("b.a text %zz"));
  for (const char* const form : {"a=1%", "a=%2", "%=1", "=1", "", "&"}) {
    EXPECT_THAT(fields(form), UnorderedElementsAre("none")) << form;
  }
}

TEST(Form, ANameOfPunctuationIsANameAllTheSame) {
  EXPECT_THAT(fields("[]=1"), UnorderedElementsAre("b[\"[]\"] text 1"));
  EXPECT_THAT(fields(".=1"), UnorderedElementsAre("b[\".\"] text 1"));
}

}  // namespace
}  // namespace goldwire
