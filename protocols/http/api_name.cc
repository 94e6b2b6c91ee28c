// API names: one table per way of naming.
#include "protocols/http/api_name.h"

#include <algorithm>
#include <array>

#include "protocols/base/json.h"
#include "protocols/http/media_type.h"
#include "protocols/http/target.h"

namespace goldwire::http {
namespace {

struct Named {
  std::string_view wire;
  std::string_view service;
};

/// AWS JSON 1.0 and 1.1: what stands before the dot of X-Amz-Target.
constexpr std::array kJsonTargets = std::to_array<Named>({
    {"DynamoDB_20120810", "DynamoDB"},
    {"DynamoDBStreams_20120810", "DynamoDB Streams"},
    {"AmazonSQS", "SQS"},
    {"AmazonSNS", "SNS"},
    {"SimpleEmailService_v2", "SES"},
    {"Kinesis_20131202", "Kinesis"},
    {"Firehose_20150804", "Firehose"},
    {"Logs_20140328", "CloudWatch Logs"},
    {"GraniteServiceVersion20100801", "CloudWatch"},
    {"AWSEvents", "EventBridge"},
    {"AWSStepFunctions", "SFN"},
    {"secretsmanager", "Secrets Manager"},
    {"AmazonSSM", "SSM"},
    {"TrentService", "KMS"},
    {"AWSCognitoIdentityProviderService", "Cognito Identity Provider"},
    {"AmazonEC2ContainerServiceV20141113", "ECS"},
    {"AmazonEC2ContainerRegistry_V20150921", "ECR"},
    {"AmazonAthena", "Athena"},
    {"AWSGlue", "Glue"},
});

/// AWS Query: the Version parameter.
constexpr std::array kQueryVersions = std::to_array<Named>({
    {"2010-12-01", "SES"},
    {"2012-11-05", "SQS"},
    {"2010-03-31", "SNS"},
    {"2011-06-15", "STS"},
    {"2010-05-08", "IAM"},
    {"2010-08-01", "CloudWatch"},
    {"2010-05-15", "CloudFormation"},
    {"2014-10-31", "RDS"},
    {"2016-11-15", "EC2"},
    {"2011-01-01", "Auto Scaling"},
    {"2015-12-01", "Elastic Load Balancing v2"},
    {"2015-02-02", "ElastiCache"},
    {"2012-12-01", "Redshift"},
});

/// AWS signature 4: the service in the credential scope.
constexpr std::array kSigningNames = std::to_array<Named>({
    {"ses", "SES"},
    {"sqs", "SQS"},
    {"sns", "SNS"},
    {"s3", "S3"},
    {"lambda", "Lambda"},
    {"sts", "STS"},
    {"dynamodb", "DynamoDB"},
    {"kinesis", "Kinesis"},
    {"monitoring", "CloudWatch"},
    {"execute-api", "API Gateway"},
});

struct Operation {
  std::string_view service;
  std::string_view method;
  std::string_view path;  ///< "*" is any one segment
  std::string_view name;
};

/// AWS REST: method and path.
constexpr std::array kRestOperations = std::to_array<Operation>({
    {"SES", "POST", "/v2/email/outbound-emails", "SendEmail"},
    {"SES", "POST", "/v2/email/outbound-bulk-emails", "SendBulkEmail"},
    {"SES", "POST", "/v2/email/outbound-custom-verification-emails", "SendCustomVerificationEmail"},
    {"SES", "GET", "/v2/email/account", "GetAccount"},
    {"SES", "POST", "/v2/email/identities", "CreateEmailIdentity"},
    {"SES", "GET", "/v2/email/identities", "ListEmailIdentities"},
    {"SES", "GET", "/v2/email/identities/*", "GetEmailIdentity"},
    {"SES", "DELETE", "/v2/email/identities/*", "DeleteEmailIdentity"},
    {"SES", "POST", "/v2/email/templates", "CreateEmailTemplate"},
    {"SES", "GET", "/v2/email/templates/*", "GetEmailTemplate"},
    {"Lambda", "POST", "/2015-03-31/functions/*/invocations", "Invoke"},
    {"Lambda", "GET", "/2015-03-31/functions", "ListFunctions"},
    {"Lambda", "GET", "/2015-03-31/functions/*", "GetFunction"},
});

template <class Table>
std::optional<std::string_view> look_up(const Table& table, std::string_view wire) {
  for (const Named& named : table) {
    if (named.wire == wire) return named.service;
  }
  return std::nullopt;
}

/// Segment by segment; "*" fits any that is not empty.
bool path_fits(std::string_view pattern, std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  while (true) {
    const std::size_t a = pattern.find('/');
    const std::size_t b = path.find('/');
    const std::string_view wanted = pattern.substr(0, a);
    const std::string_view segment = path.substr(0, b);
    if (wanted == "*" ? segment.empty() : wanted != segment) return false;
    if (a == std::string_view::npos || b == std::string_view::npos) return a == b;
    pattern.remove_prefix(a + 1);
    path.remove_prefix(b + 1);
  }
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

/// Credential=AKID/20250101/eu-west-1/ses/aws4_request -> "ses"; in a header or a presigned query.
std::string_view signing_name(const Request& request, std::string_view query) {
  std::string_view text = request.fields.find("authorization").value_or("");
  std::string_view separator = "/";
  std::size_t at = text.starts_with("AWS4-") ? text.find("Credential=") : std::string_view::npos;
  if (at == std::string_view::npos) {
    text = query;
    separator = "%2F";
    at = text.find("X-Amz-Credential=");
  }
  if (at == std::string_view::npos) return {};
  text = text.substr(at, text.find_first_of(",& ", at) - at);
  for (int part = 0; part < 3; ++part) {
    const std::size_t cut = text.find(separator);
    if (cut == std::string_view::npos) return {};
    text.remove_prefix(cut + separator.size());
  }
  return text.substr(0, text.find(separator));
}

ApiCall aws(std::string_view service, std::string_view method) {
  return {"aws", std::string(service), std::string(method)};
}

std::optional<ApiCall> aws_json(const Request& request) {
  const std::string_view target = request.fields.find("x-amz-target").value_or("");
  const std::size_t dot = target.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == target.size()) return std::nullopt;
  const std::string_view prefix = target.substr(0, dot);
  return aws(look_up(kJsonTargets, prefix).value_or(without_version(prefix)),
             target.substr(dot + 1));
}

/// Smithy RPC v2: /service/NAME/operation/NAME.
std::optional<ApiCall> aws_rpc(const Request& request, std::string_view path) {
  if (!request.fields.find("smithy-protocol").value_or("").starts_with("rpc-v2-")) return {};
  const std::size_t service = path.rfind("/service/");
  const std::size_t operation = path.rfind("/operation/");
  if (service == std::string_view::npos || operation == std::string_view::npos) return {};
  if (operation <= service + 9) return {};
  const std::string_view name = path.substr(service + 9, operation - service - 9);
  return aws(look_up(kJsonTargets, name).value_or(without_version(name)),
             path.substr(operation + 11));
}

std::optional<ApiCall> aws_query(const Request& request, std::string_view query,
                                 std::string_view signed_for, std::string_view content) {
  const bool form = read_media_type(request.fields.find("content-type").value_or("")).is_form();
  const std::string_view text = form ? content : query;
  if (text.find("Action=") == std::string_view::npos) return {};
  std::string action;
  std::string version;
  for (auto& [name, value] : read_form(text)) {
    if (name == "Action") action = value;
    if (name == "Version") version = value;
  }
  if (action.empty() || version.empty()) return {};
  std::optional<std::string_view> service = look_up(kQueryVersions, version);
  if (!service) service = look_up(kSigningNames, signed_for);
  if (!service && !signed_for.empty()) service = signed_for;
  if (!service) return {};
  return aws(*service, action);
}

/// S3 names operations by method, depth of the path and query (path-style or bucket host alike).
std::string_view s3_operation(std::string_view method, std::string_view path,
                              std::string_view query, std::string_view host, bool copies) {
  const bool host_style =
      host.find(".s3.") != std::string_view::npos || host.find(".s3-") != std::string_view::npos;
  std::string_view rest = path;
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  const std::size_t slash = rest.find('/');
  const bool object =
      host_style ? !rest.empty() : slash != std::string_view::npos && slash + 1 < rest.size();
  const bool bucket = host_style || !rest.empty();
  const bool uploads = query.starts_with("uploads");
  const bool part = query.find("uploadId=") != std::string_view::npos;
  if (method == "PUT") {
    if (!object) return "CreateBucket";
    if (part) return copies ? "UploadPartCopy" : "UploadPart";
    return copies ? "CopyObject" : "PutObject";
  }
  if (method == "GET") {
    if (object) return "GetObject";
    if (!bucket) return "ListBuckets";
    return query.find("list-type=2") != std::string_view::npos ? "ListObjectsV2" : "ListObjects";
  }
  if (method == "HEAD") return object ? "HeadObject" : "HeadBucket";
  if (method == "DELETE") {
    if (object) return part ? "AbortMultipartUpload" : "DeleteObject";
    return "DeleteBucket";
  }
  if (method == "POST" && object) {
    if (uploads) return "CreateMultipartUpload";
    if (part) return "CompleteMultipartUpload";
  }
  if (method == "POST" && query.starts_with("delete")) return "DeleteObjects";
  return method;
}

bool speaks_aws(const Request& request, std::string_view signed_for) {
  const std::string_view agent = request.fields.find("user-agent").value_or("");
  return !signed_for.empty() || agent.find("aws-sdk") != std::string_view::npos ||
         agent.starts_with("Boto") || request.fields.has("amz-sdk-invocation-id") ||
         request.fields.find("host").value_or("").find(".amazonaws.com") != std::string_view::npos;
}

std::optional<ApiCall> aws_rest(const Request& request, const Target& target,
                                std::string_view signed_for) {
  if (!speaks_aws(request, signed_for)) return {};
  for (const Operation& operation : kRestOperations) {
    if (operation.method == request.method && path_fits(operation.path, target.path)) {
      return aws(operation.service, operation.name);
    }
  }
  if (signed_for == "s3") {
    return aws("S3", s3_operation(request.method, target.path, target.query.value_or(""),
                                  request.fields.find("host").value_or(""),
                                  request.fields.has("x-amz-copy-source")));
  }
  // An operation by path that no table knows: the party is certain, the name is not.
  return aws(look_up(kSigningNames, signed_for).value_or(signed_for), "");
}

bool speaks_stripe(const Request& request) {
  const Fields& fields = request.fields;
  return fields.has("stripe-version") || fields.has("x-stripe-client-user-agent") ||
         fields.find("user-agent").value_or("").starts_with("Stripe/") ||
         fields.find("host").value_or("").starts_with("api.stripe.com");
}

void add_table(std::vector<std::string>& tables, std::string_view name) {
  if (std::ranges::find(tables, name) == tables.end()) tables.emplace_back(name);
}

}  // namespace

std::optional<ApiCall> recognise_api(const Request& request, std::string_view content) {
  if (auto call = aws_json(request)) return call;
  const Target target = read_target(request.method, request.target);
  const std::string_view query = target.query.value_or("");
  const std::string_view signed_for = signing_name(request, query);
  if (auto call = aws_rpc(request, target.path)) return call;
  if (auto call = aws_query(request, query, signed_for, content)) return call;
  if (auto call = aws_rest(request, target, signed_for)) return call;
  if (speaks_stripe(request)) return ApiCall{"stripe", {}, {}};
  return std::nullopt;
}

std::vector<std::string> dynamodb_tables(std::string_view content) {
  std::vector<std::string> tables;
  const Decoded<Value> json = read_json(content);
  if (!json) return tables;
  if (const Value* name = json->find("TableName"); name != nullptr && name->text() != nullptr) {
    add_table(tables, *name->text());
  }
  // BatchGetItem, BatchWriteItem: {"RequestItems": {TABLE: ...}}.
  if (const Value* items = json->find("RequestItems"); items != nullptr && items->object()) {
    for (const Value::Member& item : *items->object()) add_table(tables, item.first);
  }
  // TransactGetItems, TransactWriteItems: {"TransactItems": [{"Put": {"TableName": ...}}]}.
  if (const Value* items = json->find("TransactItems"); items != nullptr && items->list()) {
    for (const Value& item : *items->list()) {
      if (item.object() == nullptr) continue;
      for (const Value::Member& action : *item.object()) {
        const Value* name = action.second.find("TableName");
        if (name != nullptr && name->text() != nullptr) add_table(tables, *name->text());
      }
    }
  }
  return tables;
}

}  // namespace goldwire::http
