// AWS names: one table of services, one of operations by path.
#include "protocols/http/api_aws_names.h"

#include <algorithm>
#include <array>

#include "protocols/http/api_s3.h"
#include "protocols/http/route.h"

namespace goldwire::http {
namespace {

struct Service {
  std::string_view name;
  std::string_view target;   ///< before the dot of X-Amz-Target, and in RPC v2 paths
  std::string_view version;  ///< the Version parameter of the Query protocol
  std::string_view signing;  ///< in the scope of the signature
};

constexpr std::array kServices = std::to_array<Service>({
    {"DynamoDB", "DynamoDB_20120810", "", "dynamodb"},
    {"DynamoDB Streams", "DynamoDBStreams_20120810", "", ""},
    {"SQS", "AmazonSQS", "2012-11-05", "sqs"},
    {"SNS", "AmazonSNS", "2010-03-31", "sns"},
    {"SES", "SimpleEmailService_v2", "2010-12-01", "ses"},
    {"S3", "", "", "s3"},
    {"Lambda", "AWSLambda", "", "lambda"},
    {"Kinesis", "Kinesis_20131202", "", "kinesis"},
    {"Firehose", "Firehose_20150804", "", "firehose"},
    {"STS", "", "2011-06-15", "sts"},
    {"IAM", "", "2010-05-08", "iam"},
    {"CloudWatch", "GraniteServiceVersion20100801", "2010-08-01", "monitoring"},
    {"CloudWatch Logs", "Logs_20140328", "", "logs"},
    {"EventBridge", "AWSEvents", "", "events"},
    {"Scheduler", "", "", "scheduler"},
    {"SFN", "AWSStepFunctions", "", "states"},
    {"Secrets Manager", "secretsmanager", "", "secretsmanager"},
    {"SSM", "AmazonSSM", "", "ssm"},
    {"KMS", "TrentService", "", "kms"},
    {"Cognito Identity Provider", "AWSCognitoIdentityProviderService", "", "cognito-idp"},
    {"Cognito Identity", "AWSCognitoIdentityService", "", "cognito-identity"},
    {"ECS", "AmazonEC2ContainerServiceV20141113", "", "ecs"},
    {"ECR", "AmazonEC2ContainerRegistry_V20150921", "", "ecr"},
    {"Athena", "AmazonAthena", "", "athena"},
    {"Glue", "AWSGlue", "", "glue"},
    {"Redshift Data", "RedshiftData", "", "redshift-data"},
    {"RDS Data", "", "", "rds-data"},
    {"CloudFormation", "", "2010-05-15", "cloudformation"},
    {"RDS", "", "2014-10-31", "rds"},
    {"EC2", "", "2016-11-15", "ec2"},
    {"Auto Scaling", "", "2011-01-01", "autoscaling"},
    {"Elastic Load Balancing v2", "", "2015-12-01", "elasticloadbalancing"},
    {"ElastiCache", "", "2015-02-02", "elasticache"},
    {"Redshift", "", "2012-12-01", "redshift"},
    {"Bedrock Runtime", "", "", "bedrock"},
    {"API Gateway", "", "", "execute-api"},
});

struct Operation {
  std::string_view service;
  std::string_view method;
  std::string_view path;  ///< a RouteTemplate
  std::string_view name;
};

constexpr std::array kOperations = std::to_array<Operation>({
    {"SES", "POST", "/v2/email/outbound-emails", "SendEmail"},
    {"SES", "POST", "/v2/email/outbound-bulk-emails", "SendBulkEmail"},
    {"SES", "POST", "/v2/email/outbound-custom-verification-emails", "SendCustomVerificationEmail"},
    {"SES", "GET", "/v2/email/account", "GetAccount"},
    {"SES", "POST", "/v2/email/identities", "CreateEmailIdentity"},
    {"SES", "GET", "/v2/email/identities", "ListEmailIdentities"},
    {"SES", "GET", "/v2/email/identities/{id}", "GetEmailIdentity"},
    {"SES", "DELETE", "/v2/email/identities/{id}", "DeleteEmailIdentity"},
    {"SES", "POST", "/v2/email/templates", "CreateEmailTemplate"},
    {"SES", "GET", "/v2/email/templates", "ListEmailTemplates"},
    {"SES", "GET", "/v2/email/templates/{name}", "GetEmailTemplate"},
    {"SES", "PUT", "/v2/email/templates/{name}", "UpdateEmailTemplate"},
    {"SES", "DELETE", "/v2/email/templates/{name}", "DeleteEmailTemplate"},
    {"SES", "POST", "/v2/email/templates/{name}/render", "TestRenderEmailTemplate"},
    {"SES", "PUT", "/v2/email/suppression/addresses", "PutSuppressedDestination"},
    {"SES", "GET", "/v2/email/suppression/addresses", "ListSuppressedDestinations"},
    {"SES", "GET", "/v2/email/suppression/addresses/{id}", "GetSuppressedDestination"},
    {"SES", "DELETE", "/v2/email/suppression/addresses/{id}", "DeleteSuppressedDestination"},
    {"Lambda", "POST", "/2015-03-31/functions/{name}/invocations", "Invoke"},
    {"Lambda", "POST", "/2014-11-13/functions/{name}/invoke-async", "InvokeAsync"},
    {"Lambda", "POST", "/2021-11-15/functions/{name}/response-streaming-invocations",
     "InvokeWithResponseStream"},
    {"Lambda", "GET", "/2015-03-31/functions", "ListFunctions"},
    {"Lambda", "POST", "/2015-03-31/functions", "CreateFunction"},
    {"Lambda", "GET", "/2015-03-31/functions/{name}", "GetFunction"},
    {"Lambda", "DELETE", "/2015-03-31/functions/{name}", "DeleteFunction"},
    {"Lambda", "GET", "/2015-03-31/functions/{name}/configuration", "GetFunctionConfiguration"},
    {"Lambda", "PUT", "/2015-03-31/functions/{name}/configuration", "UpdateFunctionConfiguration"},
    {"Lambda", "PUT", "/2015-03-31/functions/{name}/code", "UpdateFunctionCode"},
    {"Scheduler", "POST", "/schedules/{name}", "CreateSchedule"},
    {"Scheduler", "GET", "/schedules/{name}", "GetSchedule"},
    {"Scheduler", "DELETE", "/schedules/{name}", "DeleteSchedule"},
    {"RDS Data", "POST", "/Execute", "ExecuteStatement"},
    {"RDS Data", "POST", "/BatchExecute", "BatchExecuteStatement"},
    {"RDS Data", "POST", "/BeginTransaction", "BeginTransaction"},
    {"RDS Data", "POST", "/CommitTransaction", "CommitTransaction"},
    {"RDS Data", "POST", "/RollbackTransaction", "RollbackTransaction"},
    {"Bedrock Runtime", "POST", "/model/{id}/invoke", "InvokeModel"},
    {"Bedrock Runtime", "POST", "/model/{id}/converse", "Converse"},
});

const Service* service_by(std::string_view Service::*how, std::string_view wire) {
  if (wire.empty()) return nullptr;
  const auto found = std::ranges::find(kServices, wire, how);
  return found == kServices.end() ? nullptr : &*found;
}

/// Name_20120810 -> Name: what an unknown target prefix is called.
std::string_view without_version(std::string_view prefix) {
  const std::size_t at = prefix.rfind('_');
  if (at == std::string_view::npos) return prefix;
  const std::string_view rest = prefix.substr(at + 1);
  const bool digits = !rest.empty() && std::ranges::all_of(rest, [](char c) {
    return c == 'V' || (c >= '0' && c <= '9');
  });
  return digits ? prefix.substr(0, at) : prefix;
}

std::string by_target(std::string_view prefix) {
  const Service* const service = service_by(&Service::target, prefix);
  return std::string(service == nullptr ? without_version(prefix) : service->name);
}

std::string by_signing(std::string_view signing) {
  const Service* const service = service_by(&Service::signing, signing);
  return std::string(service == nullptr ? signing : service->name);
}

/// AKID/20250101/eu-west-1/ses/aws4_request -> "ses" (without a region in SigV4A).
std::string_view scope_service(std::string_view credential, std::string_view separator) {
  constexpr std::string_view kEnd = "aws4_request";
  const std::size_t end = credential.find(kEnd);
  if (end == std::string_view::npos || end < separator.size()) return {};
  const std::string_view before = credential.substr(0, end - separator.size());
  const std::size_t at = before.rfind(separator);
  return at == std::string_view::npos ? std::string_view() : before.substr(at + separator.size());
}

/// By the signature of version 4 or 2, in a header or in a presigned query.
std::string_view signed_for(const ApiView& view) {
  constexpr std::string_view kHeader = "Credential=";
  constexpr std::string_view kQuery = "X-Amz-Credential=";
  const std::string_view authorization = view.field("authorization");
  if (authorization.starts_with("AWS4-")) {
    const std::size_t at = authorization.find(kHeader);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = authorization.substr(at + kHeader.size());
    return scope_service(rest.substr(0, rest.find_first_of(", ")), "/");
  }
  if (const std::size_t at = view.query.find(kQuery); at != std::string_view::npos) {
    std::string_view rest = view.query.substr(at + kQuery.size());
    rest = rest.substr(0, rest.find('&'));
    return scope_service(rest, rest.find("%2F") == std::string_view::npos ? "/" : "%2F");
  }
  // Version 2 is what only S3 still takes, under other paths than Query's.
  const bool version2 = authorization.starts_with("AWS ") ||
                        view.query.find("AWSAccessKeyId=") != std::string_view::npos;
  return version2 ? "s3" : "";
}

/// "api/sesv2#3.600" in what an SDK says of itself.
std::string_view sdk_service(std::string_view agent) {
  constexpr std::string_view kMark = " api/";
  if (agent.find("aws-sdk") == std::string_view::npos) return {};
  const std::size_t at = agent.find(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = agent.substr(at + kMark.size());
  const std::string_view name = rest.substr(0, rest.find_first_of("# /"));
  return name == "sesv2" ? "ses" : name;
}

/// The service's label of "sqs.eu-west-1.amazonaws.com", "bucket.s3.amazonaws.com".
std::string_view host_service(std::string_view host) {
  const std::size_t end = host.find(".amazonaws.com");
  if (end == std::string_view::npos) return {};
  std::string_view rest = host.substr(0, end);
  while (!rest.empty()) {
    const std::size_t dot = rest.rfind('.');
    std::string_view label = dot == std::string_view::npos ? rest : rest.substr(dot + 1);
    if (label == "email") label = "ses";
    if (label.starts_with("s3-")) label = "s3";
    if (service_by(&Service::signing, label) != nullptr) return label;
    if (dot == std::string_view::npos) return {};
    rest = rest.substr(0, dot);
  }
  return {};
}

std::string_view service_of(const ApiView& view) {
  std::string_view name = signed_for(view);
  if (name.empty()) name = host_service(view.host);
  if (name.empty()) name = sdk_service(view.agent);
  return name;
}

std::optional<AwsCall> json_call(const ApiView& view) {
  const std::string_view target = view.field("x-amz-target");
  const std::size_t dot = target.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == target.size()) return std::nullopt;
  const bool cbor = view.type.subtype.starts_with("x-amz-cbor");
  return AwsCall{cbor ? AwsProtocol::cbor : AwsProtocol::json, by_target(target.substr(0, dot)),
                 std::string(target.substr(dot + 1))};
}

/// Smithy RPC v2: /service/NAME/operation/NAME.
std::optional<AwsCall> rpc_call(const ApiView& view) {
  constexpr std::string_view kService = "/service/";
  constexpr std::string_view kOperation = "/operation/";
  if (!view.field("smithy-protocol").starts_with("rpc-v2-")) return std::nullopt;
  const std::string_view path = view.target.path;
  const std::size_t service = path.rfind(kService);
  const std::size_t operation = path.rfind(kOperation);
  if (service == std::string_view::npos || operation == std::string_view::npos) return {};
  const std::size_t begin = service + kService.size();
  if (operation <= begin) return std::nullopt;
  const bool cbor = view.field("smithy-protocol") == "rpc-v2-cbor";
  return AwsCall{cbor ? AwsProtocol::cbor : AwsProtocol::json,
                 by_target(path.substr(begin, operation - begin)),
                 std::string(path.substr(operation + kOperation.size()))};
}

std::optional<AwsCall> query_call(const ApiView& view, std::string_view service_name) {
  const std::string_view text = view.type.is_form() ? view.content : view.query;
  if (text.find("Action=") == std::string_view::npos) return std::nullopt;
  std::string action;
  std::string version;
  for (auto& [name, value] : read_form(text)) {
    if (name != "Action" && name != "Version") continue;
    (name == "Action" ? action : version) = std::move(value);
  }
  if (action.empty() || version.empty()) return std::nullopt;
  const Service* const service = service_by(&Service::version, version);
  if (service == nullptr && service_name.empty()) return std::nullopt;
  return AwsCall{AwsProtocol::query,
                 service != nullptr ? std::string(service->name) : by_signing(service_name),
                 std::move(action)};
}

}  // namespace

std::optional<AwsCall> aws_call(const ApiView& view) {
  if (auto call = json_call(view)) return call;
  if (auto call = rpc_call(view)) return call;
  const std::string_view service = service_of(view);
  if (auto call = query_call(view, service)) return call;
  if (service.empty()) return std::nullopt;
  if (service == "s3") return AwsCall{AwsProtocol::rest, "S3", s3_operation(view)};
  std::string name = by_signing(service);
  for (const Operation& operation : kOperations) {
    if (operation.service == name && operation.method == view.request.method &&
        route_by(operation.path, view.target.path)) {
      return AwsCall{AwsProtocol::rest, std::move(name), std::string(operation.name)};
    }
  }
  return AwsCall{AwsProtocol::rest, std::move(name), {}};
}

}  // namespace goldwire::http
