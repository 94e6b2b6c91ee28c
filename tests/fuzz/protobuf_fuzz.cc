// Fuzzes protobuf: without a schema beside the Protobuf library's own reader of unknown fields, and
// with one over types that come with that library.
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <set>

#include "protocols/base/bytes.h"
#include "protocols/base/json.h"
#include "protocols/grpc/descriptors.h"
#include "protocols/grpc/protobuf.h"
#include "tests/fuzz/law.h"

namespace {

using namespace goldwire;
namespace pb = google::protobuf;

/// All that stands behind a schema of descriptor.proto and what it has well-known types for.
std::shared_ptr<const Schemas> schemas() {
  pb::FileDescriptorSet set;
  for (const pb::FileDescriptor* file :
       {pb::FileDescriptorProto::descriptor()->file(), pb::Any::descriptor()->file(),
        pb::Struct::descriptor()->file(), pb::Timestamp::descriptor()->file()}) {
    file->CopyTo(set.add_file());
  }
  auto read = grpc::read_descriptors(set.SerializeAsString(), "built in");
  if (!read) fuzz::broken("the schemas can be read", read.error().line());
  return *read;
}

/// How many fields there are, as the Value counts them.
std::size_t count_of(const Value& message) {
  std::size_t count = 0;
  for (const auto& [name, value] : *message.object()) {
    if (name == "wire_types") continue;
    const auto* several = value.list();
    count += several == nullptr ? 1 : several->size();
  }
  return count;
}

/// JSON can hold it, and it reads the same again where it has no Blob.
void can_be_written(const Value& value) {
  fuzz::hold(read_json(write_json(value)).has_value(), "a Value can be written as JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::shared_ptr<const Schemas> known = schemas();
  const std::string_view octets = as_text(Bytes(data, size));
  const Decoded<Value> message = grpc::read_protobuf(octets);
  pb::UnknownFieldSet reference;
  pb::io::CodedInputStream in(data, static_cast<int>(size));
  in.SetRecursionLimit(64);
  const bool read = reference.MergeFromCodedStream(&in) && in.ConsumedEntireMessage();
  if (message) {
    fuzz::hold(read, "what is read is a message");
    fuzz::hold(count_of(*message) == static_cast<std::size_t>(reference.field_count()),
               "each field is told");
    can_be_written(*message);
    fuzz::hold(grpc::read_unknown(octets) == *message, "a message is read where one may stand");
  } else {
    // The library takes the lower 64 bits of a longer varint, and field numbers above the largest.
    const std::string_view what = message.error().what;
    const bool stricter = what == "a varint is above 64 bits" || what == "no field number";
    fuzz::hold(!read || stricter, "a message is read", what);
  }
  can_be_written(grpc::read_unknown(octets));

  for (const std::string_view type :
       {"google.protobuf.FileDescriptorProto", "google.protobuf.Struct", "google.protobuf.Any",
        "google.protobuf.Timestamp"}) {
    if (const auto value = known->read(type, octets)) can_be_written(*value);
  }
  if (const auto own = grpc::read_descriptors(octets, "fuzzed")) {
    if (const auto value = (*own)->read("A", octets)) can_be_written(*value);
  }
  return 0;
}
