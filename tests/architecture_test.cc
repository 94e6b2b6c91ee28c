// The architecture, held by a test: who may include whom, what the pure folders may not touch, and
// what the top level holds (design, "The house").
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;
using testing::read_tree;
using testing::Tree;

const Names kTopLevel = {
    "CMakeLists.txt", "CMakePresets.json", "LICENSE",  "README.md", "agent", "protocols",
    "replay",         "harness",           "fixtures", "tests"};
const Names kAgentOrder = {"agent/capture", "agent/wire", "agent/observe", "agent/trace",
                           "agent/export"};
const Names kHarnessOrder = {"harness/canonical", "harness/golden", "harness/align",
                             "harness/noise",     "harness/diff",   "harness/redact",
                             "harness/files",     "harness/report", "harness/commands"};
const Names kSharesHttp = {"protocols/http1", "protocols/http2", "protocols/grpc",
                           "protocols/websocket"};
const Names kImpure = {"iostream",     "fstream",
                       "ostream",      "istream",
                       "cstdio",       "stdio.h",
                       "thread",       "mutex",
                       "future",       "semaphore",
                       "stop_token",   "latch",
                       "barrier",      "chrono",
                       "ctime",        "time.h",
                       "filesystem",   "unistd.h",
                       "fcntl.h",      "poll.h",
                       "syslog.h",     "netdb.h",
                       "random",       "pthread.h",
                       "shared_mutex", "condition_variable"};
const Names kImpureFolders = {"sys/",    "net/",       "netinet/",  "linux/",      "pcap/",
                              "spdlog/", "boost/asio", "boost/log", "boost/thread"};
constexpr std::size_t kMostLines = 500;

bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The folder that the include table speaks of: two levels under protocols, agent and harness, else
/// one.
std::string unit_of(const std::string& path) {
  const std::size_t first = path.find('/');
  if (first == std::string::npos) return {};
  const std::string top = path.substr(0, first);
  const std::size_t second = path.find('/', first + 1);
  const bool split = top == "protocols" || top == "agent" || top == "harness";
  return split && second != std::string::npos ? path.substr(0, second) : top;
}

/// `folder` itself or something in it.
bool inside(const std::string& unit, const std::string& folder) {
  return unit == folder || unit.starts_with(folder + "/");
}

/// Whether `to` is a room that stands before `from` in `order`.
bool before(const Names& order, const std::string& from, const std::string& to) {
  const auto place = [&](const std::string& unit) {
    return std::find(order.begin(), order.end(), unit);
  };
  return place(from) != order.end() && place(to) < place(from);
}

/// The include table of design.md, from the folder that includes to the one that is included.
bool may_include(const std::string& from, const std::string& to) {
  if (from == to || from == "tests") return true;
  if (from == "protocols") return inside(to, "protocols");  // the registry
  if (inside(from, "protocols")) {
    return to == "protocols/base" || (to == "protocols/http" && has(kSharesHttp, from));
  }
  if (from == "agent") return inside(to, "agent") || inside(to, "protocols");  // the program
  if (inside(from, "agent")) {
    return inside(to, "protocols") || before(kAgentOrder, from, to);
  }
  if (from == "replay") return inside(to, "protocols");
  if (inside(from, "harness")) {
    if (inside(to, "agent") || to == "replay" || inside(to, "protocols")) return true;
    return from == "harness" ? inside(to, "harness") : before(kHarnessOrder, from, to);
  }
  return false;
}

bool ends_with_any(const std::string& path, const Names& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& ending) { return path.ends_with(ending); });
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

struct Include {
  char bracket = '"';
  std::string name;
};

std::vector<Include> includes_of(const std::string& text) {
  std::vector<Include> found;
  for (const std::string& line : lines_of(text)) {
    std::size_t at = line.find_first_not_of(" \t");
    if (at == std::string::npos || line[at] != '#') continue;
    at = line.find_first_not_of(" \t", at + 1);
    if (at == std::string::npos || line.compare(at, 7, "include") != 0) continue;
    const std::size_t open = line.find_first_of("\"<", at);
    const std::size_t close = line.find_first_of("\">", open + 1);
    if (open == std::string::npos || close == std::string::npos) continue;
    found.push_back({line[open], line.substr(open + 1, close - open - 1)});
  }
  return found;
}

bool impure(const std::string& path, const std::string& header) {
  if (header == "chrono" && path == "protocols/base/time.h") return false;
  return has(kImpure, header) || header.starts_with("pcap.") ||
         std::any_of(kImpureFolders.begin(), kImpureFolders.end(),
                     [&](const std::string& folder) { return header.starts_with(folder); });
}

bool begins_with_comment(const std::string& path, const std::string& text) {
  std::string_view rest = text;
  if (rest.starts_with("#!")) rest.remove_prefix(std::min(rest.find('\n') + 1, rest.size()));
  if (ends_with_any(path, {".cc", ".h", ".js", ".mjs", ".proto"})) {
    return rest.starts_with("//") || rest.starts_with("/*");
  }
  return rest.starts_with("#") || rest.starts_with("//") || rest.starts_with("\"\"\"");
}

/// Everything in `tree` that breaks the house's rules, one line each.
Names violations(const Tree& tree) {
  Names found;
  for (const auto& [path, text] : tree) {
    const bool source = ends_with_any(path, {".cc", ".h"});
    const bool script = text.starts_with("#!") || path.ends_with("CMakeLists.txt") ||
                        ends_with_any(path, {".js", ".mjs", ".proto", ".py", ".sh"});
    if ((source || script) && !begins_with_comment(path, text)) {
      found.push_back(path + " does not begin with a comment");
    }
    if (!source) continue;
    const std::string unit = unit_of(path);
    if (path.ends_with(".h") && text.find("\n#pragma once\n") == std::string::npos) {
      found.push_back(path + " has no #pragma once");
    }
    if (unit != "tests" && lines_of(text).size() > kMostLines) {
      found.push_back(path + " is longer than 500 lines");
    }
    for (const Include& include : includes_of(text)) {
      if (include.bracket == '<') {
        if (inside(unit, "protocols") && impure(path, include.name)) {
          found.push_back(path + " includes <" + include.name + ">");
        }
      } else if (!tree.contains(include.name)) {
        found.push_back(path + " includes \"" + include.name + "\", which is no path of the tree");
      } else if (!may_include(unit, unit_of(include.name))) {
        found.push_back(path + " includes \"" + include.name + "\"");
      }
    }
  }
  return found;
}

bool belongs_at_the_top(const std::string& name) {
  return name.starts_with('.') || name == "build" || has(kTopLevel, name);
}

TEST(Architecture, TheTreeKeepsTheRules) {
  const Tree tree = read_tree(GOLDWIRE_SOURCE_DIR);
  ASSERT_TRUE(tree.contains("protocols/base/conversation.h"));
  ASSERT_TRUE(tree.contains("tests/architecture_test.cc"));
  EXPECT_THAT(violations(tree), ::testing::IsEmpty());
}

TEST(Architecture, TheTopLevelHoldsNothingElse) {
  for (const auto& entry : fs::directory_iterator(GOLDWIRE_SOURCE_DIR)) {
    EXPECT_TRUE(belongs_at_the_top(entry.path().filename().string())) << entry.path();
  }
  EXPECT_FALSE(belongs_at_the_top("src"));
  EXPECT_FALSE(belongs_at_the_top("docs"));
}

/// A tree in which `path` includes `included`, and what the checker says of it.
Names verdict_on(const std::string& path, const std::string& included) {
  Tree tree;
  tree[included] = "// A header.\n#pragma once\n";
  tree[path] = "// A source.\n#include \"" + included + "\"\n";
  return violations(tree);
}

TEST(Architecture, EachForbiddenIncludeIsFound) {
  const std::vector<std::pair<std::string, std::string>> forbidden = {
      {"protocols/base/a.cc", "protocols/http1/a.h"},
      {"protocols/base/a.cc", "protocols/registry.h"},
      {"protocols/base/a.cc", "agent/capture/a.h"},
      {"protocols/http/a.cc", "protocols/http1/a.h"},
      {"protocols/http1/a.cc", "protocols/http2/a.h"},
      {"protocols/kafka/a.cc", "protocols/http/a.h"},
      {"protocols/postgres/a.cc", "protocols/kafka/a.h"},
      {"protocols/kafka/a.cc", "protocols/registry.h"},
      {"protocols/registry.cc", "agent/wire/a.h"},
      {"agent/capture/a.cc", "agent/wire/a.h"},
      {"agent/wire/a.cc", "agent/observe/a.h"},
      {"agent/observe/a.cc", "agent/trace/a.h"},
      {"agent/trace/a.cc", "agent/export/a.h"},
      {"agent/export/a.cc", "replay/a.h"},
      {"agent/main.cc", "harness/a.h"},
      {"agent/unknown/a.cc", "agent/capture/a.h"},
      {"replay/a.cc", "agent/trace/a.h"},
      {"replay/a.cc", "harness/a.h"},
      {"harness/a.cc", "tests/a.h"},
      {"harness/canonical/a.cc", "harness/golden/a.h"},
      {"harness/noise/a.cc", "harness/diff/a.h"},
      {"harness/diff/a.cc", "harness/commands/a.h"},
      {"harness/unknown/a.cc", "harness/canonical/a.h"},
      {"fixtures/bank/a.cc", "harness/a.h"}};
  for (const auto& [from, to] : forbidden) {
    EXPECT_THAT(verdict_on(from, to), ::testing::ElementsAre(from + " includes \"" + to + "\""));
  }
}

TEST(Architecture, EachAllowedIncludePasses) {
  const std::vector<std::pair<std::string, std::string>> allowed = {
      {"protocols/http/a.cc", "protocols/base/a.h"},
      {"protocols/http1/a.cc", "protocols/http/a.h"},
      {"protocols/websocket/a.cc", "protocols/http/a.h"},
      {"protocols/kafka/a.cc", "protocols/kafka/b.h"},
      {"protocols/registry.cc", "protocols/kafka/a.h"},
      {"agent/wire/a.cc", "agent/capture/a.h"},
      {"agent/export/a.cc", "agent/capture/a.h"},
      {"agent/observe/a.cc", "protocols/registry.h"},
      {"agent/main.cc", "agent/export/a.h"},
      {"replay/a.cc", "protocols/http1/a.h"},
      {"harness/main.cc", "harness/commands/a.h"},
      {"harness/diff/a.cc", "harness/golden/a.h"},
      {"harness/commands/a.cc", "replay/a.h"},
      {"harness/canonical/a.cc", "agent/trace/a.h"},
      {"tests/laws/a.cc", "harness/a.h"}};
  for (const auto& [from, to] : allowed) {
    EXPECT_THAT(verdict_on(from, to), ::testing::IsEmpty()) << from << " " << to;
  }
}

TEST(Architecture, AnImpureHeaderUnderProtocolsIsFound) {
  const auto verdict = [](const std::string& path, const std::string& line) {
    return violations({{path, "// A file.\n" + line + "\n"}});
  };
  for (const std::string header :
       {"iostream", "thread", "mutex", "chrono", "sys/socket.h", "fstream", "pcap.h", "pcap/pcap.h",
        "boost/asio/ip/tcp.hpp", "unistd.h"}) {
    EXPECT_EQ(verdict("protocols/http1/a.cc", "#include <" + header + ">").size(), 1U) << header;
    EXPECT_EQ(verdict("protocols/registry.cc", "# include <" + header + ">").size(), 1U) << header;
    EXPECT_THAT(verdict("agent/wire/a.cc", "#include <" + header + ">"), ::testing::IsEmpty());
  }
  EXPECT_THAT(
      violations({{"protocols/base/time.h", "// Time.\n#pragma once\n#include <chrono>\n"}}),
      ::testing::IsEmpty());
}

TEST(Architecture, BadFormIsFound) {
  const auto count = [](const std::string& path, const std::string& text) {
    return violations({{path, text}}).size();
  };
  EXPECT_EQ(count("agent/a.cc", "#include <vector>\n"), 1U);
  EXPECT_EQ(count("agent/a.cc", "// A file.\n"), 0U);
  EXPECT_EQ(count("agent/a.h", "// A file.\n"), 1U);
  EXPECT_EQ(count("agent/a.h", "// A file.\n#pragma once\n"), 0U);
  EXPECT_EQ(count("agent/a.cc", "// A file.\n#include \"a.h\"\n"), 1U);
  EXPECT_EQ(count("agent/a.cc", "// A file.\n" + std::string(500, '\n')), 1U);
  EXPECT_EQ(count("fixtures/run", "#!/usr/bin/env bash\nset -e\n"), 1U);
  EXPECT_EQ(count("fixtures/run", "#!/usr/bin/env bash\n# Runs.\n"), 0U);
  EXPECT_EQ(count("fixtures/a.js", "'use strict';\n"), 1U);
  EXPECT_EQ(count("agent/CMakeLists.txt", "project(a)\n"), 1U);
}

}  // namespace
}  // namespace goldwire
