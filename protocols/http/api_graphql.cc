// GraphQL: the document's operations are found without reading its selections.
#include "protocols/http/api_graphql.h"

#include <algorithm>
#include <set>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::http {
namespace {

constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Lexical tokens (section 2.1), as far as braces ask for.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  /// A name, one punctuator, or a string as "\""; empty at the end.
  std::string_view next() {
    skip_ignored();
    if (rest_.empty()) return {};
    if (rest_.starts_with("\"\"\"")) return string("\"\"\"");
    if (rest_.front() == '"') return string("\"");
    std::size_t size = 1;
    if (is_name_character(rest_.front())) {
      while (size < rest_.size() && is_name_character(rest_[size])) ++size;
    }
    const std::string_view token = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return token;
  }

 private:
  void skip_ignored() {
    while (!rest_.empty()) {
      if (rest_.starts_with("\xEF\xBB\xBF")) {
        rest_.remove_prefix(3);
      } else if (rest_.front() == '#') {
        rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
      } else if (std::string_view(" \t\r\n,").find(rest_.front()) != std::string_view::npos) {
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  std::string_view string(std::string_view quote) {
    std::size_t at = quote.size();
    while (at < rest_.size() && !rest_.substr(at).starts_with(quote)) {
      at += rest_[at] == '\\' ? 2 : 1;
    }
    rest_.remove_prefix(std::min(at + quote.size(), rest_.size()));
    return "\"";
  }

  std::string_view rest_;
};

/// Reads to the end of the selection set. `open` braces are open already.
bool skip_selections(Lexer& lexer, std::size_t open) {
  while (true) {
    const std::string_view token = lexer.next();
    if (token.empty()) return false;
    if (token == "{" || token == "(" || token == "[") ++open;
    if (token == "}" || token == ")" || token == "]") {
      if (open == 0) return false;
      // Variables and directives before the set have brackets of their own.
      if (--open == 0 && token == "}") return true;
    }
  }
}

std::string_view operation_type(std::string_view word) {
  for (const std::string_view type : {"query", "mutation", "subscription"}) {
    if (word == type) return type;
  }
  return {};
}

/// One request: a member of the body, or the query's parameters.
struct Asked {
  std::string document;
  std::string name;       ///< operationName
  std::string persisted;  ///< what the server's document is known by
  GraphqlOperation operation;

  std::string headline() const {
    std::string text(operation.type.empty() ? "GraphQL" : operation.type);
    if (!operation.name.empty()) text.append(" ").append(operation.name);
    return text;
  }
};

/// Finds the operation; false when this is no GraphQL.
bool settle(Asked& asked) {
  if (asked.document.empty()) {
    asked.operation.name = asked.name;
    return !asked.persisted.empty();
  }
  const auto operations = graphql_operations(asked.document);
  if (!operations || operations->empty()) return false;
  const auto named = std::ranges::find(*operations, asked.name, &GraphqlOperation::name);
  asked.operation = named == operations->end() ? operations->front() : *named;
  return true;
}

std::optional<Asked> read_request(const Value& json, bool at_graphql) {
  Asked asked;
  asked.document = member_text(json, {"query"});
  asked.name = member_text(json, {"operationName"});
  asked.persisted = member_text(json, {"extensions", "persistedQuery", "sha256Hash"});
  // Relay and others name the document by an id of their own.
  for (const std::string_view id : {"id", "documentId", "doc_id", "queryId"}) {
    if (at_graphql && asked.persisted.empty()) asked.persisted = member_text(json, {id});
  }
  if (!settle(asked)) return std::nullopt;
  return asked;
}

bool is_graphql_path(std::string_view path) {
  const std::string_view last = last_part(path, "/");
  return last == "graphql" || last == "gql" || last == "graphql.json";
}

std::vector<Asked> read_body(const ApiView& view) {
  if (view.type.essence() == "application/graphql") {
    Asked asked;
    asked.document = view.content;
    return settle(asked) ? std::vector{asked} : std::vector<Asked>{};
  }
  const bool at_graphql = is_graphql_path(view.target.path);
  const auto mentions = [&](std::string_view text) {
    return view.content.find(text) != std::string_view::npos;
  };
  if (!at_graphql && !mentions("\"query\"") && !mentions("\"persistedQuery\"")) return {};
  const Decoded<Value> json = read_json(view.content);
  if (!json) return {};
  std::vector<Asked> all;
  const Value::List alone = {*json};
  for (const Value& one : json->list() != nullptr ? *json->list() : alone) {
    auto asked = read_request(one, at_graphql);
    if (!asked) return {};
    all.push_back(*std::move(asked));
  }
  return all;
}

std::vector<Asked> read_query(const ApiView& view) {
  if (view.query.find("query=") == std::string_view::npos &&
      view.query.find("extensions=") == std::string_view::npos) {
    return {};
  }
  Asked asked;
  for (auto& [name, value] : read_form(view.query)) {
    if (name == "query") {
      asked.document = std::move(value);
    } else if (name == "operationName") {
      asked.name = std::move(value);
    } else if (name == "extensions") {
      if (const auto json = read_json(value)) {
        asked.persisted = member_text(*json, {"persistedQuery", "sha256Hash"});
      }
    }
  }
  return settle(asked) ? std::vector{asked} : std::vector<Asked>{};
}

void add_errors(Interaction& out, const ApiView& view) {
  if (view.answer.find("\"errors\"") == std::string_view::npos) return;
  const Decoded<Value> json = read_json(view.answer);
  if (!json) return;
  const Value::List alone = {*json};
  for (const Value& answer : json->list() != nullptr ? *json->list() : alone) {
    const Value* const errors = answer.find("errors");
    if (errors == nullptr || errors->list() == nullptr || errors->list()->empty()) continue;
    const Value& first = errors->list()->front();
    set_failed(out, member_text(first, {"extensions", "code"}), member_text(first, {"message"}));
    return;
  }
}

}  // namespace

std::optional<std::vector<GraphqlOperation>> graphql_operations(std::string_view document) {
  std::vector<GraphqlOperation> operations;
  Lexer lexer(document);
  for (std::string_view token = lexer.next(); !token.empty(); token = lexer.next()) {
    if (token == "{") {
      operations.push_back({"query", {}});
      if (!skip_selections(lexer, 1)) return std::nullopt;
      continue;
    }
    const std::string_view type = operation_type(token);
    if (type.empty() && token != "fragment") return std::nullopt;
    const std::string_view name = lexer.next();
    const bool named = !name.empty() && is_name_character(name.front());
    if (!type.empty()) operations.push_back({type, std::string(named ? name : "")});
    const bool opens = name == "{" || name == "(";
    if (!skip_selections(lexer, opens ? 1 : 0)) return std::nullopt;
  }
  return operations;
}

bool describe_graphql(Interaction& out, const ApiView& view) {
  std::vector<Asked> asked;
  const std::string type = view.type.essence();
  if (view.request.method == "POST" && (view.type.is_json() || type == "application/graphql")) {
    asked = read_body(view);
  } else if (view.request.method == "GET" && !view.query.empty()) {
    asked = read_query(view);
  }
  if (asked.empty()) return false;
  if (asked.size() == 1) {
    const Asked& one = asked.front();
    out.name = one.headline();
    set_text(out, semconv::kGraphqlOperationName, one.operation.name);
    set_text(out, semconv::kGraphqlOperationType, one.operation.type);
    set_text(out, semconv::kGraphqlDocument, one.document);
    set_text(out, semconv::kGraphqlPersisted, one.persisted);
  } else {
    // Which of several stands first is an accident of the client's timing.
    std::set<std::string> names;
    for (const Asked& one : asked) {
      names.insert(one.headline());
      out.attributes.append(semconv::kGraphqlBatch, one.headline());
    }
    out.name.clear();
    for (const std::string& name : names)
      out.name.append(out.name.empty() ? "" : ", ").append(name);
  }
  add_errors(out, view);
  return true;
}

}  // namespace goldwire::http
