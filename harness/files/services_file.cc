// The maps once more, looked at for doubles.
#include "harness/files/services_file.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <yaml-cpp/yaml.h>

#include "harness/files/files.h"

namespace goldwire {
namespace {

/// One spelling of a target: "10.0.0.2/32" and "API.stripe.com" are no other ones.
std::string plain(std::string target) {
  std::ranges::transform(target, target.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool v6 = std::ranges::count(target, ':') > 1;
  const std::string_view whole = v6 ? "/128" : "/32";
  if (target.ends_with(whole)) target.resize(target.size() - whole.size());
  if (const auto address = Address::parse(target)) return address->text();
  return target;
}

class Doubles {
 public:
  explicit Doubles(const std::string& file) : file_(file) {}

  std::optional<Error> see(const std::string& name, const YAML::Node& at) {
    if (names_.emplace(name, line_of(at)).second) return std::nullopt;
    return Error{fmt::format("'{}' stands here and on line {}", name, names_.at(name)), place(at),
                 "put all its addresses into one list, in 'services' or in 'external'"};
  }

  std::optional<Error> see(const std::string& name, const std::string& target,
                           const YAML::Node& at) {
    const auto [owner, fresh] = owners_.emplace(plain(target), name);
    if (fresh || owner->second == name) return std::nullopt;
    return Error{fmt::format("{} is both '{}' and '{}'", target, owner->second, name), place(at),
                 "leave it to one of them, or tell them apart by port"};
  }

 private:
  static int line_of(const YAML::Node& at) { return at.Mark().line + 1; }
  std::string place(const YAML::Node& at) const { return fmt::format("{}:{}", file_, line_of(at)); }

  const std::string& file_;
  std::map<std::string, int> names_;
  std::map<std::string, std::string> owners_;
};

}  // namespace

Result<Services> read_services(std::string_view text, const std::string& name) {
  auto services = Services::parse(text, name);
  if (!services) return services;
  const YAML::Node root = YAML::Load(std::string(text));
  Doubles doubles(name);
  for (const char* const key : {"services", "external"}) {
    if (!root.IsMap() || !root[key]) continue;
    for (const auto& entry : root[key]) {
      const auto party = entry.first.as<std::string>();
      if (auto bad = doubles.see(party, entry.first)) return std::unexpected(*bad);
      const auto see = [&](const YAML::Node& item) {
        return doubles.see(party, item.Scalar(), item);
      };
      if (entry.second.IsScalar()) {
        if (auto bad = see(entry.second)) return std::unexpected(*bad);
      }
      for (const auto& item : entry.second) {
        if (auto bad = see(item)) return std::unexpected(*bad);
      }
    }
  }
  return services;
}

Result<Services> load_services(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  return read_services(*text, file);
}

}  // namespace goldwire
