// AWS answers: from the headers where they say it, else from JSON or XML.
#include "protocols/http/api_aws_answer.h"

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/http/api_aws_parameters.h"
#include "protocols/http/api_xml.h"

namespace goldwire::http {
namespace {

bool is_xml(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '<';
}

Value answer_of(const AwsCall& call, const ApiView& view) {
  if (view.answer.empty() || is_xml(view.answer)) return {};
  return (call.protocol == AwsProtocol::cbor ? read_cbor(view.answer) : read_json(view.answer))
      .value_or(Value());
}

/// "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://..." -> the name in it.
std::string_view plain_code(std::string_view code) {
  code = code.substr(0, code.find(':'));
  return last_part(code, "#");
}

std::string error_code(const ApiView& view, const Value& answer) {
  std::string_view code = view.answer_field("x-amzn-errortype");
  for (const std::string_view name : {"__type", "code", "Code"}) {
    if (code.empty()) code = member_text(answer, {name});
  }
  if (!code.empty()) return std::string(plain_code(code));
  if (is_xml(view.answer)) {
    if (auto named = xml_text(view.answer, "Code")) return *std::move(named);
  }
  return std::to_string(view.status());
}

void add_request_id(Interaction& out, const ApiView& view) {
  for (const std::string_view name :
       {"x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id"}) {
    if (const std::string_view id = view.answer_field(name); !id.empty()) {
      set_text(out, semconv::kAwsRequestId, id);
      break;
    }
  }
  if (out.attributes.find(semconv::kAwsRequestId) == nullptr && is_xml(view.answer)) {
    std::string id = xml_text(view.answer, "RequestId").value_or("");
    if (id.empty()) id = xml_text(view.answer, "RequestID").value_or("");
    set_text(out, semconv::kAwsRequestId, id);
  }
  set_text(out, semconv::kAwsExtendedRequestId, view.answer_field("x-amz-id-2"));
}

void add_failed(Interaction& out, std::int64_t count, std::string_view code) {
  if (count == 0) return;
  out.attributes.set(semconv::kAwsFailedEntries, count);
  set_text(out, semconv::kErrorType, code);
}

/// Batches whose answer is a success though entries were refused.
void add_partial_failure(Interaction& out, const Value& answer, std::string_view xml) {
  for (const std::string_view name :
       {"Failed", "BulkEmailEntryResults", "Records", "RequestResponses"}) {
    const Value* const entries = answer.find(name);
    if (entries == nullptr || entries->list() == nullptr) continue;
    std::int64_t count = 0;
    std::string_view first;
    for (const Value& entry : *entries->list()) {
      std::string_view code = member_text(entry, {name == "Failed" ? "Code" : "ErrorCode"});
      if (name == "BulkEmailEntryResults") {
        code = member_text(entry, {"Status"});
        if (code == "SUCCESS") code = {};
      }
      if (code.empty()) continue;
      ++count;
      if (first.empty()) first = code;
    }
    add_failed(out, count, first);
  }
  if (const Value* const left = answer.find("UnprocessedItems"); left && left->object()) {
    std::int64_t count = 0;
    for (const Value::Member& table : *left->object()) {
      count += table.second.list() == nullptr
                   ? 1
                   : static_cast<std::int64_t>(table.second.list()->size());
    }
    add_failed(out, count, {});
  }
  // The Query protocol's batches.
  if (xml.find("BatchResultErrorEntry") != std::string_view::npos) {
    constexpr std::size_t kMost = 10;
    const auto failed = xml_texts(xml, "BatchResultErrorEntry", kMost);
    add_failed(out, static_cast<std::int64_t>(failed.size()), xml_text(xml, "Code").value_or(""));
  }
}

void add_messaging(Interaction& out, const AwsCall& call, const Value& answer,
                   std::string_view xml) {
  if (call.operation == "ReceiveMessage") {
    constexpr std::size_t kMost = 10;  // as many as one call receives
    const Value* const messages = answer.find("Messages");
    const std::size_t count = messages != nullptr && messages->list() != nullptr
                                  ? messages->list()->size()
                                  : xml_texts(xml, "Message", kMost).size();
    out.attributes.set(semconv::kMessagingBatchMessageCount, static_cast<std::int64_t>(count));
    return;
  }
  std::string id(member_text(answer, {"MessageId"}));
  const bool one = call.operation == "SendMessage" || call.operation == "Publish";
  if (id.empty() && one && !xml.empty()) id = xml_text(xml, "MessageId").value_or("");
  if (one) set_text(out, semconv::kMessagingMessageId, id);
}

/// A function that threw is answered with 200; the payload tells what.
void add_function_error(Interaction& out, const ApiView& view, const Value& answer) {
  const std::string_view kind = view.answer_field("x-amz-function-error");
  if (kind.empty()) return;
  const std::string_view type = member_text(answer, {"errorType"});
  set_failed(out, type.empty() ? kind : type, member_text(answer, {"errorMessage"}));
}

}  // namespace

void add_aws_answer(Interaction& out, const AwsCall& call, const ApiView& view) {
  add_request_id(out, view);
  const bool looked_into = view.status() >= 400 || call.service != "S3";
  const Value answer = looked_into ? answer_of(call, view) : Value();
  const std::string_view xml = looked_into && is_xml(view.answer) ? view.answer : "";
  if (view.status() >= 400) {
    out.attributes.set(semconv::kErrorType, error_code(view, answer));
    return;
  }
  if (call.service == "SQS" || call.service == "SNS") add_messaging(out, call, answer, xml);
  if (call.service == "Lambda") add_function_error(out, view, answer);
  add_partial_failure(out, answer, xml);
}

}  // namespace goldwire::http
