// Truth files: what the bank's servers and clients say themselves (fixtures/bank/run --truth).
//
// Contract: a line that is not understood is an exception, never passed over.
#pragma once

#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/json.h"
#include "tests/end_to_end/respell.h"
#include "tests/end_to_end/telling.h"

namespace goldwire::truth {

/// The lines of each file, by its name without ".jsonl".
using Files = std::map<std::string, std::vector<std::string>>;

inline Files files_in(const std::string& folder) {
  Files files;
  for (const char* const name :
       {"postgres", "access", "calls", "served", "called", "produced", "consumed"}) {
    std::ifstream in(folder + "/" + name + ".jsonl");
    if (!in) throw std::runtime_error(folder + "/" + name + ".jsonl is not there");
    for (std::string line; std::getline(in, line);) files[name].push_back(line);
  }
  return files;
}

/// One line's fields, as text; a number as it was written. A field that is null is not there.
class Line {
 public:
  explicit Line(const std::string& text) : text_(text) {
    const Decoded<Value> json = read_json(text);
    if (!json || json->object() == nullptr) throw not_understood();
    for (const auto& [name, value] : *json->object()) {
      if (value.is_null()) continue;
      if (value.text() == nullptr && value.number() == nullptr) throw not_understood();
      fields_[name] = value.text() != nullptr ? *value.text() : value.number()->text;
    }
  }
  bool has(const std::string& name) const { return fields_.contains(name); }
  const std::string& operator[](const std::string& name) const {
    if (!has(name)) throw not_understood();
    return fields_.at(name);
  }
  std::runtime_error not_understood() const {
    return std::runtime_error("not understood: " + text_);
  }

 private:
  std::string text_;
  std::map<std::string, std::string> fields_;
};

/// "$1 = 'it''s', $2 = NULL" -> the same, each value respelled.
inline std::string parameters(std::string_view logged) {
  std::string out;
  while (!logged.empty()) {
    const std::size_t value = logged.find(" = ") + 3;
    out += logged.substr(0, value);
    logged.remove_prefix(value);
    if (logged.starts_with("NULL")) {
      out += "NULL";
      logged.remove_prefix(4);
    } else {
      std::string text;
      std::size_t at = 1;
      for (; logged.at(at) != '\'' || logged.substr(at).starts_with("''"); ++at) {
        if (logged[at] == '\'') ++at;
        text += logged[at];
      }
      out += "'" + respell(text) + "'";
      logged.remove_prefix(at + 1);
    }
    if (logged.starts_with(", ")) {
      out += ", ";
      logged.remove_prefix(2);
    }
  }
  return out;
}

/// What a line of the log says was run; log_statement = all tells each simple query as "statement"
/// and each Execute as "execute", and neither Parse nor Bind.
inline std::string statement(const Line& line) {
  const std::string& message = line["message"];
  const std::size_t text = message.find(": ");
  const std::string kind = message.substr(0, text);
  if (text == std::string::npos || kind.starts_with("execute fetch from ") ||
      (kind != "statement" && !kind.starts_with("execute "))) {
    throw line.not_understood();
  }
  std::string out = message.substr(text + 2);
  if (!line.has("detail")) return out;
  const std::string detail = line["detail"];
  if (!detail.substr(1).starts_with("arameters: ")) throw line.not_understood();
  return out + " [" + parameters(std::string_view(detail).substr(12)) + "]";
}

/// An error follows the statement that it ended, unless that was refused before it could run.
inline void add_error(const Line& line, const std::string& user, const std::string& where,
                      std::vector<Said>& statements) {
  const std::string state = " => " + line["state_code"];
  const auto last = std::ranges::find(statements.rbegin(), statements.rend(), where, &Said::where);
  if (last != statements.rend() && last->what.starts_with(line["statement"])) {
    last->what += state;
  } else {
    statements.push_back({user, where, line["statement"] + state});
  }
}

inline void add_postgres(const std::vector<std::string>& lines, Telling& out) {
  std::set<Said> databases;
  for (const std::string& text : lines) {
    const Line line(text);
    const std::string& user = line["user"];
    const std::string where = user + " at " + line["remote_host"] + ":" + line["remote_port"];
    databases.insert({user, where, line["dbname"]});
    if (line["error_severity"] == "ERROR") {
      add_error(line, user, where, out["postgres"]);
    } else if (line["error_severity"] == "LOG") {
      out["postgres"].push_back({user, where, statement(line)});
    } else {
      throw line.not_understood();
    }
  }
  out["databases"].assign(databases.begin(), databases.end());
}

/// The lines by their times, in nanoseconds.
inline std::multimap<unsigned long long, Line> by_time(const std::vector<std::string>& lines) {
  std::multimap<unsigned long long, Line> out;
  for (const std::string& text : lines) {
    const Line line(text);
    out.emplace(std::stoull(line["unix_nano"]), line);
  }
  return out;
}

inline std::string http(const Line& line) {
  return fmt::format("{} {} {} ({} octets, answer {})", line["method"], line["path"],
                     line["status"], line["request_bytes"], line["response_bytes"]);
}

inline std::string rpc(const Line& line) {
  return fmt::format("{} ended with {} ({} messages, {} back) for {}", line["method"],
                     line["status"], line["request_messages"], line["response_messages"],
                     line["request_id"]);
}

inline std::string record(const Line& line) {
  return fmt::format("{}: offset {} key {}", line["service"], line["offset"], line["key"]);
}

inline Telling told(const Files& files) {
  Telling out;
  add_postgres(files.at("postgres"), out);
  for (const auto& [time, line] : by_time(files.at("access"))) {
    const std::string& server = line["service"];
    out["access"].push_back({server, line["client"] + " -> " + server, http(line)});
  }
  for (const auto& [time, line] : by_time(files.at("calls"))) {
    const std::string from = line["service"] + ":" + line["local_port"];
    out["calls"].push_back({line["service"], from + " -> " + line["server"], http(line)});
  }
  for (const auto& [time, line] : by_time(files.at("served"))) {
    const std::string& server = line["service"];
    out["served"].push_back({server, line["client"] + " -> " + server, rpc(line)});
  }
  for (const auto& [time, line] : by_time(files.at("called"))) {
    const std::string& client = line["service"];
    out["called"].push_back({client, client + " -> " + line["server"], rpc(line)});
  }
  for (const auto& [time, line] : by_time(files.at("produced"))) {
    const std::string where = line["topic"] + "/" + line["partition"];
    out["produced"].push_back({line["service"] + " " + line["topic"], where, record(line)});
  }
  for (const auto& [time, line] : by_time(files.at("consumed"))) {
    const std::string where = line["group"] + " at " + line["topic"] + "/" + line["partition"];
    out["consumed"].push_back({line["group"] + " " + line["topic"], where, record(line)});
  }
  return out;
}

}  // namespace goldwire::truth
