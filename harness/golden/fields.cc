// Fields of spans and of golden spans under the same names.
#include "harness/golden/fields.h"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>
#include <variant>

#include "harness/canonical/outside.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::vector<std::string> flag(bool value) { return {value ? "true" : "false"}; }

std::string_view name_of_status(StatusCode code) {
  switch (code) {
    case StatusCode::unset:
      return "UNSET";
    case StatusCode::ok:
      return "OK";
    case StatusCode::error:
      return "ERROR";
  }
  return "";
}

std::vector<std::string> values_of(const AttributeValue& value) {
  return std::visit(
      [](const auto& held) -> std::vector<std::string> {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::vector<std::string>>) {
          return held;
        } else if constexpr (std::is_same_v<Held, std::string>) {
          return {held};
        } else if constexpr (std::is_same_v<Held, bool>) {
          return flag(held);
        } else {
          return {std::to_string(held)};
        }
      },
      value);
}

std::vector<std::string> party_field(const Party& party, std::string_view field) {
  if (field == "service") return {party.service};
  if (field == "address") return {party.endpoint.address.text()};
  if (field == "port") return {std::to_string(party.endpoint.port)};
  return flag(party.named);
}

bool is_party_field(std::string_view name) {
  return name == "service" || name == "known" || name == "port" || name == "address";
}

constexpr std::array kPlain = {"name", "kind", "protocol", "status", "service", "peer", "complete"};

constexpr std::array kAttributes = {semconv::kHttpRequestMethod,
                                    semconv::kHttpResponseStatusCode,
                                    semconv::kHttpRoute,
                                    semconv::kHttpRequestBodyDigest,
                                    semconv::kHttpResponseBodyDigest,
                                    semconv::kUrlPath,
                                    semconv::kUrlQuery,
                                    semconv::kNetworkProtocolVersion,
                                    semconv::kErrorType,
                                    semconv::kRpcSystem,
                                    semconv::kRpcService,
                                    semconv::kRpcMethod,
                                    semconv::kRpcGrpcStatusCode,
                                    semconv::kRpcRequestMessages,
                                    semconv::kRpcResponseMessages,
                                    semconv::kHttpRequestUnknownFields,
                                    semconv::kHttpResponseUnknownFields,
                                    semconv::kHttp2ResetCode,
                                    semconv::kHttp2ResetBy,
                                    semconv::kHttp2Pushed,
                                    semconv::kWebsocketSubprotocol,
                                    semconv::kWebsocketExtensions,
                                    semconv::kWebsocketClientMessages,
                                    semconv::kWebsocketServerMessages,
                                    semconv::kWebsocketCloseCode,
                                    semconv::kWebsocketCloseReason,
                                    semconv::kWebsocketCloseSender,
                                    semconv::kWebsocketViolations,
                                    semconv::kAwsRequestId,
                                    semconv::kAwsDynamodbTableNames,
                                    semconv::kAwsExtendedRequestId,
                                    semconv::kAwsS3Bucket,
                                    semconv::kAwsS3Key,
                                    semconv::kAwsS3CopySource,
                                    semconv::kAwsS3Delete,
                                    semconv::kAwsS3PartNumber,
                                    semconv::kAwsS3UploadId,
                                    semconv::kAwsSqsQueueUrl,
                                    semconv::kAwsSnsTopicArn,
                                    semconv::kAwsKinesisStreamName,
                                    semconv::kAwsLambdaInvokedArn,
                                    semconv::kAwsSecretArn,
                                    semconv::kAwsStateMachineArn,
                                    semconv::kAwsActivityArn,
                                    semconv::kAwsFailedEntries,
                                    semconv::kFaasInvokedName,
                                    semconv::kFaasInvokedProvider,
                                    semconv::kEmailTo,
                                    semconv::kEmailCc,
                                    semconv::kEmailBcc,
                                    semconv::kJsonRpcVersion,
                                    semconv::kJsonRpcRequestId,
                                    semconv::kJsonRpcErrorCode,
                                    semconv::kJsonRpcErrorMessage,
                                    semconv::kRpcBatch,
                                    semconv::kSoapAction,
                                    semconv::kGraphqlOperationName,
                                    semconv::kGraphqlOperationType,
                                    semconv::kGraphqlDocument,
                                    semconv::kGraphqlBatch,
                                    semconv::kGraphqlPersisted,
                                    semconv::kDbOperationBatchSize,
                                    semconv::kDbStatementId,
                                    semconv::kDbSystemName,
                                    semconv::kDbQueryText,
                                    semconv::kDbOperationName,
                                    semconv::kDbCollectionName,
                                    semconv::kDbNamespace,
                                    semconv::kDbResponseReturnedRows,
                                    semconv::kDbResponseStatusCode,
                                    semconv::kDbAffectedRows,
                                    semconv::kDbTransactionStatus,
                                    semconv::kDbSkipped,
                                    semconv::kDbCommandTag,
                                    semconv::kDbNoticeSeverity,
                                    semconv::kDbNoticeMessage,
                                    semconv::kMessagingSystem,
                                    semconv::kMessagingOperationType,
                                    semconv::kMessagingDestinationName,
                                    semconv::kMessagingDestinationPartitionId,
                                    semconv::kMessagingKafkaOffset,
                                    semconv::kMessagingKafkaMessageKey,
                                    semconv::kMessagingClientId,
                                    semconv::kMessagingConsumerGroupName,
                                    semconv::kMessagingBatchMessageCount,
                                    semconv::kKafkaApiKey,
                                    semconv::kKafkaApiName,
                                    semconv::kKafkaApiVersion,
                                    semconv::kKafkaAcks,
                                    semconv::kKafkaTopicId,
                                    semconv::kControl,
                                    semconv::kApplicationParentId,
                                    semconv::kTlsProtocolVersion};

/// Of headers and parameters there are as many as there are names.
constexpr std::array kFamilies = {
    semconv::kHttpRequestHeaderPrefix,  semconv::kHttpResponseHeaderPrefix,
    semconv::kHttpRequestTrailerPrefix, semconv::kHttpResponseTrailerPrefix,
    semconv::kDbQueryParameterPrefix,   semconv::kDbOperationParameterPrefix};

/// Attributes that a user's own `apis` give, in a namespace of their own: "acme.order".
bool is_of_users(std::string_view name) {
  const std::string_view space = name.substr(0, name.find('.'));
  const auto same_space = [&](std::string_view known) {
    return known.substr(0, known.find('.')) == space;
  };
  return !space.empty() && space.size() + 1 < name.size() &&
         std::ranges::none_of(kAttributes, same_space) &&
         std::ranges::none_of(kFamilies, same_space);
}

}  // namespace

bool is_field(std::string_view name) {
  for (const std::string_view side : {"client.", "server."}) {
    if (name.starts_with(side)) return is_party_field(name.substr(side.size()));
  }
  return std::ranges::find(kPlain, name) != kPlain.end() ||
         std::ranges::find(kAttributes, name) != kAttributes.end() ||
         std::ranges::any_of(kFamilies,
                             [&](std::string_view family) {
                               return name.starts_with(family) && name.size() > family.size();
                             }) ||
         is_of_users(name);
}

std::vector<std::string_view> values_of_field(std::string_view name) {
  if (name == "kind") return {"SERVER", "CLIENT", "PRODUCER", "CONSUMER", "INTERNAL"};
  if (name == "status") return {"UNSET", "OK", "ERROR"};
  const bool flag = name == "complete" || name == "client.known" || name == "server.known";
  return flag ? std::vector<std::string_view>{"true", "false"} : std::vector<std::string_view>{};
}

Fields fields_of(const Span& span) {
  return [&span](std::string_view name) -> std::vector<std::string> {
    if (name == "name") return {span.what.name};
    if (name == "kind") return {std::string(name_of(span.kind))};
    if (name == "protocol") return {span.what.protocol};
    if (name == "status") return {std::string(name_of_status(span.what.status.code))};
    if (name == "service") return {span.service().service};
    if (name == "peer") return {span.peer().service};
    if (name == "complete") return flag(span.what.incomplete.empty());
    // server.address and server.port are attributes where the protocol itself names its server.
    if (const AttributeValue* const value = span.what.attributes.find(name)) {
      return values_of(*value);
    }
    for (const std::string_view side : {"client.", "server."}) {
      if (!name.starts_with(side) || !is_party_field(name.substr(side.size()))) continue;
      return party_field(side == "client." ? span.client : span.server, name.substr(side.size()));
    }
    return {};
  };
}

Fields fields_of(const GoldenSpan& span) {
  return [&span](std::string_view name) -> std::vector<std::string> {
    const bool served = span.kind == SpanKind::server;
    if (name == "name") return {span.operation};
    if (name == "kind") return {std::string(name_of(span.kind))};
    if (name == "status") return {span.failed ? "ERROR" : "UNSET"};
    if (name == "service") return {served ? span.callee : span.caller};
    if (name == "peer") return {served ? span.caller : span.callee};
    if (name == "client.service") return {span.caller};
    if (name == "server.service") return {span.callee};
    if (name == "client.known") return flag(span.caller != kOutside);
    if (name == "server.known") return flag(true);
    if (name == "complete") return flag(span.incomplete.empty());
    const std::string path = "attributes." + std::string(name);
    std::vector<std::string> values;
    for (const GoldenLeaf& leaf : span.leaves) {
      // A string array stands as path[0], path[1], ...
      const bool element = leaf.path.starts_with(path) && leaf.path[path.size()] == '[';
      if (leaf.path == path || element) values.push_back(spell(leaf.pattern));
    }
    return values;
  };
}

}  // namespace goldwire
