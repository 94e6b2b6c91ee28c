// S3: sub-resources in one table, the rest by method.
#include "protocols/http/api_s3.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "protocols/base/semconv.h"
#include "protocols/http/api_xml.h"

namespace goldwire::http {
namespace {

/// ?NAME of a bucket or an object: Get, Put or Delete of a noun, by the method.
struct SubResource {
  std::string_view name;
  std::string_view of_bucket;  ///< empty: buckets have none
  std::string_view of_object;
};

constexpr std::array kSubResources = std::to_array<SubResource>({
    {"acl", "BucketAcl", "ObjectAcl"},
    {"tagging", "BucketTagging", "ObjectTagging"},
    {"cors", "BucketCors", ""},
    {"lifecycle", "BucketLifecycleConfiguration", ""},
    {"policy", "BucketPolicy", ""},
    {"policyStatus", "BucketPolicyStatus", ""},
    {"versioning", "BucketVersioning", ""},
    {"website", "BucketWebsite", ""},
    {"location", "BucketLocation", ""},
    {"logging", "BucketLogging", ""},
    {"notification", "BucketNotificationConfiguration", ""},
    {"replication", "BucketReplication", ""},
    {"encryption", "BucketEncryption", ""},
    {"requestPayment", "BucketRequestPayment", ""},
    {"ownershipControls", "BucketOwnershipControls", ""},
    {"publicAccessBlock", "PublicAccessBlock", ""},
    {"accelerate", "BucketAccelerateConfiguration", ""},
    {"object-lock", "ObjectLockConfiguration", ""},
    {"attributes", "", "ObjectAttributes"},
    {"legal-hold", "", "ObjectLegalHold"},
    {"retention", "", "ObjectRetention"},
    {"torrent", "", "ObjectTorrent"},
});

/// The value of a parameter, "" for one without; nothing when it is not there.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view one = query.substr(0, end);
    const std::size_t equals = one.find('=');
    if (one.substr(0, equals) == name) {
      return equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1);
    }
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return std::nullopt;
}

bool has(const ApiView& view, std::string_view name) {
  return parameter(view.query, name).has_value();
}

/// "bucket.s3.eu-west-1.amazonaws.com", "bucket.localhost": empty when the host names none.
std::string_view bucket_of_host(std::string_view host) {
  for (const std::string_view mark : {".s3.", ".s3-"}) {
    if (const std::size_t at = host.find(mark); at != std::string_view::npos) {
      return host.substr(0, at);
    }
  }
  constexpr std::string_view kLocal = ".localhost";
  if (host.ends_with(kLocal)) return host.substr(0, host.size() - kLocal.size());
  return {};
}

std::string_view verb(std::string_view method) {
  if (method == "GET" || method == "HEAD") return "Get";
  if (method == "PUT") return "Put";
  return method == "DELETE" ? "Delete" : "";
}

std::optional<std::string> of_sub_resource(const ApiView& view, bool object) {
  const std::string_view start = verb(view.request.method);
  if (start.empty()) return std::nullopt;
  for (const SubResource& one : kSubResources) {
    const std::string_view noun = object ? one.of_object : one.of_bucket;
    if (noun.empty() || !has(view, one.name)) continue;
    // The one name that is not made of verb and noun.
    if (start == "Delete" && one.name == "lifecycle") return "DeleteBucketLifecycle";
    return std::string(start).append(noun);
  }
  return std::nullopt;
}

std::string_view of_object(const ApiView& view) {
  const std::string_view method = view.request.method;
  const bool part = has(view, "uploadId");
  if (method == "PUT") {
    const bool copies = view.request.fields.has("x-amz-copy-source");
    if (part) return copies ? "UploadPartCopy" : "UploadPart";
    if (has(view, "renameObject")) return "RenameObject";
    return copies ? "CopyObject" : "PutObject";
  }
  if (method == "GET") return part ? "ListParts" : "GetObject";
  if (method == "HEAD") return "HeadObject";
  if (method == "DELETE") return part ? "AbortMultipartUpload" : "DeleteObject";
  if (method == "POST") {
    if (has(view, "uploads")) return "CreateMultipartUpload";
    if (part) return "CompleteMultipartUpload";
    if (has(view, "restore")) return "RestoreObject";
    if (has(view, "select")) return "SelectObjectContent";
  }
  return method;
}

std::string_view of_bucket(const ApiView& view) {
  const std::string_view method = view.request.method;
  if (method == "PUT") return "CreateBucket";
  if (method == "HEAD") return "HeadBucket";
  if (method == "DELETE") return "DeleteBucket";
  if (method == "POST") {
    if (has(view, "delete")) return "DeleteObjects";
    return view.type.type == "multipart" ? "PostObject" : method;
  }
  if (method != "GET") return method;
  if (has(view, "uploads")) return "ListMultipartUploads";
  if (has(view, "versions")) return "ListObjectVersions";
  if (has(view, "session")) return "CreateSession";
  return parameter(view.query, "list-type") == "2" ? "ListObjectsV2" : "ListObjects";
}

/// What the convention gives as an example: Objects=[{Key=string,VersionId=string}],Quiet=boolean
std::string delete_container(std::string_view xml) {
  constexpr std::size_t kMost = 1000;  // as many as the operation takes
  std::string objects;
  std::string quiet;
  std::size_t count = 0;
  bool open = false;
  XmlReader reader(xml);
  for (std::string_view name = reader.next(); !name.empty() && count <= kMost;
       name = reader.next()) {
    if (name == "Object") {
      if (open) objects += "},";
      objects += '{';
      open = true;
      ++count;
    } else if (name == "Quiet") {
      quiet = ",Quiet=" + reader.text();
    } else if (open && (name == "Key" || name == "VersionId")) {
      if (!objects.ends_with('{')) objects += ',';
      objects.append(name).append("=").append(reader.text());
    }
  }
  if (!open) return {};
  return "Objects=[" + objects + "}]" + quiet;
}

}  // namespace

S3Place s3_place(const ApiView& view) {
  S3Place place;
  // A key may end with a slash, which the view's path lacks.
  std::string_view rest = read_target(view.request.method, view.request.target).path;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  place.bucket = bucket_of_host(view.host);
  if (place.bucket.empty()) {
    const std::size_t slash = rest.find('/');
    place.bucket = percent_decoded(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  place.key = percent_decoded(rest);
  return place;
}

std::string s3_operation(const ApiView& view) {
  // SDKs that sign "GET" only, say which of its operations is meant.
  if (const auto said = parameter(view.query, "x-id"); said && !said->empty()) {
    return percent_decoded(*said);
  }
  const S3Place place = s3_place(view);
  if (place.bucket.empty())
    return view.request.method == "GET" ? "ListBuckets" : view.request.method;
  const bool object = !place.key.empty();
  if (auto name = of_sub_resource(view, object)) return *std::move(name);
  return std::string(object ? of_object(view) : of_bucket(view));
}

void add_s3(Interaction& out, const ApiView& view) {
  const S3Place place = s3_place(view);
  set_text(out, semconv::kAwsS3Bucket, place.bucket);
  set_text(out, semconv::kAwsS3Key, place.key);
  std::string source = percent_decoded(view.field("x-amz-copy-source"));
  if (source.starts_with('/')) source.erase(0, 1);
  set_text(out, semconv::kAwsS3CopySource, source);
  set_text(out, semconv::kAwsS3UploadId,
           percent_decoded(parameter(view.query, "uploadId").value_or("")));
  if (const auto part = parameter(view.query, "partNumber")) {
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(part->data(), part->data() + part->size(), number);
    if (bad == std::errc{} && end == part->data() + part->size()) {
      out.attributes.set(semconv::kAwsS3PartNumber, number);
    }
  }
  if (has(view, "delete")) set_text(out, semconv::kAwsS3Delete, delete_container(view.content));
}

}  // namespace goldwire::http
