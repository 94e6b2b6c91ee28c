// What the wire shows against what the server itself logged, statement by statement, on every
// fixture.
#include <gtest/gtest.h>
#include <iostream>
#include <sstream>

#include "protocols/postgres/result.h"
#include "protocols/postgres/statement.h"
#include "tests/protocols/postgres/recorded.h"

namespace goldwire::postgres {
namespace {

constexpr const char* kFixtures[] = {
    "psql-session",   "psql-multi",       "psql-copy",        "pg-queries",       "pg-cursor",
    "postgres-js",    "libpq-extended",   "libpq-pipeline",   "libpq-batches",    "libpq-single",
    "libpq-copy",     "libpq-cancel",     "libpq-function",   "types-text",       "types-binary",
    "pgbench-simple", "pgbench-extended", "pgbench-prepared", "pgbench-pipeline", "bad-password"};

using Lines = std::vector<std::string>;

std::string escaped(std::string_view text) {
  std::string out;
  write_json_text(out, text);
  return out.substr(1, out.size() - 2);
}

/// The server's lines by process; fetches from a portal are no statements of their own.
std::vector<Lines> logged(const std::string& name) {
  std::map<std::string, Lines> by_process;
  std::istringstream in(recorded::file(name + ".log"));
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    std::string said = line.substr(tab + 1);
    if (said.starts_with("fetch\t")) continue;
    // What SQL's EXECUTE stands for is told as a detail; the wire has the parameters only.
    if (said.starts_with("query\t")) said = said.substr(0, said.rfind('\t') + 1);
    // The server tells the whole PREPARE when what it prepared is bound by the protocol.
    const std::size_t prepare = said.find("\tPREPARE ");
    if (said.starts_with("execute\t") && prepare != std::string::npos) {
      said.erase(prepare + 1, said.find(" AS ") + 4 - prepare - 1);
    }
    by_process[line.substr(0, tab)].push_back(said);
  }
  std::vector<Lines> out;
  for (auto& [process, lines] : by_process) out.push_back(std::move(lines));
  return out;
}

std::string parameters_as_logged(const Statement& statement) {
  std::string out;
  const Parameters parameters = parameters_of(statement);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    out += (i == 0 ? "parameters: $" : ", $") + std::to_string(i + 1) + " = ";
    if (!parameters[i].text) {
      out += "NULL";
      continue;
    }
    std::string quoted;
    for (const char c : *parameters[i].text) quoted += c == '\'' ? "''" : std::string(1, c);
    out += "'" + quoted + "'";
  }
  return out;
}

/// The lines that the server writes for an exchange like this one.
void add_lines(Lines& lines, const Exchange& exchange) {
  const auto& statement = static_cast<const Statement&>(*exchange.messages);
  if (statement.skipped) return;
  const Result result = whole_result(statement);
  const Prepared* prepared =
      statement.portal ? statement.portal->prepared.get() : statement.prepared.get();
  const std::string text = statement.asked == Asked::query ? statement.query
                           : prepared != nullptr           ? prepared->query
                                                           : "";
  // A text that the grammar refuses is not logged as a statement, nor is a portal that was not
  // bound.
  const bool refused = result.error && result.error->find('C') == "42601";
  if (statement.asked == Asked::query && !refused) {
    lines.push_back("query\t\t" + escaped(text) + "\t");
  }
  if (statement.asked == Asked::execute && statement.portal->bound && !text.empty()) {
    lines.push_back("execute\t\t" + escaped(text) + "\t" +
                    escaped(parameters_as_logged(statement)));
  }
  if (result.error) {
    // What fails at the commit that Sync makes is no statement's error to the server.
    const bool at_commit = !result.tag.empty() && statement.asked == Asked::execute;
    lines.push_back("error\t" + std::string(result.error->find('C')) + "\t" +
                    escaped(result.error->find('M')) + "\t" + (at_commit ? "" : escaped(text)));
  }
}

std::vector<Lines> seen(const std::string& name) {
  std::vector<Lines> out;
  for (const recorded::Connection& connection : recorded::connections(name)) {
    recorded::Heard heard = recorded::hear(connection);
    std::ranges::sort(heard.exchanges, {}, [](const Exchange& each) { return each.ordinal; });
    Lines lines;
    for (const Exchange& exchange : heard.exchanges) add_lines(lines, exchange);
    if (!lines.empty()) out.push_back(std::move(lines));
  }
  return out;
}

class ServerLog : public testing::TestWithParam<const char*> {};

TEST_P(ServerLog, HoldsTheSameStatementsWithTheSameParametersAndErrors) {
  std::vector<Lines> expected = logged(GetParam());
  std::vector<Lines> got = seen(GetParam());
  std::ranges::sort(expected);
  std::ranges::sort(got);
  std::size_t compared = 0;
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].size(), expected[i].size());
    for (std::size_t line = 0; line < std::min(got[i].size(), expected[i].size()); ++line) {
      EXPECT_EQ(got[i][line], expected[i][line]);
      ++compared;
    }
  }
  std::cout << GetParam() << ": " << compared << " lines compared\n";
  EXPECT_GT(compared, 0U);
}

INSTANTIATE_TEST_SUITE_P(, ServerLog, testing::ValuesIn(kFixtures), [](const auto& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace goldwire::postgres
