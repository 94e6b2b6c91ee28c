// One pool and one factory per set: files of the same name in two sets do not meet.
#include "protocols/grpc/descriptors.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/stubs/logging.h>
#include <map>
#include <utility>

#include "protocols/grpc/message_value.h"

namespace goldwire::grpc {
namespace {

namespace pb = google::protobuf;

/// Keeps the first thing that a pool has to say.
class FirstFault final : public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, const std::string& element, const pb::Message* /*of*/,
                ErrorLocation /*where*/, const std::string& message) override {
    if (text.empty()) text = fmt::format("'{}' of {}: {}", element, file, message);
  }
  std::string text;
};

class DescriptorSet final : public Schemas {
 public:
  /// Adds the files of `set`, each behind those that it imports.
  Result<void> add(const pb::FileDescriptorSet& set, const std::string& name) {
    std::map<std::string, const pb::FileDescriptorProto*, std::less<>> files;
    for (const pb::FileDescriptorProto& file : set.file()) files.emplace(file.name(), &file);
    for (const pb::FileDescriptorProto& file : set.file()) {
      if (auto added = add(file, files, name, 0); !added) return added;
    }
    return {};
  }

  std::optional<Method> method(std::string_view service, std::string_view name) const override {
    const pb::ServiceDescriptor* const found = pool_.FindServiceByName(std::string(service));
    if (found == nullptr) return std::nullopt;
    const pb::MethodDescriptor* const one = found->FindMethodByName(std::string(name));
    if (one == nullptr) return std::nullopt;
    return Method{one->input_type()->full_name(), one->output_type()->full_name()};
  }

  std::optional<Value> read(std::string_view type, std::string_view octets) const override {
    const pb::LogSilencer quiet;  // bad UTF-8 is told to stderr otherwise
    const std::unique_ptr<pb::Message> message = make(type);
    if (message == nullptr || octets.size() > kMost) return std::nullopt;
    const bool read =
        message->ParsePartialFromArray(octets.data(), static_cast<int>(octets.size()));
    if (!read) return std::nullopt;
    return value_of(*message, [this](std::string_view inner) { return make(inner); });
  }

 private:
  using Files = std::map<std::string, const pb::FileDescriptorProto*, std::less<>>;
  static constexpr std::size_t kMost = 1U << 30;
  static constexpr int kDeepest = 200;  ///< files that import one another in a row

  Result<void> add(const pb::FileDescriptorProto& file, const Files& files, const std::string& name,
                   int depth) {
    if (pool_.FindFileByName(file.name()) != nullptr) return {};
    if (depth == kDeepest) {
      return failure(fmt::format("'{}' imports itself", file.name()), name, "mend the set");
    }
    for (const std::string& import : file.dependency()) {
      const auto found = files.find(import);
      if (found == files.end()) {
        return failure(fmt::format("'{}' imports '{}', which is not in it", file.name(), import),
                       name, "make it with protoc --include_imports --descriptor_set_out");
      }
      if (auto added = add(*found->second, files, name, depth + 1); !added) return added;
    }
    FirstFault fault;
    if (pool_.BuildFileCollectingErrors(file, &fault) == nullptr) {
      return failure(fault.text, name, "make it anew with protoc --descriptor_set_out");
    }
    return {};
  }

  std::unique_ptr<pb::Message> make(std::string_view type) const {
    const pb::Descriptor* const found = pool_.FindMessageTypeByName(std::string(type));
    if (found == nullptr) return nullptr;
    return std::unique_ptr<pb::Message>(factory_->GetPrototype(found)->New());
  }

  pb::DescriptorPool pool_;
  /// Makes prototypes when they are first asked for, behind a lock of its own.
  std::unique_ptr<pb::DynamicMessageFactory> factory_ =
      std::make_unique<pb::DynamicMessageFactory>(&pool_);
};

class Joined final : public Schemas {
 public:
  Joined(std::shared_ptr<const Schemas> first, std::shared_ptr<const Schemas> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  std::optional<Method> method(std::string_view service, std::string_view name) const override {
    auto found = first_->method(service, name);
    return found ? found : second_->method(service, name);
  }
  std::optional<Value> read(std::string_view type, std::string_view octets) const override {
    auto value = first_->read(type, octets);
    return value ? value : second_->read(type, octets);
  }

 private:
  std::shared_ptr<const Schemas> first_;
  std::shared_ptr<const Schemas> second_;
};

}  // namespace

Result<std::shared_ptr<const Schemas>> read_descriptors(std::string_view octets,
                                                        const std::string& file) {
  const pb::LogSilencer quiet;
  pb::FileDescriptorSet set;
  const bool read = set.ParseFromArray(octets.data(), static_cast<int>(octets.size()));
  if (!read || set.file().empty()) {
    return failure("no set of descriptors", file,
                   "make it with protoc --include_imports --descriptor_set_out");
  }
  auto schemas = std::make_shared<DescriptorSet>();
  if (auto added = schemas->add(set, file); !added) return std::unexpected(added.error());
  return schemas;
}

std::shared_ptr<const Schemas> joined(std::shared_ptr<const Schemas> first,
                                      std::shared_ptr<const Schemas> second) {
  if (first == nullptr) return second;
  if (second == nullptr) return first;
  return std::make_shared<Joined>(std::move(first), std::move(second));
}

}  // namespace goldwire::grpc
