// AWS calls: names, what they act on, and how they failed.
#include "protocols/http/api_aws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/http/api_aws_parameters.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

using testing::ElementsAre;

const std::pair<std::string, std::string> kForm = {"Content-Type",
                                                   "application/x-www-form-urlencoded"};

std::pair<std::string, std::string> signed_by(const std::string& service) {
  return {"Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20250101/eu-west-1/" + service +
                               "/aws4_request, SignedHeaders=host, Signature=0"};
}

Interaction json_call(const std::string& target, std::string content,
                      const Response& answer = response(200)) {
  return described(
      request("POST", "/",
              {{"X-Amz-Target", target}, {"Content-Type", "application/x-amz-json-1.0"}},
              std::move(content)),
      answer);
}

TEST(AwsApi, JsonNamesItsTarget) {
  const Interaction out = json_call("DynamoDB_20120810.PutItem", R"({"TableName":"payments"})",
                                    response(200, {{"x-amzn-RequestId", "ABC"}}));
  EXPECT_EQ(out.name, "DynamoDB.PutItem");
  EXPECT_EQ(out.role, Role::call);
  EXPECT_EQ(out.external_api, "aws");
  EXPECT_EQ(out.attributes.text(semconv::kRpcSystem), "aws-api");
  EXPECT_EQ(out.attributes.text(semconv::kRpcService), "DynamoDB");
  EXPECT_EQ(out.attributes.text(semconv::kRpcMethod), "PutItem");
  EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "aws.dynamodb");
  EXPECT_EQ(out.attributes.text(semconv::kDbCollectionName), "payments");
  EXPECT_EQ(out.attributes.text(semconv::kAwsRequestId), "ABC");
  EXPECT_THAT(list(out, semconv::kAwsDynamodbTableNames), ElementsAre("payments"));
  EXPECT_EQ(out.attributes.text(semconv::kHttpRoute), "/");
  EXPECT_EQ(out.attributes.find(semconv::kErrorType), nullptr);
}

TEST(AwsApi, TablesOfBatchesAndTransactionsAreFound) {
  EXPECT_THAT(dynamodb_tables(*read_json(R"({"RequestItems":{"a":[],"b":[]}})")),
              ElementsAre("a", "b"));
  EXPECT_THAT(dynamodb_tables(*read_json(R"({"TransactItems":[{"Put":{"TableName":"a"}},
                                  {"Delete":{"TableName":"b"}},{"Put":{"TableName":"a"}}]})")),
              ElementsAre("a", "b"));
  EXPECT_THAT(dynamodb_tables(Value()), ElementsAre());
}

std::string name_of_call(const Request& request) {
  const Interaction out = described(request);
  return out.external_api == "aws" ? out.name : "-";
}

TEST(AwsApi, EachWayOfNamingIsKnown) {
  EXPECT_EQ(name_of_call(request("POST", "/", {kForm}, "Action=SendEmail&Version=2010-12-01")),
            "SES.SendEmail");
  EXPECT_EQ(name_of_call(request("POST", "/q/1", {kForm}, "Version=2012-11-05&Action=SendMessage")),
            "SQS.SendMessage");
  EXPECT_EQ(name_of_call(request("GET", "/?Action=Publish&Version=2010-03-31", {})), "SNS.Publish");
  EXPECT_EQ(name_of_call(request("POST", "/", {kForm, signed_by("newthing")},
                                 "Action=Do&Version=2030-01-01")),
            "newthing.Do");
  EXPECT_EQ(name_of_call(request("POST", "/v2/email/outbound-emails", {signed_by("ses")})),
            "SES.SendEmail");
  EXPECT_EQ(name_of_call(request("POST", "/v2/email/outbound-emails", {})), "-");
  EXPECT_EQ(name_of_call(request("POST", "/", {{"X-Amz-Target", "NewThing_20300101.DoIt"}})),
            "NewThing.DoIt");
  EXPECT_EQ(name_of_call(request("POST", "/2015-03-31/functions/mail/invocations",
                                 {{"Host", "lambda.eu-west-1.amazonaws.com"}})),
            "Lambda.Invoke");
  EXPECT_EQ(name_of_call(
                request("GET", "/2015-03-31/functions/",
                        {{"User-Agent", "aws-sdk-js/3.600.0 ua/2.0 os/linux api/lambda#3.600.0"}})),
            "Lambda.ListFunctions");
  EXPECT_EQ(name_of_call(request("POST", "/service/DynamoDB_20120810/operation/GetItem",
                                 {{"Smithy-Protocol", "rpc-v2-cbor"}})),
            "DynamoDB.GetItem");
  EXPECT_EQ(name_of_call(request("POST", "/form", {kForm}, "Action=Buy&Version=2")), "-");
  EXPECT_EQ(name_of_call(request("GET", "/accounts/1", {{"Host", "bff"}})), "-");
  // The service is certain, the operation is not: HTTP's own name stays.
  EXPECT_EQ(name_of_call(request("GET", "/things/7", {signed_by("lambda")})), "GET /things/{id}");
}

TEST(AwsApi, S3NamesOperationsByMethodPlaceAndQuery) {
  const std::tuple<const char*, const char*, const char*> calls[] = {
      {"GET", "/", "ListBuckets"},
      {"PUT", "/bucket", "CreateBucket"},
      {"HEAD", "/bucket/", "HeadBucket"},
      {"DELETE", "/bucket", "DeleteBucket"},
      {"GET", "/bucket", "ListObjects"},
      {"GET", "/bucket?prefix=a&list-type=2", "ListObjectsV2"},
      {"GET", "/bucket?versions", "ListObjectVersions"},
      {"GET", "/bucket?uploads=", "ListMultipartUploads"},
      {"GET", "/bucket?acl", "GetBucketAcl"},
      {"PUT", "/bucket?lifecycle", "PutBucketLifecycleConfiguration"},
      {"DELETE", "/bucket?lifecycle", "DeleteBucketLifecycle"},
      {"PUT", "/bucket?publicAccessBlock", "PutPublicAccessBlock"},
      {"POST", "/bucket?delete", "DeleteObjects"},
      {"PUT", "/bucket/some/key", "PutObject"},
      {"GET", "/bucket/key", "GetObject"},
      {"HEAD", "/bucket/key", "HeadObject"},
      {"DELETE", "/bucket/key?versionId=7", "DeleteObject"},
      {"GET", "/bucket/key?tagging", "GetObjectTagging"},
      {"PUT", "/bucket/key?acl", "PutObjectAcl"},
      {"GET", "/bucket/key?attributes", "GetObjectAttributes"},
      {"POST", "/bucket/key?uploads", "CreateMultipartUpload"},
      {"PUT", "/bucket/key?partNumber=3&uploadId=U", "UploadPart"},
      {"GET", "/bucket/key?uploadId=U", "ListParts"},
      {"POST", "/bucket/key?uploadId=U", "CompleteMultipartUpload"},
      {"DELETE", "/bucket/key?uploadId=U", "AbortMultipartUpload"},
      {"POST", "/bucket/key?restore", "RestoreObject"},
      {"GET", "/bucket/key?x-id=GetObject", "GetObject"}};
  for (const auto& [method, target, name] : calls) {
    EXPECT_EQ(name_of_call(request(method, target, {signed_by("s3")})), std::string("S3.") + name)
        << method << " " << target;
  }
}

TEST(AwsApi, S3SaysItsPlace) {
  const Interaction path =
      described(request("PUT", "/b/a%20b/c?partNumber=3&uploadId=U%2B1", {signed_by("s3")}));
  EXPECT_EQ(path.attributes.text(semconv::kAwsS3Bucket), "b");
  EXPECT_EQ(path.attributes.text(semconv::kAwsS3Key), "a b/c");
  EXPECT_EQ(path.attributes.text(semconv::kAwsS3UploadId), "U+1");
  EXPECT_EQ(path.attributes.integer(semconv::kAwsS3PartNumber), 3);
  for (const char* host : {"b.s3.eu-west-1.amazonaws.com", "b.localhost:4566", "b.s3-eu.x"}) {
    const Interaction out = described(request(
        "PUT", "/k/", {signed_by("s3"), {"Host", host}, {"x-amz-copy-source", "/a/b%20c"}}));
    EXPECT_EQ(out.name, "S3.CopyObject") << host;
    EXPECT_EQ(out.attributes.text(semconv::kAwsS3Bucket), "b") << host;
    EXPECT_EQ(out.attributes.text(semconv::kAwsS3Key), "k/") << host;
    EXPECT_EQ(out.attributes.text(semconv::kAwsS3CopySource), "a/b c") << host;
  }
  const Interaction presigned = described(
      request("GET",
              "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20250101%2Fus-east-1%2Fs3"
              "%2Faws4_request&X-Amz-Signature=0"));
  EXPECT_EQ(presigned.name, "S3.GetObject");
  const Interaction deleted =
      described(request("POST", "/b?delete", {signed_by("s3")},
                        "<Delete><Object><Key>a&amp;b</Key><VersionId>7</VersionId></Object>"
                        "<Object><Key>c</Key></Object><Quiet>true</Quiet></Delete>"));
  EXPECT_EQ(deleted.attributes.text(semconv::kAwsS3Delete),
            "Objects=[{Key=a&b,VersionId=7},{Key=c}],Quiet=true");
}

TEST(AwsApi, QueuesAndTopicsAreDestinations) {
  const Interaction json = json_call(
      "AmazonSQS.SendMessageBatch",
      R"({"QueueUrl":"http://localhost:9324/000/mails","Entries":[{"Id":"a"},{"Id":"b"}]})",
      response(200, {}, R"({"Successful":[{"Id":"a"}],"Failed":[{"Id":"b","Code":"TooLong"}]})"));
  EXPECT_EQ(json.name, "SQS.SendMessageBatch");
  EXPECT_EQ(json.attributes.text(semconv::kAwsSqsQueueUrl), "http://localhost:9324/000/mails");
  EXPECT_EQ(json.attributes.text(semconv::kMessagingSystem), "aws_sqs");
  EXPECT_EQ(json.attributes.text(semconv::kMessagingDestinationName), "mails");
  EXPECT_EQ(json.attributes.text(semconv::kMessagingOperationType), "send");
  EXPECT_EQ(json.attributes.integer(semconv::kMessagingBatchMessageCount), 2);
  EXPECT_EQ(json.attributes.integer(semconv::kAwsFailedEntries), 1);
  EXPECT_EQ(json.attributes.text(semconv::kErrorType), "TooLong");
  EXPECT_EQ(json.status.code, StatusCode::unset);

  const Interaction query = described(
      request("POST", "/000/mails", {kForm, {"Host", "q:1"}},
              "Action=SendMessageBatch&Version=2012-11-05&SendMessageBatchRequestEntry.1.Id=a&"
              "SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.2.Id=b"));
  EXPECT_EQ(query.attributes.text(semconv::kAwsSqsQueueUrl), "http://q:1/000/mails");
  EXPECT_EQ(query.attributes.integer(semconv::kMessagingBatchMessageCount), 2);

  const Interaction received =
      json_call("AmazonSQS.ReceiveMessage", R"({"QueueUrl":"http://h/0/q"})",
                response(200, {}, R"({"Messages":[{},{},{}]})"));
  EXPECT_EQ(received.attributes.text(semconv::kMessagingOperationType), "receive");
  EXPECT_EQ(received.attributes.integer(semconv::kMessagingBatchMessageCount), 3);

  const Interaction topic = described(
      request("POST", "/", {kForm},
              "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu%3A1%3Aorders"),
      response(200, {},
               "<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult>"
               "<ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></PublishResponse>"));
  EXPECT_EQ(topic.attributes.text(semconv::kAwsSnsTopicArn), "arn:aws:sns:eu:1:orders");
  EXPECT_EQ(topic.attributes.text(semconv::kMessagingDestinationName), "orders");
  EXPECT_EQ(topic.attributes.text(semconv::kMessagingMessageId), "m1");
  EXPECT_EQ(topic.attributes.text(semconv::kAwsRequestId), "r1");
}

TEST(AwsApi, MailSaysItsRecipients) {
  const Interaction v2 =
      described(request("POST", "/v2/email/outbound-emails", {signed_by("ses")},
                        R"({"Destination":{"ToAddresses":["a@x","b@x"],"CcAddresses":["c@x"]}})"));
  EXPECT_THAT(list(v2, semconv::kEmailTo), ElementsAre("a@x", "b@x"));
  EXPECT_THAT(list(v2, semconv::kEmailCc), ElementsAre("c@x"));
  const Interaction v1 = described(
      request("POST", "/", {kForm},
              "Action=SendEmail&Version=2010-12-01&Destination.ToAddresses.member.1=a%40x&"
              "Destination.ToAddresses.member.2=b%40x&Destination.BccAddresses.member.1=d%40x&"
              "Message.Subject.Data=s"));
  EXPECT_THAT(list(v1, semconv::kEmailTo), ElementsAre("a@x", "b@x"));
  EXPECT_THAT(list(v1, semconv::kEmailBcc), ElementsAre("d@x"));
  const Interaction raw = described(request(
      "POST", "/", {kForm},
      "Action=SendRawEmail&Version=2010-12-01&Destinations.member.1=a%40x&RawMessage.Data=eA"));
  EXPECT_THAT(list(raw, semconv::kEmailTo), ElementsAre("a@x"));
  const Interaction bulk =
      described(request("POST", "/", {kForm},
                        "Action=SendBulkTemplatedEmail&Version=2010-12-01&"
                        "Destinations.member.1.Destination.ToAddresses.member.1=a%40x&"
                        "Destinations.member.2.Destination.ToAddresses.member.1=b%40x"));
  EXPECT_THAT(list(bulk, semconv::kEmailTo), ElementsAre("a@x", "b@x"));
}

TEST(AwsApi, StreamsFunctionsAndSecretsAreNamed) {
  const Interaction stream =
      json_call("Kinesis_20131202.PutRecords", R"({"StreamName":"clicks","Records":[{},{}]})");
  EXPECT_EQ(stream.attributes.text(semconv::kAwsKinesisStreamName), "clicks");
  EXPECT_EQ(stream.attributes.integer(semconv::kMessagingBatchMessageCount), 2);
  const Interaction function = described(
      request(
          "POST",
          "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu%3A1%3Afunction%3Amail%3Alive/invocations",
          {signed_by("lambda")}),
      response(200, {{"X-Amz-Function-Error", "Unhandled"}},
               R"({"errorType":"TypeError","errorMessage":"no"})"));
  EXPECT_EQ(function.name, "Lambda.Invoke");
  EXPECT_EQ(function.attributes.text(semconv::kFaasInvokedName), "mail");
  EXPECT_EQ(function.attributes.text(semconv::kAwsLambdaInvokedArn),
            "arn:aws:lambda:eu:1:function:mail:live");
  EXPECT_EQ(function.status.code, StatusCode::error);
  EXPECT_EQ(function.attributes.text(semconv::kErrorType), "TypeError");
  const Interaction secret = json_call("secretsmanager.GetSecretValue", R"({"SecretId":"arn:x"})");
  EXPECT_EQ(secret.attributes.text(semconv::kAwsSecretArn), "arn:x");
}

TEST(AwsApi, ErrorsAreOfAwssOwnType) {
  const auto type = [](const Response& answer) {
    const Interaction out = json_call("DynamoDB_20120810.PutItem", "{}", answer);
    EXPECT_EQ(out.status.code, StatusCode::unset);
    return std::string(out.attributes.text(semconv::kErrorType));
  };
  EXPECT_EQ(type(response(400, {}, R"({"__type":"com.amazonaws.dynamodb.v20120810#Conditional"})")),
            "Conditional");
  EXPECT_EQ(type(response(400, {{"x-amzn-ErrorType", "NotFound:http://x/"}}, "{}")), "NotFound");
  EXPECT_EQ(type(response(404, {}, "<Error><Code>NoSuchKey</Code></Error>")), "NoSuchKey");
  EXPECT_EQ(type(response(403, {}, "")), "403");
  const Interaction broken = json_call("DynamoDB_20120810.PutItem", "{}",
                                       response(500, {}, R"({"__type":"InternalServerError"})"));
  EXPECT_EQ(broken.status.code, StatusCode::error);
  EXPECT_EQ(broken.attributes.text(semconv::kErrorType), "InternalServerError");
}

TEST(AwsApi, CborIsReadAsItsJson) {
  // {"StreamName": "s", "Records": [{"Data": h'00', "n": -2}]}, then of indefinite length
  using namespace std::string_literals;
  const std::string octets =
      "\xa2\x6aStreamName\x61s\x67Records\x81\xa2\x64"
      "Data\x41\x00\x61n\x21"s;
  const auto value = read_cbor(octets);
  ASSERT_TRUE(value);
  EXPECT_EQ(member_text(*value, {"StreamName"}), "s");
  EXPECT_EQ(member_text(value->find("Records")->list()->front(), {"n"}), "-2");
  EXPECT_TRUE(
      read_cbor("\xbf\x61"
                "a\x9f\x01\xff\xff"s));
  for (std::size_t i = 0; i < octets.size(); ++i) EXPECT_FALSE(read_cbor(octets.substr(0, i))) << i;
  EXPECT_FALSE(read_cbor(octets + "x"));
  EXPECT_FALSE(read_cbor("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"s));
  EXPECT_FALSE(read_cbor(std::string(1000, '\x81')));
  EXPECT_FALSE(read_cbor("\xa1\x01\x01"s));
  const Interaction out = described(request("POST", "/",
                                            {{"X-Amz-Target", "Kinesis_20131202.PutRecords"},
                                             {"Content-Type", "application/x-amz-cbor-1.1"}},
                                            octets));
  EXPECT_EQ(out.attributes.text(semconv::kAwsKinesisStreamName), "s");
}

}  // namespace
}  // namespace goldwire::http
