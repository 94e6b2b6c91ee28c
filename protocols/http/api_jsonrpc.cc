// JSON-RPC: a request object (section 4) or a list of them (section 6).
#include "protocols/http/api_jsonrpc.h"

#include <charconv>
#include <set>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::http {
namespace {

constexpr std::string_view kMark = "\"jsonrpc\"";

/// A request or a notification; an answer that travels in a request has no method.
std::string_view method_of(const Value& json) {
  return member_text(json, {"jsonrpc"}).empty() ? std::string_view()
                                                : member_text(json, {"method"});
}

/// True when it was an error.
bool add_error(Interaction& out, const Value& answer) {
  const Value* const error = answer.find("error");
  if (error == nullptr || error->object() == nullptr) return false;
  const std::string_view code = member_text(*error, {"code"});
  const std::string_view message = member_text(*error, {"message"});
  std::int64_t number = 0;
  const auto [end, bad] = std::from_chars(code.data(), code.data() + code.size(), number);
  if (bad == std::errc{} && end == code.data() + code.size()) {
    out.attributes.set(semconv::kJsonRpcErrorCode, number);
  }
  set_text(out, semconv::kJsonRpcErrorMessage, message);
  set_failed(out, code, message);
  return true;
}

void add_errors(Interaction& out, const ApiView& view) {
  if (view.answer.find("\"error\"") == std::string_view::npos) return;
  const Decoded<Value> json = read_json(view.answer);
  if (!json) return;
  if (json->list() == nullptr) {
    add_error(out, *json);
    return;
  }
  for (const Value& one : *json->list()) {
    if (add_error(out, one)) return;
  }
}

void add_batch(Interaction& out, const Value::List& batch) {
  // Which of several stands first is an accident of the client's timing.
  std::set<std::string_view> names;
  for (const Value& one : batch) {
    const std::string_view method = method_of(one);
    names.insert(method);
    out.attributes.append(semconv::kRpcBatch, method);
  }
  out.name.clear();
  for (const std::string_view name : names) out.name.append(out.name.empty() ? "" : ", ") += name;
}

}  // namespace

bool describe_jsonrpc(Interaction& out, const ApiView& view) {
  if (view.request.method != "POST" || view.content.find(kMark) == std::string_view::npos) {
    return false;
  }
  const Decoded<Value> json = read_json(view.content);
  if (!json) return false;
  const Value::List* const batch = json->list();
  if (batch != nullptr) {
    if (batch->empty()) return false;
    for (const Value& one : *batch) {
      if (method_of(one).empty()) return false;
    }
    add_batch(out, *batch);
  } else {
    const std::string_view method = method_of(*json);
    if (method.empty()) return false;
    out.name = method;
    set_text(out, semconv::kRpcMethod, method);
    // A notification has none; null is written by clients that mean none.
    set_text(out, semconv::kJsonRpcRequestId, member_text(*json, {"id"}));
  }
  out.attributes.set(semconv::kRpcSystem, std::string("jsonrpc"));
  set_text(out, semconv::kJsonRpcVersion,
           member_text(batch == nullptr ? *json : batch->front(), {"jsonrpc"}));
  add_errors(out, view);
  return true;
}

}  // namespace goldwire::http
