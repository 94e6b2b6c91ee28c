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
/// How many fields could not be known, because they refer to what was compressed before joining.
inline constexpr std::string_view kHttpRequestUnknownFields =
    "goldwire.http.request.unknown_fields";
inline constexpr std::string_view kHttpResponseUnknownFields =
    "goldwire.http.response.unknown_fields";
/// How an HTTP/2 stream ended before its messages did: the error code, and which side said so.
inline constexpr std::string_view kHttp2ResetCode = "goldwire.http2.reset.code";
inline constexpr std::string_view kHttp2ResetBy = "goldwire.http2.reset.by";
/// True on what the server sent without being asked.
inline constexpr std::string_view kHttp2Pushed = "goldwire.http2.pushed";
inline constexpr std::string_view kUrlScheme = "url.scheme";
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
inline constexpr std::string_view kAwsExtendedRequestId = "aws.extended_request_id";
inline constexpr std::string_view kAwsDynamodbTableNames = "aws.dynamodb.table_names";
inline constexpr std::string_view kAwsS3Bucket = "aws.s3.bucket";
inline constexpr std::string_view kAwsS3Key = "aws.s3.key";
inline constexpr std::string_view kAwsS3CopySource = "aws.s3.copy_source";
inline constexpr std::string_view kAwsS3Delete = "aws.s3.delete";
inline constexpr std::string_view kAwsS3PartNumber = "aws.s3.part_number";
inline constexpr std::string_view kAwsS3UploadId = "aws.s3.upload_id";
inline constexpr std::string_view kAwsSqsQueueUrl = "aws.sqs.queue.url";
inline constexpr std::string_view kAwsSnsTopicArn = "aws.sns.topic.arn";
inline constexpr std::string_view kAwsKinesisStreamName = "aws.kinesis.stream_name";
inline constexpr std::string_view kAwsLambdaInvokedArn = "aws.lambda.invoked_arn";
inline constexpr std::string_view kAwsSecretArn = "aws.secretsmanager.secret.arn";
inline constexpr std::string_view kAwsStateMachineArn = "aws.step_functions.state_machine.arn";
inline constexpr std::string_view kAwsActivityArn = "aws.step_functions.activity.arn";
inline constexpr std::string_view kFaasInvokedName = "faas.invoked_name";
inline constexpr std::string_view kFaasInvokedProvider = "faas.invoked_provider";
/// Of a batch that was answered with success: how many of its entries were refused.
inline constexpr std::string_view kAwsFailedEntries = "goldwire.aws.failed_entries";
// Whom a mail was sent to; lists of addresses as they were written
inline constexpr std::string_view kEmailTo = "goldwire.email.to";
inline constexpr std::string_view kEmailCc = "goldwire.email.cc";
inline constexpr std::string_view kEmailBcc = "goldwire.email.bcc";
inline constexpr std::string_view kJsonRpcVersion = "rpc.jsonrpc.version";
inline constexpr std::string_view kJsonRpcRequestId = "rpc.jsonrpc.request_id";
inline constexpr std::string_view kJsonRpcErrorCode = "rpc.jsonrpc.error_code";
inline constexpr std::string_view kJsonRpcErrorMessage = "rpc.jsonrpc.error_message";
/// The methods of a batch, in its order.
inline constexpr std::string_view kRpcBatch = "goldwire.rpc.batch";
inline constexpr std::string_view kSoapAction = "goldwire.soap.action";

// GraphQL
inline constexpr std::string_view kGraphqlOperationName = "graphql.operation.name";
inline constexpr std::string_view kGraphqlOperationType = "graphql.operation.type";
inline constexpr std::string_view kGraphqlDocument = "graphql.document";
/// The operations of a batch, in its order: "query GetUser".
inline constexpr std::string_view kGraphqlBatch = "goldwire.graphql.batch";
/// What names a document that the server keeps.
inline constexpr std::string_view kGraphqlPersisted = "goldwire.graphql.persisted_query";

// gRPC
inline constexpr std::string_view kRpcGrpcStatusCode = "rpc.grpc.status_code";
inline constexpr std::string_view kRpcRequestMessages = "goldwire.rpc.request_messages";
inline constexpr std::string_view kRpcResponseMessages = "goldwire.rpc.response_messages";
/// The deadline as the client sent it: "4999m".
inline constexpr std::string_view kRpcTimeout = "goldwire.rpc.timeout";
/// What the server says of an error beyond its code: JSON texts, one for each detail.
inline constexpr std::string_view kRpcStatusDetails = "goldwire.rpc.status_details";

// Databases
inline constexpr std::string_view kDbSystemName = "db.system.name";
inline constexpr std::string_view kDbQueryText = "db.query.text";
inline constexpr std::string_view kDbOperationName = "db.operation.name";
inline constexpr std::string_view kDbCollectionName = "db.collection.name";
inline constexpr std::string_view kDbNamespace = "db.namespace";
inline constexpr std::string_view kDbQueryParameterPrefix = "db.query.parameter.";
inline constexpr std::string_view kDbOperationParameterPrefix = "db.operation.parameter.";
inline constexpr std::string_view kDbOperationBatchSize = "db.operation.batch.size";
inline constexpr std::string_view kDbResponseReturnedRows = "db.response.returned_rows";
inline constexpr std::string_view kDbResponseStatusCode = "db.response.status_code";
inline constexpr std::string_view kDbAffectedRows = "goldwire.db.affected_rows";
inline constexpr std::string_view kDbTransactionStatus = "goldwire.db.transaction.status";
/// True on a statement that was sent and never run, because one before it failed.
inline constexpr std::string_view kDbSkipped = "goldwire.db.skipped";
/// The server's command tag, where it says another thing than was asked: ROLLBACK for a COMMIT.
inline constexpr std::string_view kDbCommandTag = "goldwire.db.command_tag";
/// What a server calls a statement that it runs on after its first answer.
inline constexpr std::string_view kDbStatementId = "goldwire.db.statement_id";
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
inline constexpr std::string_view kMessagingMessageId = "messaging.message.id";
inline constexpr std::string_view kMessagingBatchMessageCount = "messaging.batch.message_count";
inline constexpr std::string_view kKafkaApiKey = "goldwire.kafka.api_key";
inline constexpr std::string_view kKafkaApiName = "goldwire.kafka.api_name";
inline constexpr std::string_view kKafkaApiVersion = "goldwire.kafka.api_version";
/// What a producer waits for before its record counts as sent: 0, 1, or -1 for all replicas.
inline constexpr std::string_view kKafkaAcks = "goldwire.kafka.acks";
inline constexpr std::string_view kKafkaTopicId = "goldwire.kafka.topic_id";
inline constexpr std::string_view kControl = "goldwire.control";

// WebSocket. Messages are those with data; control frames are events only.
inline constexpr std::string_view kWebsocketSubprotocol = "goldwire.websocket.subprotocol";
inline constexpr std::string_view kWebsocketExtensions = "goldwire.websocket.extensions";
inline constexpr std::string_view kWebsocketClientMessages = "goldwire.websocket.client.messages";
inline constexpr std::string_view kWebsocketServerMessages = "goldwire.websocket.server.messages";
inline constexpr std::string_view kWebsocketClientDigest = "goldwire.websocket.client.digest";
inline constexpr std::string_view kWebsocketServerDigest = "goldwire.websocket.server.digest";
inline constexpr std::string_view kWebsocketCloseCode = "goldwire.websocket.close.code";
inline constexpr std::string_view kWebsocketCloseReason = "goldwire.websocket.close.reason";
/// Whose Close came first: "client" or "server".
inline constexpr std::string_view kWebsocketCloseSender = "goldwire.websocket.close.sender";
/// What a peer must fail the connection for; a list of names.
inline constexpr std::string_view kWebsocketViolations = "goldwire.websocket.violations";
// Of the event "websocket.message"
inline constexpr std::string_view kWebsocketMessageSender = "goldwire.websocket.message.sender";
inline constexpr std::string_view kWebsocketMessageType = "goldwire.websocket.message.type";
inline constexpr std::string_view kWebsocketMessageSize = "goldwire.websocket.message.size";
inline constexpr std::string_view kWebsocketMessageText = "goldwire.websocket.message.text";
inline constexpr std::string_view kWebsocketMessageBase64 = "goldwire.websocket.message.base64";
/// Reasons, as those of a span.
inline constexpr std::string_view kWebsocketMessageIncomplete =
    "goldwire.websocket.message.incomplete";

// What an application itself said of the trace
inline constexpr std::string_view kApplicationParentId = "goldwire.application.parent_span_id";

// TLS
inline constexpr std::string_view kTlsProtocolVersion = "tls.protocol.version";

}  // namespace goldwire::semconv
