// YAML -> Services.
#include "agent/observe/services_file.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>
#include <yaml-cpp/yaml.h>

#include "agent/observe/descriptors_file.h"
#include "agent/observe/terms_file.h"

namespace goldwire {
namespace {

constexpr const char* kShape = "write NAME: [\"address\", ...] below it";

class ServicesFile {
 public:
  explicit ServicesFile(const std::string& file) : file_(file) {}

  Result<Services> read(const YAML::Node& root) && {
    if (root.IsNull()) return std::move(services_);
    if (!root.IsMap()) {
      return failure("no map", file_, "write services: and below it NAME: [\"address\", ...]");
    }
    Lines keys;
    for (const auto& member : root) {
      if (auto before = keys.see(member.first)) {
        return failure(twice(member.first, *before), at(member.first), "make one of the two");
      }
      auto read = read_member(member.first, member.second);
      if (!read) return std::unexpected(read.error());
    }
    return std::move(services_);
  }

 private:
  /// Where each key stands.
  class Lines {
   public:
    /// The line on which `key` stood before.
    std::optional<int> see(const YAML::Node& key) {
      const auto [place, fresh] = lines_.emplace(key.Scalar(), key.Mark().line + 1);
      return fresh ? std::nullopt : std::optional(place->second);
    }

   private:
    std::map<std::string, int> lines_;
  };

  std::string at(const YAML::Node& node) const {
    return fmt::format("{}:{}", file_, node.Mark().line + 1);
  }
  static std::string twice(const YAML::Node& key, int line) {
    return fmt::format("'{}' stands here and on line {}", key.Scalar(), line);
  }

  Result<void> read_member(const YAML::Node& key, const YAML::Node& value) {
    const std::string& name = key.Scalar();
    if (name == "services" || name == "external") {
      return value.IsNull() ? Result<void>() : read_parties(key, value);
    }
    if (name == "schema") {
      if (value.Scalar() == "1") return {};
      return failure("schema is not 1", at(key), "this goldwire reads schema 1");
    }
    if (name == "routes") return keep(services_.terms().routes, read_routes(value, file_));
    if (name == "apis") return keep(services_.terms().apis, read_apis(value, file_));
    if (name == "descriptors") return read_descriptors(key, value);
    // These stand in goldwire.yaml.
    if (name == "redaction" || name == "defaults") return {};
    return failure(fmt::format("'{}' is unknown", name), at(key),
                   "write services, external, routes, apis or descriptors");
  }

  /// Files of message schemas; one scalar is a list of one.
  Result<void> read_descriptors(const YAML::Node& key, const YAML::Node& value) {
    const std::filesystem::path folder = std::filesystem::path(file_).parent_path();
    if (value.IsNull()) return {};
    if (!value.IsScalar() && !value.IsSequence()) {
      return failure("'descriptors' is no list of files", at(key), "write [\"FILE.binpb\", ...]");
    }
    const auto items = value.IsScalar() ? std::vector{value} : value.as<std::vector<YAML::Node>>();
    std::vector<std::string> files;
    for (const YAML::Node& item : items) files.push_back((folder / item.Scalar()).string());
    return add_descriptors(services_.terms(), files);
  }

  template <class T>
  static Result<void> keep(std::vector<T>& place, Result<std::vector<T>> read) {
    if (!read) return std::unexpected(read.error());
    place = *std::move(read);
    return {};
  }

  Result<void> read_parties(const YAML::Node& key, const YAML::Node& parties) {
    if (!parties.IsMap()) {
      return failure(fmt::format("'{}' is no map", key.Scalar()), at(parties), kShape);
    }
    for (const auto& party : parties) {
      const YAML::Node& name = party.first;
      const YAML::Node& targets = party.second;
      const ServiceName service{name.Scalar(), key.Scalar() == "external"};
      if (service.name.empty()) return failure("a party has no name", at(name), kShape);
      if (auto before = names_.see(name)) {
        return failure(twice(name, *before), at(name),
                       "put all its addresses into one list, in 'services' or in 'external'");
      }
      if (!targets.IsSequence() && !targets.IsScalar()) {
        return failure(fmt::format("'{}' has no list of addresses", service.name), at(name),
                       "write [\"10.0.0.2\", ...]");
      }
      auto read = read_targets(service, targets);
      if (!read) return std::unexpected(read.error());
      services_.add(service, *read);
    }
    return {};
  }

  /// One scalar is a list of one.
  Result<std::vector<ServiceTarget>> read_targets(const ServiceName& service,
                                                  const YAML::Node& node) const {
    std::vector<ServiceTarget> targets;
    const auto items = node.IsScalar() ? std::vector{node} : node.as<std::vector<YAML::Node>>();
    for (const YAML::Node& item : items) {
      const std::string& text = item.Scalar();
      auto target = ServiceTarget::parse(text);
      if (!target) {
        return failure(
            fmt::format("'{}' of '{}' is no address, address:port, CIDR, :port or host name", text,
                        service.name),
            at(item), "mend the entry");
      }
      if (const ServiceName* const owner = services_.owner(*target)) {
        return failure(fmt::format("{} is both '{}' and '{}'", text, owner->name, service.name),
                       at(item), "leave it to one of them, or tell them apart by port");
      }
      targets.push_back(std::move(*target));
    }
    return targets;
  }

  const std::string& file_;
  Services services_;
  Lines names_;
};

}  // namespace

Result<Services> read_services(std::string_view text, const std::string& file) {
  try {
    return ServicesFile(file).read(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& bad) {
    return failure("no YAML: " + bad.msg, fmt::format("{}:{}", file, bad.mark.line + 1),
                   "mend the line");
  }
}

Result<Services> load_services(const std::string& file) {
  std::ifstream in(file);
  in.peek();  // a folder opens, but cannot be read
  if (!in.is_open() || in.bad()) {
    return failure("cannot be read", file, "name a services file that exists");
  }
  std::ostringstream text;
  text << in.rdbuf();
  return read_services(text.str(), file);
}

}  // namespace goldwire
