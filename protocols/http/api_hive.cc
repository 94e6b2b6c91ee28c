// HiveServer2: field numbers as Hive's TCLIService.thrift gives them.
#include "protocols/http/api_hive.h"

#include <algorithm>
#include <array>

#include "protocols/base/semconv.h"
#include "protocols/http/api_databricks.h"
#include "protocols/http/api_sql.h"
#include "protocols/http/api_thrift.h"

namespace goldwire::http {
namespace {

constexpr std::string_view kMethods[] = {"OpenSession",
                                         "CloseSession",
                                         "GetInfo",
                                         "ExecuteStatement",
                                         "GetTypeInfo",
                                         "GetCatalogs",
                                         "GetSchemas",
                                         "GetTables",
                                         "GetTableTypes",
                                         "GetColumns",
                                         "GetFunctions",
                                         "GetPrimaryKeys",
                                         "GetCrossReference",
                                         "GetOperationStatus",
                                         "CancelOperation",
                                         "CloseOperation",
                                         "GetResultSetMetadata",
                                         "FetchResults",
                                         "GetDelegationToken",
                                         "CancelDelegationToken",
                                         "RenewDelegationToken",
                                         "GetQueryId",
                                         "SetClientInfo",
                                         "UploadData",
                                         "DownloadData"};

/// TStatus: 1 statusCode (3 ERROR_STATUS, 4 INVALID_HANDLE_STATUS), 3 sqlState, 4 errorCode,
/// 5 errorMessage.
void add_status(Interaction& out, const Value& status) {
  const std::string_view code = member_text(status, {"1"});
  if (code != "3" && code != "4") return;
  const std::string_view state = member_text(status, {"3"});
  set_text(out, semconv::kDbResponseStatusCode, state);
  set_failed(out,
             !state.empty() ? state
             : code == "4"  ? "INVALID_HANDLE"
                            : "ERROR",
             member_text(status, {"5"}));
}

/// TGetOperationStatusResp: 2 operationState (5 ERROR_STATE, 8 TIMEDOUT_STATE), 3 sqlState,
/// 5 errorMessage. Returns the state.
std::string_view add_operation(Interaction& out, const Value& operation) {
  const std::string_view state = member_text(operation, {"2"});
  if (state == "5" || state == "8") {
    const std::string_view sql_state = member_text(operation, {"3"});
    set_text(out, semconv::kDbResponseStatusCode, sql_state);
    set_failed(out,
               !sql_state.empty() ? sql_state
               : state == "5"     ? "ERROR"
                                  : "TIMEDOUT",
               member_text(operation, {"5"}));
  }
  return state;
}

/// TSparkParameter of Databricks: 1 ordinal, 2 name, 4 value {1 text, 2 number, 3 flag}.
void add_parameters(Interaction& out, const Value* parameters) {
  if (parameters == nullptr || parameters->list() == nullptr) return;
  std::size_t place = 0;
  for (const Value& one : *parameters->list()) {
    std::string name(member_text(one, {"2"}));
    if (name.empty()) name = std::to_string(place);
    ++place;
    std::string_view text = member_text(one, {"4", "1"});
    if (text.empty()) text = member_text(one, {"4", "2"});
    out.attributes.set(std::string(semconv::kDbQueryParameterPrefix) + name, std::string(text));
  }
}

void add_answer(Interaction& out, std::string_view method, const ApiView& view) {
  if (view.answer.empty()) return;
  const Decoded<ThriftMessage> answer = read_thrift(view.answer);
  if (!answer) return;
  if (answer->type == 3) {  // TApplicationException: 1 message
    set_failed(out, "TApplicationException", member_text(answer->fields, {"1"}));
    return;
  }
  const Value* const result = answer->fields.find("0");
  if (result == nullptr) return;
  if (const Value* const status = result->find("1")) add_status(out, *status);
  if (method == "GetOperationStatus") {
    const std::string_view state = add_operation(out, *result);
    out.control = state == "0" || state == "1" || state == "7";  // initialized, running, pending
  }
  // Databricks: what would be asked for next comes at once (1281 directResults).
  if (const Value* const operation = member(*result, {"1281", "1"})) add_operation(out, *operation);
}

void add_thrift(Interaction& out, const ThriftMessage& call, const ApiView& view) {
  out.attributes.set(semconv::kRpcSystem, std::string("thrift"));
  // Multiplexed services write "Service:method".
  const std::size_t colon = call.method.find(':');
  if (colon != std::string::npos) {
    set_text(out, semconv::kRpcService, std::string_view(call.method).substr(0, colon));
  }
  set_text(out, semconv::kRpcMethod, last_part(call.method, ":"));
  out.name = call.method;
  std::ranges::replace(out.name, ':', '/');
  const Decoded<ThriftMessage> answer = read_thrift(view.answer);
  if (!answer || answer->fields.object() == nullptr) return;
  if (answer->type == 3) {
    set_failed(out, "TApplicationException", member_text(answer->fields, {"1"}));
  } else if (!answer->fields.object()->empty() && answer->fields.find("0") == nullptr) {
    set_failed(out, "", member_text(answer->fields.object()->front().second, {"1"}));
  }
}

}  // namespace

bool describe_hive(Interaction& out, const ApiView& view) {
  if (view.request.method != "POST" || view.type.subtype != "x-thrift") return false;
  const Decoded<ThriftMessage> call = read_thrift(view.content);
  if (!call) return false;
  if (std::ranges::find(kMethods, std::string_view(call->method)) == std::end(kMethods)) {
    add_thrift(out, *call, view);
    return true;
  }
  const bool databricks = speaks_databricks(view);
  out.role = Role::query;
  if (databricks) out.external_api = "databricks";
  out.attributes.set(semconv::kDbSystemName, std::string(databricks ? "databricks" : "hive"));
  out.attributes.set(semconv::kRpcSystem, std::string("thrift"));
  out.attributes.set(semconv::kRpcMethod, call->method);
  out.name = call->method;
  if (call->method == "ExecuteStatement") {
    // TExecuteStatementReq: 2 statement, 1288 parameters (Databricks).
    if (const Value* const request = call->fields.find("1")) {
      set_statement(out, member_text(*request, {"2"}));
      add_parameters(out, request->find("1288"));
    }
  } else {
    set_text(out, semconv::kDbOperationName, call->method);
  }
  add_answer(out, call->method, view);
  return true;
}

}  // namespace goldwire::http
