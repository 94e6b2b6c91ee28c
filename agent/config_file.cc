// The config file, read strictly.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <set>
#include <sstream>
#include <yaml-cpp/yaml.h>

#include "agent/settings.h"

namespace goldwire {
namespace {

/// `flag` is one of those on the command line, between commas.
bool has_flag(const Setting& setting, const std::string& flag) {
  return fmt::format(",{},", setting.flags).find(fmt::format(",{},", flag)) != std::string::npos;
}

class Config {
 public:
  Config(Settings& settings, std::string file, const std::vector<std::string_view>& given)
      : settings_(settings), file_(std::move(file)), given_(given) {}

  Result<void> read(const YAML::Node& root) {
    if (root.IsNull()) return {};
    if (!root.IsMap()) return failure("no map", at(root), "write SETTING: VALUE on each line");
    for (const auto& entry : root) {
      if (auto read = read_entry(entry.first, entry.second); !read) return read;
    }
    return {};
  }

 private:
  std::string at(const YAML::Node& node) const {
    return fmt::format("{}:{}", file_, node.Mark().line + 1);
  }

  Result<void> read_entry(const YAML::Node& key, const YAML::Node& value) {
    const std::string name = key.IsScalar() ? key.Scalar() : std::string();
    const auto setting = std::ranges::find_if(
        setting_list(), [&](const Setting& one) { return has_flag(one, "--" + name); });
    const bool known = setting != setting_list().end();
    if (!seen_.insert(known ? std::string(setting->name) : name).second) {
      return failure(fmt::format("'{}' is there twice", name), at(key), "remove one of the lines");
    }
    if (name == "schema") return read_schema(value);
    if (!known) {
      std::vector<std::string_view> all;
      for (const Setting& one : setting_list()) all.push_back(one.name);
      return failure(fmt::format("'{}' is no setting", name), at(key),
                     fmt::format("remove it, or write one of {}", fmt::join(all, ", ")));
    }
    return read_values(*setting, key, value);
  }

  Result<void> read_schema(const YAML::Node& value) const {
    if (value.IsScalar() && value.Scalar() == "1") return {};
    return failure("the schema is unknown", at(value), "this goldwire-agent reads schema: 1");
  }

  Result<void> read_values(const Setting& setting, const YAML::Node& key, const YAML::Node& value) {
    if (value.IsScalar()) return read_value(setting, value);
    if (!setting.repeated || !value.IsSequence()) {
      return failure(fmt::format("'{}' has no plain value", setting.name), at(key),
                     setting.repeated ? fmt::format("write {}: [..., ...]", setting.name)
                                      : fmt::format("write {}: ...", setting.name));
    }
    for (const auto& item : value) {
      if (!item.IsScalar()) {
        return failure(fmt::format("'{}' is no list of plain values", setting.name), at(item),
                       fmt::format("write {}: [..., ...]", setting.name));
      }
      if (auto read = read_value(setting, item); !read) return read;
    }
    return {};
  }

  Result<void> read_value(const Setting& setting, const YAML::Node& node) {
    std::string value = node.Scalar();
    if (setting.is_file && value != "-") {
      // An absolute name stays as it is.
      value = (std::filesystem::path(file_).parent_path() / value).string();
    }
    Settings ignored;
    const bool taken = std::ranges::find(given_, setting.name) == given_.end();
    auto set = setting.set(taken ? settings_ : ignored, value, at(node));
    if (!set) set.error().what = fmt::format("{}: {}", setting.name, set.error().what);
    return set;
  }

  Settings& settings_;
  const std::string file_;
  const std::vector<std::string_view>& given_;
  std::set<std::string> seen_;
};

}  // namespace

Result<void> read_config(Settings& settings, const std::string& file,
                         const std::vector<std::string_view>& given) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.fail()) {
    return failure("cannot be read", file, "name a config file that exists");
  }
  try {
    return Config(settings, file, given).read(YAML::Load(text.str()));
  } catch (const YAML::Exception& bad) {
    return failure("no YAML: " + bad.msg, fmt::format("{}:{}", file, bad.mark.line + 1),
                   "mend the line");
  }
}

}  // namespace goldwire
