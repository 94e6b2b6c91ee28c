// The OpenTelemetry semantic convention names that goldwire uses. Version 1.36.0, pinned here only.
//
// Contract: every attribute name written anywhere comes from this file. Names that the conventions
// do not have begin with "goldwire.".
#pragma once

#include <string_view>

namespace goldwire::semconv {

inline constexpr std::string_view kSchemaUrl = "https://opentelemetry.io/schemas/1.36.0";

// HTTP
inline constexpr std::string_view kHttpRequestMethod = "http.request.method";
inline constexpr std::string_view kHttpResponseStatusCode = "http.response.status_code";
inline constexpr std::string_view kHttpRoute = "http.route";
inline constexpr std::string_view kHttpRequestHeaderPrefix = "http.request.header.";
inline constexpr std::string_view kHttpResponseHeaderPrefix = "http.response.header.";
inline constexpr std::string_view kHttpRequestTrailerPrefix = "goldwire.http.request.trailer.";
inline constexpr std::string_view kHttpResponseTrailerPrefix = "goldwire.http.response.trailer.";
inline constexpr std::string_view kHttpRequestBodyDigest = "goldwire.http.request.body.digest";
inline constexpr std::string_view kHttpResponseBodyDigest = "goldwire.http.response.body.digest";
inline constexpr std::string_view kUrlPath = "url.path";
inline constexpr std::string_view kUrlQuery = "url.query";
inline constexpr std::string_view kServerAddress = "server.address";
inline constexpr std::string_view kServerPort = "server.port";
inline constexpr std::string_view kNetworkProtocolVersion = "network.protocol.version";
inline constexpr std::string_view kErrorType = "error.type";

// RPC and AWS
inline constexpr std::string_view kRpcSystem = "rpc.system";
inline constexpr std::string_view kRpcService = "rpc.service";
inline constexpr std::string_view kRpcMethod = "rpc.method";
inline constexpr std::string_view kAwsRequestId = "aws.request_id";
inline constexpr std::string_view kAwsDynamodbTableNames = "aws.dynamodb.table_names";

// Databases
inline constexpr std::string_view kDbSystemName = "db.system.name";
inline constexpr std::string_view kDbQueryText = "db.query.text";
inline constexpr std::string_view kDbOperationName = "db.operation.name";
inline constexpr std::string_view kDbCollectionName = "db.collection.name";
inline constexpr std::string_view kDbNamespace = "db.namespace";
inline constexpr std::string_view kDbQueryParameterPrefix = "db.query.parameter.";
inline constexpr std::string_view kDbResponseReturnedRows = "db.response.returned_rows";
inline constexpr std::string_view kDbResponseStatusCode = "db.response.status_code";
inline constexpr std::string_view kDbAffectedRows = "goldwire.db.affected_rows";
inline constexpr std::string_view kDbTransactionStatus = "goldwire.db.transaction.status";
/// True on a statement that was sent and never run, because one before it failed.
inline constexpr std::string_view kDbSkipped = "goldwire.db.skipped";
/// The server's command tag, where it says another thing than was asked: ROLLBACK for a COMMIT.
inline constexpr std::string_view kDbCommandTag = "goldwire.db.command_tag";
inline constexpr std::string_view kDbNoticeSeverity = "goldwire.db.notice.severity";
inline constexpr std::string_view kDbNoticeMessage = "goldwire.db.notice.message";

// Messaging
inline constexpr std::string_view kMessagingSystem = "messaging.system";
inline constexpr std::string_view kMessagingOperationType = "messaging.operation.type";
inline constexpr std::string_view kMessagingDestinationName = "messaging.destination.name";
inline constexpr std::string_view kMessagingDestinationPartitionId =
    "messaging.destination.partition.id";
inline constexpr std::string_view kMessagingKafkaOffset = "messaging.kafka.offset";
inline constexpr std::string_view kMessagingKafkaMessageKey = "messaging.kafka.message.key";
inline constexpr std::string_view kMessagingClientId = "messaging.client.id";
inline constexpr std::string_view kMessagingConsumerGroupName = "messaging.consumer.group.name";
inline constexpr std::string_view kMessagingBatchMessageCount = "messaging.batch.message_count";
inline constexpr std::string_view kKafkaApiKey = "goldwire.kafka.api_key";
inline constexpr std::string_view kKafkaApiName = "goldwire.kafka.api_name";
inline constexpr std::string_view kKafkaApiVersion = "goldwire.kafka.api_version";
/// What a producer waits for before its record counts as sent: 0, 1, or -1 for all replicas.
inline constexpr std::string_view kKafkaAcks = "goldwire.kafka.acks";
inline constexpr std::string_view kKafkaTopicId = "goldwire.kafka.topic_id";
inline constexpr std::string_view kControl = "goldwire.control";

// What an application itself said of the trace
inline constexpr std::string_view kApplicationParentId = "goldwire.application.parent_span_id";

// TLS
inline constexpr std::string_view kTlsProtocolVersion = "tls.protocol.version";

}  // namespace goldwire::semconv
