// Reading SQL: the grammar's tree first, words where it gives none.
#include "protocols/postgres/sql.h"

#include <algorithm>
#include <functional>
#include <pg_query.h>
#include <unordered_map>
#include <xxhash.h>

#include "protocols/base/json.h"
#include "protocols/postgres/tokens.h"

namespace goldwire::postgres::sql {
namespace {

/// The grammar's stack grows with the text ("1+1+1+..."), so longer texts are scanned by words.
constexpr std::size_t kLongestParsed = 32U << 10;
constexpr std::size_t kRemembered = 4096;  ///< texts
constexpr std::size_t kRememberedOctets = 8U << 20;

// --- by words

/// "CREATE UNIQUE INDEX" is a CREATE INDEX: words that say how, not what.
bool is_modifier(const Token& token) {
  static constexpr std::string_view kModifiers[] = {
      "OR",     "REPLACE", "TEMP",      "TEMPORARY",  "UNIQUE",  "UNLOGGED",
      "GLOBAL", "LOCAL",   "RECURSIVE", "CONSTRAINT", "TRUSTED", "PROCEDURAL"};
  return std::ranges::any_of(kModifiers, [&](std::string_view word) { return token.is(word); });
}

std::string operation_by_words(std::string_view statement) {
  Tokens tokens(statement);
  Token token = tokens.next();
  while (token.is('(')) token = tokens.next();
  if (token.kind != Token::Kind::word) return {};
  if (token.is("END")) return "COMMIT";
  if (token.is("ABORT")) return "ROLLBACK";
  if (token.is("TABLE") || token.is("VALUES")) return "SELECT";
  std::string operation = upper(token.text);
  if (operation == "START") return "START TRANSACTION";
  if (operation == "ROLLBACK") {
    for (token = tokens.next(); token.is_name(); token = tokens.next()) {
      if (token.is("TO")) return "ROLLBACK TO";
    }
  } else if (operation == "CREATE" || operation == "ALTER" || operation == "DROP") {
    do token = tokens.next();
    while (is_modifier(token));
    operation += " " + upper(token.text);
    if (token.is("MATERIALIZED") || token.is("FOREIGN") || token.is("EVENT")) {
      operation += " " + upper(tokens.next().text);
    }
  } else if (operation == "WITH") {
    // The statement that the common table expressions are for stands outside all brackets.
    int depth = 0;
    for (token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
      depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
      const bool verb = token.is("SELECT") || token.is("INSERT") || token.is("UPDATE") ||
                        token.is("DELETE") || token.is("MERGE");
      if (depth == 0 && verb) return upper(token.text);
    }
  }
  return operation;
}

/// A name with its qualifiers, as PostgreSQL takes it: public.accounts.
std::string qualified(Tokens& tokens, Token token) {
  std::string out;
  while (token.is_name()) {
    out += token.name();
    token = tokens.next();
    if (!token.is('.')) break;
    out += '.';
    token = tokens.next();
  }
  return out;
}

std::vector<std::string> collections_by_words(std::string_view statement) {
  std::vector<std::string> out;
  Tokens tokens(statement);
  bool ddl = false;
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
    const bool first = token.begin == 0 || out.empty();
    if (token.is("CREATE") || token.is("ALTER") || token.is("DROP")) ddl = true;
    const bool leads = token.is("FROM") || token.is("INTO") || token.is("JOIN") ||
                       token.is("UPDATE") || token.is("COPY") || token.is("TRUNCATE") ||
                       (ddl && first && token.is("TABLE"));
    if (!leads) continue;
    do token = tokens.next();
    while (token.is("ONLY") || token.is("TABLE") || token.is("IF") || token.is("NOT") ||
           token.is("EXISTS") || token.is("LATERAL"));
    if (token.is("SELECT") || token.is("SET")) continue;
    std::string name = qualified(tokens, token);
    if (!name.empty() && std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
  }
  return out;
}

Meaning by_words(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view statement = text.substr(begin, end - begin);
  return {begin, end - begin, operation_by_words(statement), collections_by_words(statement)};
}

std::vector<Meaning> split_by_words(std::string_view text) {
  std::vector<Meaning> out;
  Tokens tokens(text);
  std::size_t begin = 0;
  std::size_t end = 0;
  int depth = 0;
  const auto cut = [&] {
    if (end > begin) out.push_back(by_words(text, begin, end));
    end = begin = 0;
  };
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
    depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
    if (token.is(';') && depth <= 0) {
      cut();
      depth = 0;
      continue;
    }
    if (end == 0) begin = token.begin;
    end = token.stop();
  }
  cut();
  return out;
}

// --- by the grammar's tree

void walk(const Value& node, const std::function<void(std::string_view, const Value&)>& visit) {
  if (const Value::Object* members = node.object()) {
    for (const auto& [name, value] : *members) {
      visit(name, value);
      walk(value, visit);
    }
  } else if (const Value::List* items = node.list()) {
    for (const Value& item : *items) walk(item, visit);
  }
}

std::string text_at(const Value& node, std::string_view name) {
  const Value* value = node.find(name);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

class Tables {
 public:
  explicit Tables(const Value& statement) {
    walk(statement, [&](std::string_view name, const Value& value) {
      if (name == "CommonTableExpr") expressions_.push_back(text_at(value, "ctename"));
    });
    // What is written to, then what FROM names, then the rest: subqueries and expressions.
    for (const std::string_view field : {"relation", "intoClause", "larg", "fromClause"}) {
      if (const Value* value = statement.find(field)) add(*value);
    }
    add(statement);
  }
  std::vector<std::string> take() { return std::move(names_); }

 private:
  void add(const Value& node) {
    add_range(node);
    walk(node, [&](std::string_view, const Value& value) { add_range(value); });
  }
  void add_range(const Value& node) {
    std::string name = text_at(node, "relname");
    if (name.empty()) return;
    const std::string schema = text_at(node, "schemaname");
    if (schema.empty() && std::ranges::find(expressions_, name) != expressions_.end()) return;
    if (!schema.empty()) name = schema + "." + name;
    if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
  }

  std::vector<std::string> expressions_;
  std::vector<std::string> names_;
};

/// DROP names what it drops as lists of words.
std::vector<std::string> dropped(const Value& statement) {
  std::vector<std::string> out;
  const Value* objects = statement.find("objects");
  if (objects == nullptr || objects->list() == nullptr) return out;
  for (const Value& object : *objects->list()) {
    std::string name;
    walk(object, [&](std::string_view field, const Value& value) {
      if (field == "sval" && value.text() != nullptr) {
        name += (name.empty() ? "" : ".") + *value.text();
      }
    });
    if (!name.empty()) out.push_back(std::move(name));
  }
  return out;
}

std::string operation_of(std::string_view node, std::string_view text) {
  if (node == "SelectStmt") return "SELECT";
  if (node == "InsertStmt") return "INSERT";
  if (node == "UpdateStmt") return "UPDATE";
  if (node == "DeleteStmt") return "DELETE";
  if (node == "MergeStmt") return "MERGE";
  return operation_by_words(text);
}

std::size_t number_at(const Value& node, std::string_view name) {
  const Value* value = node.find(name);
  if (value == nullptr || value->number() == nullptr) return 0;
  return static_cast<std::size_t>(std::strtoull(value->number()->text.c_str(), nullptr, 10));
}

/// A statement's place in the text, without blanks, comments and ';' around it.
std::pair<std::size_t, std::size_t> trimmed(std::string_view text, std::size_t begin,
                                            std::size_t end) {
  Tokens tokens(text.substr(begin, end - begin));
  std::optional<std::size_t> first;
  std::size_t last = 0;
  for (Token token = tokens.next(); token.kind != Token::Kind::end; token = tokens.next()) {
    if (token.is(';')) continue;
    if (!first) first = token.begin;
    last = token.stop();
  }
  return {begin + first.value_or(0), last - first.value_or(0)};
}

bool by_grammar(std::string_view text, Script& script) {
  struct Parsed {
    PgQueryParseResult result;
    ~Parsed() { pg_query_free_parse_result(result); }
  } parsed{pg_query_parse(std::string(text).c_str())};
  script.refused = parsed.result.error != nullptr;
  if (script.refused || parsed.result.parse_tree == nullptr) return false;
  const Decoded<Value> tree = read_json(parsed.result.parse_tree);
  const Value* statements = tree ? tree->find("stmts") : nullptr;
  if (statements == nullptr || statements->list() == nullptr) return tree.has_value();
  for (const Value& raw : *statements->list()) {
    const Value* node = raw.find("stmt");
    if (node == nullptr || node->object() == nullptr || node->object()->empty()) return false;
    const auto& [kind, statement] = node->object()->front();
    const std::size_t begin = number_at(raw, "stmt_location");
    const std::size_t length = number_at(raw, "stmt_len");
    const auto [at, size] = trimmed(text, begin, length == 0 ? text.size() : begin + length);
    script.statements.push_back(
        {at, size, operation_of(kind, text.substr(at, size)),
         kind == "DropStmt" ? dropped(statement) : Tables(statement).take()});
  }
  return true;
}

std::shared_ptr<const Script> read_fresh(std::string_view text) {
  auto script = std::make_shared<Script>();
  script->parsed = text.size() <= kLongestParsed && by_grammar(text, *script);
  if (!script->parsed) script->statements = split_by_words(text);
  return script;
}

// --- remembered

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return XXH3_64bits(text.data(), text.size());
  }
};

/// A memory of a pure function, so it changes nothing but the time it takes.
struct Memory {
  std::unordered_map<std::string, std::shared_ptr<const Script>, Hash, std::equal_to<>> scripts;
  std::size_t octets = 0;
};

}  // namespace

std::shared_ptr<const Script> read(std::string_view text) {
  thread_local Memory memory;
  const auto known = memory.scripts.find(text);
  if (known != memory.scripts.end()) return known->second;
  std::shared_ptr<const Script> script = read_fresh(text);
  if (text.size() > kLongestParsed) return script;
  if (memory.scripts.size() >= kRemembered || memory.octets >= kRememberedOctets) memory = {};
  memory.scripts.emplace(text, script);
  memory.octets += text.size();
  return script;
}

std::string_view statement_at(std::string_view text, std::size_t index) {
  const std::shared_ptr<const Script> script = read(text);
  if (index >= script->statements.size()) return {};
  const Meaning& meaning = script->statements[index];
  return text.substr(meaning.begin, meaning.length);
}

std::string first_word(std::string_view text) {
  Tokens tokens(text);
  Token token = tokens.next();
  while (token.is('(')) token = tokens.next();
  return token.kind == Token::Kind::word ? upper(token.text) : std::string();
}

std::optional<Preparation> read_prepare(std::string_view text) {
  Tokens tokens(text);
  if (!tokens.next().is("PREPARE")) return std::nullopt;
  const Token name = tokens.next();
  Token token = tokens.next();
  while (token.kind != Token::Kind::end && !token.is("AS")) token = tokens.next();
  const std::string_view query = text.substr(std::min(token.stop(), text.size()));
  const auto [begin, length] = trimmed(query, 0, query.size());
  if (!name.is_name() || length == 0) return std::nullopt;
  return Preparation{name.name(), std::string(query.substr(begin, length))};
}

}  // namespace goldwire::postgres::sql
