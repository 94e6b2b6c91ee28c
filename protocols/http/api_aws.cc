// AWS: one function for each service that has attributes of its own.
#include "protocols/http/api_aws.h"

#include <algorithm>

#include "protocols/base/semconv.h"
#include "protocols/http/api_aws_answer.h"
#include "protocols/http/api_aws_names.h"
#include "protocols/http/api_aws_parameters.h"
#include "protocols/http/api_s3.h"

namespace goldwire::http {
namespace {

/// The items of a list; none when it is none.
const Value::List& items_of(const Value* value) {
  static const Value::List kNone;
  return value == nullptr || value->list() == nullptr ? kNone : *value->list();
}

/// How many entries a batch has, under any of the names that protocols give it.
void add_batch_size(Interaction& out, const Value& parameters,
                    std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Value::List& entries = items_of(parameters.find(name));
    if (entries.empty()) continue;
    out.attributes.set(semconv::kMessagingBatchMessageCount,
                       static_cast<std::int64_t>(entries.size()));
    return;
  }
}

void add_dynamodb(Interaction& out, const std::string& operation, const Value& parameters) {
  out.attributes.set(semconv::kDbSystemName, std::string("aws.dynamodb"));
  set_text(out, semconv::kDbOperationName, operation);
  const std::vector<std::string> tables = dynamodb_tables(parameters);
  if (!tables.empty()) out.attributes.set(semconv::kAwsDynamodbTableNames, tables);
  if (tables.size() == 1) out.attributes.set(semconv::kDbCollectionName, tables.front());
  set_text(out, semconv::kDbQueryText, member_text(parameters, {"Statement"}));  // PartiQL
}

void add_sqs(Interaction& out, const std::string& operation, const Value& parameters,
             const ApiView& view) {
  Attributes& attributes = out.attributes;
  attributes.set(semconv::kMessagingSystem, std::string("aws_sqs"));
  std::string queue(member_text(parameters, {"QueueUrl"}));
  // The Query protocol may be asked at the queue's own address.
  if (queue.empty() && view.target.path.find('/', 1) != std::string_view::npos) {
    queue = (view.request.scheme.empty() ? "http" : view.request.scheme) + "://" +
            std::string(view.field("host")) + std::string(view.target.path);
  }
  set_text(out, semconv::kAwsSqsQueueUrl, queue);
  const std::string_view name =
      queue.empty() ? member_text(parameters, {"QueueName"}) : last_part(queue, "/");
  set_text(out, semconv::kMessagingDestinationName, name);
  const bool sends = operation.starts_with("SendMessage");
  const bool receives = operation == "ReceiveMessage";
  const bool settles = operation.starts_with("DeleteMessage");
  if (sends || receives || settles) {
    attributes.set(semconv::kMessagingOperationType, std::string(sends      ? "send"
                                                                 : receives ? "receive"
                                                                            : "settle"));
  }
  add_batch_size(out, parameters,
                 {"Entries", "SendMessageBatchRequestEntry", "DeleteMessageBatchRequestEntry",
                  "ChangeMessageVisibilityBatchRequestEntry"});
}

void add_sns(Interaction& out, const std::string& operation, const Value& parameters) {
  std::string_view topic = member_text(parameters, {"TopicArn"});
  set_text(out, semconv::kAwsSnsTopicArn, topic);
  if (topic.empty()) topic = member_text(parameters, {"Name"});
  if (!topic.empty()) {
    out.attributes.set(semconv::kMessagingSystem, std::string("aws.sns"));
    set_text(out, semconv::kMessagingDestinationName, last_part(topic, ":"));
  }
  if (operation.starts_with("Publish")) {
    out.attributes.set(semconv::kMessagingOperationType, std::string("send"));
  }
  add_batch_size(out, parameters, {"PublishBatchRequestEntries"});
}

void add_addresses(Interaction& out, const Value* destination) {
  constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"ToAddresses", semconv::kEmailTo},
      {"CcAddresses", semconv::kEmailCc},
      {"BccAddresses", semconv::kEmailBcc}};
  if (destination == nullptr) return;
  for (const auto& [name, attribute] : kKinds) {
    for (const Value& address : items_of(destination->find(name))) {
      if (address.text() != nullptr) out.attributes.append(attribute, *address.text());
    }
  }
}

void add_ses(Interaction& out, const Value& parameters) {
  add_addresses(out, parameters.find("Destination"));
  // Of raw mails these are addresses, of bulk mails entries with a destination each.
  for (const std::string_view name : {"Destinations", "BulkEmailEntries"}) {
    for (const Value& entry : items_of(parameters.find(name))) {
      if (entry.text() != nullptr) out.attributes.append(semconv::kEmailTo, *entry.text());
      add_addresses(out, entry.find("Destination"));
    }
  }
}

void add_kinesis(Interaction& out, const Value& parameters) {
  std::string_view stream = member_text(parameters, {"StreamName"});
  if (stream.empty()) stream = last_part(member_text(parameters, {"StreamARN"}), "/");
  set_text(out, semconv::kAwsKinesisStreamName, stream);
  add_batch_size(out, parameters, {"Records"});
}

/// /2015-03-31/functions/NAME/invocations; NAME may be an ARN.
void add_lambda(Interaction& out, const ApiView& view) {
  constexpr std::string_view kMark = "/functions/";
  const std::size_t at = view.target.path.find(kMark);
  if (at == std::string_view::npos) return;
  const std::string_view rest = view.target.path.substr(at + kMark.size());
  const std::string function = percent_decoded(rest.substr(0, rest.find('/')));
  std::string_view name = function;
  if (constexpr std::string_view kFunction = ":function:"; name.starts_with("arn:")) {
    out.attributes.set(semconv::kAwsLambdaInvokedArn, function);
    const std::size_t begin = name.find(kFunction);
    if (begin != std::string_view::npos) name.remove_prefix(begin + kFunction.size());
  }
  set_text(out, semconv::kFaasInvokedName, name.substr(0, name.find(':')));
  out.attributes.set(semconv::kFaasInvokedProvider, std::string("aws"));
}

void add_service(Interaction& out, const AwsCall& call, const Value& parameters,
                 const ApiView& view) {
  const std::string& service = call.service;
  if (service == "DynamoDB") add_dynamodb(out, call.operation, parameters);
  if (service == "SQS") add_sqs(out, call.operation, parameters, view);
  if (service == "SNS") add_sns(out, call.operation, parameters);
  if (service == "SES") add_ses(out, parameters);
  if (service == "S3") add_s3(out, view);
  if (service == "Kinesis") add_kinesis(out, parameters);
  if (service == "Lambda") add_lambda(out, view);
  if (service == "SFN") {
    set_text(out, semconv::kAwsStateMachineArn, member_text(parameters, {"stateMachineArn"}));
    set_text(out, semconv::kAwsActivityArn, member_text(parameters, {"activityArn"}));
  }
  if (service == "Secrets Manager") {
    const std::string_view secret = member_text(parameters, {"SecretId"});
    if (secret.starts_with("arn:")) set_text(out, semconv::kAwsSecretArn, secret);
  }
  if (service == "RDS Data" || service == "Redshift Data" || service == "Athena") {
    for (const std::string_view name : {"sql", "Sql", "QueryString"}) {
      set_text(out, semconv::kDbQueryText, member_text(parameters, {name}));
    }
  }
}

void add_table(std::vector<std::string>& tables, std::string_view name) {
  if (!name.empty() && std::ranges::find(tables, name) == tables.end()) tables.emplace_back(name);
}

}  // namespace

std::vector<std::string> dynamodb_tables(const Value& parameters) {
  std::vector<std::string> tables;
  add_table(tables, member_text(parameters, {"TableName"}));
  // BatchGetItem, BatchWriteItem: {"RequestItems": {TABLE: ...}}.
  if (const Value* items = parameters.find("RequestItems"); items != nullptr && items->object()) {
    for (const Value::Member& item : *items->object()) add_table(tables, item.first);
  }
  // TransactGetItems, TransactWriteItems: {"TransactItems": [{"Put": {"TableName": ...}}]}.
  for (const Value& item : items_of(parameters.find("TransactItems"))) {
    if (item.object() == nullptr) continue;
    for (const Value::Member& action : *item.object()) {
      add_table(tables, member_text(action.second, {"TableName"}));
    }
  }
  return tables;
}

bool describe_aws(Interaction& out, const ApiView& view) {
  const std::optional<AwsCall> call = aws_call(view);
  if (!call) return false;
  out.external_api = "aws";
  out.attributes.set(semconv::kRpcSystem, std::string("aws-api"));
  set_text(out, semconv::kRpcService, call->service);
  if (!call->operation.empty()) {
    out.attributes.set(semconv::kRpcMethod, call->operation);
    out.name = call->service + "." + call->operation;
  }
  add_service(out, *call, aws_parameters(*call, view), view);
  if (view.response != nullptr) add_aws_answer(out, *call, view);
  return true;
}

}  // namespace goldwire::http
