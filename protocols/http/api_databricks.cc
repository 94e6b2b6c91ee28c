// Databricks SQL: /api/2.0/sql/statements and what is below it.
#include "protocols/http/api_databricks.h"

#include <algorithm>
#include <charconv>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/http/api_sql.h"

namespace goldwire::http {
namespace {

constexpr std::string_view kStatements = "/api/2.0/sql/statements";

void add_request(Interaction& out, const Value& json) {
  set_statement(out, member_text(json, {"statement"}));
  std::string space(member_text(json, {"catalog"}));
  const std::string_view schema = member_text(json, {"schema"});
  if (!space.empty() && !schema.empty()) space += '|';
  set_text(out, semconv::kDbNamespace, space.append(schema));
  const Value* const parameters = json.find("parameters");
  if (parameters == nullptr || parameters->list() == nullptr) return;
  for (const Value& one : *parameters->list()) {
    const std::string_view name = member_text(one, {"name"});
    if (name.empty() || one.find("value") == nullptr) continue;
    out.attributes.set(std::string(semconv::kDbQueryParameterPrefix).append(name),
                       std::string(member_text(one, {"value"})));
  }
}

void add_answer(Interaction& out, const Value& json, bool asked_again) {
  set_text(out, semconv::kDbStatementId, member_text(json, {"statement_id"}));
  const std::string_view state = member_text(json, {"status", "state"});
  if (state == "FAILED" || state == "CANCELED" || state == "CLOSED") {
    const std::string_view code = member_text(json, {"status", "error", "error_code"});
    set_text(out, semconv::kDbResponseStatusCode, member_text(json, {"status", "sql_state"}));
    if (state == "FAILED") {
      set_failed(out, code.empty() ? state : code,
                 member_text(json, {"status", "error", "message"}));
    }
  }
  // An answer that is an error itself.
  if (const std::string_view code = member_text(json, {"error_code"}); !code.empty()) {
    set_failed(out, code, member_text(json, {"message"}));
  }
  out.control = asked_again && (state == "PENDING" || state == "RUNNING");
  const std::string_view rows = member_text(json, {"manifest", "total_row_count"});
  std::int64_t count = 0;
  const auto [end, bad] = std::from_chars(rows.data(), rows.data() + rows.size(), count);
  if (!rows.empty() && bad == std::errc{}) {
    out.attributes.set(semconv::kDbResponseReturnedRows, count);
  }
}

}  // namespace

bool speaks_databricks(const ApiView& view) {
  for (const std::string_view host : {"*.databricks.com", "*.azuredatabricks.net"}) {
    if (fits_pattern(host, view.host)) return true;
  }
  for (const std::string_view agent : {"*databricks*", "*SparkODBC*"}) {
    if (fits_pattern(agent, view.agent)) return true;
  }
  return view.target.path.starts_with("/sql/1.0/") ||
         view.target.path.starts_with("/sql/protocolv1/") ||
         view.target.path.starts_with(kStatements);
}

void set_statement(Interaction& out, std::string_view statement) {
  if (statement.empty()) return;
  const SqlSummary summary = summary_of_sql(statement);
  set_text(out, semconv::kDbQueryText, statement);
  set_text(out, semconv::kDbOperationName, summary.operation);
  set_text(out, semconv::kDbCollectionName, summary.collection);
  if (summary.operation.empty()) return;
  out.name = summary.operation;
  if (!summary.collection.empty()) out.name.append(" ").append(summary.collection);
}

bool describe_databricks(Interaction& out, const ApiView& view) {
  const std::string_view path = view.target.path;
  if (!path.starts_with(kStatements)) return false;
  const std::string_view rest = path.substr(kStatements.size());
  if (!rest.empty() && rest.front() != '/') return false;
  const std::string_view method = view.request.method;
  const bool sends = rest.empty() && method == "POST";
  std::string_view operation;
  if (sends) {
    operation = "ExecuteStatement";
  } else if (method == "GET" && !rest.empty()) {
    operation = rest.find("/result/") == std::string_view::npos ? "GetStatement"
                                                                : "GetStatementResultChunk";
  } else if (method == "POST" && rest.ends_with("/cancel")) {
    operation = "CancelExecution";
  }
  if (operation.empty()) return false;
  out.role = Role::query;
  out.external_api = "databricks";
  out.name = operation;
  out.attributes.set(semconv::kDbSystemName, std::string("databricks"));
  if (sends) {
    if (const auto json = read_json(view.content)) add_request(out, *json);
  } else {
    set_text(out, semconv::kDbOperationName, operation);
    set_text(out, semconv::kDbStatementId,
             rest.substr(1, std::min(rest.find('/', 1), rest.size()) - 1));
  }
  if (const auto json = read_json(view.answer)) add_answer(out, *json, operation == "GetStatement");
  return true;
}

}  // namespace goldwire::http
