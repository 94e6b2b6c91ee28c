// The one-definition rule, held by a test: what two files of one program define by the same name,
// the linker silently makes one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/definitions.h"
#include "tests/source_tree.h"

namespace goldwire {
namespace {

using testing::Definition;
using testing::definitions_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::read_tree;
using testing::Tree;

using Names = std::vector<std::string>;

bool is_source(const std::string& path) {
  const bool ours = path.starts_with("agent/") || path.starts_with("protocols/") ||
                    path.starts_with("harness/") || path.starts_with("replay/") ||
                    path.starts_with("tests/");
  return ours && (path.ends_with(".cc") || path.ends_with(".h"));
}

/// Sources with a main() of their own, which no other source is linked with (tests/CMakeLists.txt).
bool is_program(const std::string& path) {
  return path.starts_with("tests/") && path.ends_with(".cc") &&
         (path.ends_with("_test.cc") || path.starts_with("tests/bench/") ||
          path.starts_with("tests/fuzz/"));
}

/// What is defined in two files that may be of one program, with both places.
Names clashes(const Tree& tree) {
  struct Place {
    std::string path;
    std::size_t line = 0;
  };
  Names found;
  std::map<std::string, std::vector<Place>> defined;
  for (const auto& [path, text] : tree) {
    if (!is_source(path)) continue;
    for (const Definition& one : definitions_of(text)) {
      if (one.name == "main(int, char**)") continue;  // the agent's, the harness's
      std::vector<Place>& places = defined[one.name];
      for (const Place& other : places) {
        if (other.path == path || (is_program(path) && is_program(other.path))) continue;
        found.push_back(one.name + ": " + other.path + ":" + std::to_string(other.line) + " and " +
                        path + ":" + std::to_string(one.line));
      }
      places.push_back({path, one.line});
    }
  }
  return found;
}

TEST(OneDefinition, NoTwoFilesDefineTheSame) {
  const Tree tree = read_tree(GOLDWIRE_SOURCE_DIR);
  ASSERT_TRUE(tree.contains("agent/observe/shard.h"));
  EXPECT_THAT(clashes(tree), IsEmpty());
}

TEST(OneDefinition, TwoTypesOfOneNameAreToldWithBothPlaces) {
  const std::string one = "// One.\nnamespace goldwire {\nstruct Learned { int a; };\n}\n";
  const std::string other = "namespace goldwire { class Learned final : Base<int> { }; }";
  EXPECT_THAT(clashes({{"agent/a.cc", one}, {"protocols/b.h", other}}),
              ElementsAre("goldwire::Learned: agent/a.cc:3 and protocols/b.h:1"));
  EXPECT_THAT(clashes({{"agent/a.cc", one}, {"tests/agent/a_test.cc", other}}),
              ElementsAre("goldwire::Learned: agent/a.cc:3 and tests/agent/a_test.cc:1"));
  EXPECT_THAT(clashes({{"tests/a.h", one}, {"tests/agent/a_test.cc", other}}),
              ElementsAre("goldwire::Learned: tests/a.h:3 and tests/agent/a_test.cc:1"));
}

TEST(OneDefinition, EveryTestIsAProgramOfItsOwn) {
  const std::string same = "struct Learned {};";
  EXPECT_THAT(clashes({{"tests/a_test.cc", same}, {"tests/b_test.cc", same}}), IsEmpty());
  EXPECT_THAT(clashes({{"tests/bench/a.cc", same}, {"tests/fuzz/b.cc", same}}), IsEmpty());
}

/// The names that `text` defines.
Names defined(const std::string& text) {
  Names names;
  for (const Definition& one : definitions_of(text)) names.push_back(one.name);
  return names;
}

TEST(OneDefinition, NamesAreThoseOfTheScopesAround) {
  EXPECT_THAT(defined("namespace a::b { namespace c { class D { struct E { enum class F : "
                      "std::uint8_t { x }; }; }; } union G {}; }"),
              ElementsAre("a::b::c::D", "a::b::c::D::E", "a::b::c::D::E::F", "a::b::G"));
  EXPECT_THAT(defined("namespace a { struct B { int c() { struct D {}; return 1; } private: struct "
                      "E {}; }; struct B::F {}; }"),
              ElementsAre("a::B", "a::B::E", "a::B::F"));
  EXPECT_THAT(defined("extern \"C\" { struct A {}; }"), ElementsAre("A"));
  EXPECT_THAT(
      defined("template <class T> struct A {}; template <> struct [[nodiscard]] A<int> {};"),
      ElementsAre("A", "A<int>"));
}

TEST(OneDefinition, WhatNobodyElseCanMeetIsLeftOut) {
  EXPECT_THAT(defined("namespace a { namespace { struct B { struct C {}; }; int d() {} } }"),
              IsEmpty());
  EXPECT_THAT(defined("static int a() { struct B {}; }\nconst auto c = [](int d) { return d; };"),
              IsEmpty());
  EXPECT_THAT(defined("struct A; enum class B : int; template <class C> class D; friend class E;"),
              IsEmpty());
  EXPECT_THAT(defined("struct { int a; } b; struct timeval c {}; enum { d };"), IsEmpty());
}

TEST(OneDefinition, CommentsLiteralsAndMacrosDefineNothing) {
  EXPECT_THAT(
      defined("// struct A {\n/* struct B {\n}; */ const char* c = \"{ struct D {\"; char e "
              "= '{'; int f = 1'000;\n#define G struct H { \\\n struct I {\nconst char* j = "
              "R\"x(\" struct K { )\")x\"; struct L {};"),
      ElementsAre("L"));
}

TEST(OneDefinition, FunctionsAreTheSameWithTheSameTypesOfParameters) {
  const auto of = [](const std::string& function) {
    return clashes({{"agent/a.h",
                     "namespace goldwire { inline int size(const Packet& a, std::map<int, "
                     "int> b = {}); inline int size(const Packet& a, std::size_t b = 1) "
                     "{ return 1; } }"},
                    {"agent/b.h", "namespace goldwire { " + function + " { return 2; } }"}});
  };
  EXPECT_THAT(
      of("inline int size(const Packet& x, std::size_t)"),
      ElementsAre("goldwire::size(const Packet&, std::size_t): agent/a.h:1 and agent/b.h:1"));
  EXPECT_THAT(of("inline int size(const Packet& x)"), IsEmpty());
  EXPECT_THAT(of("inline int Other::size(const Packet& x, std::size_t)"), IsEmpty());
  EXPECT_THAT(of("static int size(const Packet& x, std::size_t)"), IsEmpty());
  EXPECT_THAT(
      defined("std::function<void(int)> a(B& b) { } bool operator<(C, D) { } E::E(F f) : g_{f}, "
              "h_(f) { }"),
      ElementsAre("a(B&)", "operator<(C, D)", "E::E(F)"));
}

}  // namespace
}  // namespace goldwire
