// YAML is read back as it was written, by our reader and by others that are at hand.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

using testing::HasSubstr;

/// What tempts a YAML parser to read something else.
std::vector<std::string> tempting() {
  std::vector<std::string> all = {"",
                                  "yes",
                                  "No",
                                  "on",
                                  "OFF",
                                  "y",
                                  "N",
                                  "null",
                                  "Null",
                                  "~",
                                  "true",
                                  "False",
                                  "0",
                                  "-1",
                                  "+1",
                                  "1.10",
                                  "1e3",
                                  "0x1f",
                                  "0o17",
                                  "017",
                                  "0b11",
                                  "1_000",
                                  ".5",
                                  ".inf",
                                  "-.INF",
                                  ".NaN",
                                  "nan",
                                  "12:30",
                                  "190:20:30",
                                  "2001-12-14",
                                  "=",
                                  "<<",
                                  "-",
                                  "?",
                                  ":",
                                  "---",
                                  "...",
                                  "- a",
                                  "a: b",
                                  "a:",
                                  "a:b",
                                  "a #b",
                                  "a#b",
                                  "#a",
                                  "&a",
                                  "*a",
                                  "!a",
                                  "%a",
                                  "@a",
                                  "`a",
                                  "'a'",
                                  "\"a\"",
                                  "a\\b",
                                  "{a}",
                                  "[a]",
                                  "a, b",
                                  "|",
                                  ">",
                                  " a",
                                  "a ",
                                  "\ta",
                                  "a\n",
                                  "a\nb",
                                  "a\n\nb",
                                  "\na",
                                  " a\nb",
                                  "a\n  b\nc",
                                  "a \nb",
                                  "a\tb\nc",
                                  "a\r\nb",
                                  "# x\ny",
                                  "---\nx",
                                  "\xc3\xa9",
                                  "\xc2\x85",
                                  "a\xe2\x80\xa8z",
                                  "\xef\xbb\xbfx",
                                  "\xf0\x9f\x92\xb6",
                                  "\xef\xbf\xbe",
                                  "/v1/x",
                                  "INSERT INTO t VALUES ($1, 'x')",
                                  "POST /accounts/{id}/deposits"};
  for (int c = 0; c < 128; ++c) {
    all.push_back(std::string("x") + static_cast<char>(c) + "y");
    all.push_back(std::string(1, static_cast<char>(c)));
  }
  all.push_back(std::string(1500, 'k'));
  std::vector<std::string> once;  // keys have to be unique
  for (const std::string& text : all) {
    if (std::ranges::find(once, text) == once.end()) once.push_back(text);
  }
  return once;
}

/// The same texts as values of a map, as its keys, as list items and inside flow collections.
std::string document() {
  YamlWriter yaml;
  yaml.comment("every text,\nin every place");
  yaml.blank();
  yaml.open("values");
  for (std::size_t i = 0; const std::string& text : tempting()) {
    yaml.put_text("v" + std::to_string(i++), text);
  }
  yaml.close();
  yaml.open("keys");
  for (const std::string& text : tempting()) yaml.put(text, "1");
  yaml.close();
  yaml.open("items");
  for (const std::string& text : tempting()) yaml.put_item(yaml_text(text));
  yaml.close();
  yaml.open("nested");
  for (const std::string& text : tempting()) {
    yaml.open_item();
    yaml.put_text("text", text);
    yaml.put("flow", yaml_flow_map({{"text", yaml_text(text)}}));
    yaml.close();
  }
  yaml.close();
  return yaml.take();
}

TEST(Yaml, EveryTextIsReadBackInEveryPlace) {
  const YAML::Node root = YAML::Load(document());
  const auto texts = tempting();
  ASSERT_EQ(root["values"].size(), texts.size());
  ASSERT_EQ(root["keys"].size(), texts.size());
  std::size_t i = 0;
  for (const auto& entry : root["values"]) EXPECT_EQ(entry.second.Scalar(), texts[i++]);
  i = 0;
  for (const auto& entry : root["keys"]) EXPECT_EQ(entry.first.Scalar(), texts[i++]);
  for (i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(root["items"][i].Scalar(), texts[i]);
    EXPECT_EQ(root["nested"][i]["text"].Scalar(), texts[i]);
    EXPECT_EQ(root["nested"][i]["flow"]["text"].Scalar(), texts[i]);
  }
}

/// Runs `program` over the document; it prints one JSON list of the items. Empty when it cannot
/// run.
std::string items_as_read_by(const std::string& program) {
  const std::filesystem::path file =
      std::filesystem::path(testing::TempDir()) / "goldwire_yaml_test.yaml";
  std::ofstream(file) << document();
  std::string out;
  FILE* const pipe = popen((program + " " + file.string() + " 2>/dev/null").c_str(), "r");
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  return pclose(pipe) == 0 ? out : std::string();
}

void expect_same_items(const std::string& json) {
  const auto value = read_json(json);
  ASSERT_TRUE(value) << json;
  const auto texts = tempting();
  ASSERT_EQ(value->list()->size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string* const text = (*value->list())[i].text();
    ASSERT_NE(text, nullptr) << "read as another type: " << texts[i];
    EXPECT_EQ(*text, texts[i]);
  }
}

TEST(Yaml, PyYamlAsYaml11ReadsTheSame) {
  const std::string json = items_as_read_by(
      "python3 -c 'import sys, yaml, json; d = yaml.safe_load(open(sys.argv[1], "
      "encoding=\"utf8\"));"
      " print(json.dumps(list(d[\"keys\"]) if list(d[\"keys\"]) == d[\"items\"] and"
      " list(d[\"values\"].values()) == d[\"items\"] else []))'");
  ASSERT_FALSE(json.empty()) << "python3 with PyYAML did not read it";
  expect_same_items(json);
}

TEST(Yaml, NodeYamlReadsTheSameAs11And12) {
  for (const char* const version : {"1.1", "1.2"}) {
    const std::string json =
        items_as_read_by("NODE_PATH=" GOLDWIRE_SOURCE_DIR
                         "/tests/node_modules node -e 'const y = require(\"yaml\"); const d = "
                         "y.parse(require(\"fs\").readFileSync("
                         "process.argv[1], \"utf8\"), {version: \"" +
                         std::string(version) +
                         "\", mapAsMap: true}); console.log(JSON.stringify(d.get(\"items\")))'");
    ASSERT_FALSE(json.empty()) << "node with the package yaml did not read it";
    expect_same_items(json);
  }
}

TEST(Yaml, TextOfSeveralLinesStandsAsABlock) {
  YamlWriter yaml;
  yaml.put_text("sql", "SELECT 1\n  FROM x");
  EXPECT_EQ(yaml.take(), "sql: |-\n  SELECT 1\n    FROM x\n");
}

TEST(YamlMap, WhatNobodyAskedForIsUnknown) {
  auto map = YamlMap::document("schema: 1\nname: x\nnmae: y\n", "f.yaml");
  ASSERT_TRUE(map) << map.error().line();
  EXPECT_EQ(map->text("name"), "x");
  ASSERT_TRUE(map->problem());
  EXPECT_EQ(map->problem()->line(), "f.yaml:3: 'nmae' is unknown; remove it or mend its spelling");
}

TEST(YamlMap, NestedUnknownKeysAreFound) {
  auto map = YamlMap::document("schema: 1\nbudgets:\n  - caller: a\n    max: 3\n", "f.yaml");
  for (YamlMap& budget : map->maps("budgets")) EXPECT_EQ(budget.text("caller"), "a");
  EXPECT_THAT(map->problem()->line(), HasSubstr("f.yaml:4: 'budgets.max' is unknown"));
}

TEST(YamlMap, WrongTypesNameTheLine) {
  const auto problem = [](const std::string& body, auto ask) {
    auto map = YamlMap::document("schema: 1\n" + body, "f.yaml");
    if (!map) return map.error().line();
    ask(*map);
    return map->problem() ? map->problem()->line() : std::string();
  };
  EXPECT_THAT(problem("runs: many\n", [](YamlMap& m) { m.number("runs", 1); }),
              HasSubstr("f.yaml:2: 'runs' is no whole number; write for instance runs: 3"));
  EXPECT_THAT(problem("name: [x]\n", [](YamlMap& m) { m.text("name"); }),
              HasSubstr("f.yaml:2: 'name' is no text"));
  EXPECT_THAT(problem("", [](YamlMap& m) { m.text("name"); }), HasSubstr("'name' is missing"));
  EXPECT_THAT(problem("on: \"true\"\n", [](YamlMap& m) { m.flag("on", false); }),
              HasSubstr("neither true nor false"));
  EXPECT_THAT(problem("list: {a: 1}\n", [](YamlMap& m) { m.texts("list"); }),
              HasSubstr("no list of texts"));
  EXPECT_THAT(problem("list: [1]\n", [](YamlMap& m) { m.maps("list"); }),
              HasSubstr("no list of maps"));
  EXPECT_THAT(problem("map: 1\n", [](YamlMap& m) { m.map("map"); }), HasSubstr("no map"));
  EXPECT_THAT(problem("a: 1\na: 2\n", [](YamlMap& m) { m.number("a", 0); }),
              HasSubstr("f.yaml:3: 'a' stands twice"));
}

TEST(YamlMap, DocumentsThatAreNoneSayWhy) {
  const auto error = [](const std::string& text) {
    const auto map = YamlMap::document(text, "f.yaml");
    EXPECT_FALSE(map) << text;
    return map ? std::string() : map.error().line();
  };
  EXPECT_THAT(error("a: [1\nb: 2"), HasSubstr("no YAML"));
  EXPECT_THAT(error(""), HasSubstr("f.yaml: no map; begin it with 'schema: 1'"));
  EXPECT_THAT(error("- a\n"), HasSubstr("no map"));
  EXPECT_THAT(error("a: 1\n"), HasSubstr("'schema' is missing"));
  EXPECT_THAT(error("a: 1\nschema: 2\n"), HasSubstr("f.yaml:2: schema 2 is unknown"));
}

}  // namespace
}  // namespace goldwire
