// Services: the YAML map turned into rules, most specific first.
#include "agent/observe/services.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <tuple>
#include <yaml-cpp/yaml.h>

namespace goldwire {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return out;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool in_prefix(const Address& address, const Address& network, unsigned bits) {
  for (unsigned i = 0; i < 16 && bits > 0; ++i, bits -= std::min(bits, 8U)) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xff : 0xff << (8 - bits));
    if ((address.octets[i] & mask) != (network.octets[i] & mask)) return false;
  }
  return true;
}

struct Target {
  Address address;
  unsigned prefix = 0;
  std::uint16_t port = 0;
  std::string host;
};

/// Reads ":5432", "10.0.0.0/8", "10.0.0.9:5432", "[2001:db8::1]:80" or "api.stripe.com:443".
std::optional<Target> read_target(std::string_view text) {
  Target target;
  if (text.empty()) return std::nullopt;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const auto address = Address::parse(text.substr(0, slash));
    const auto bits = number<unsigned>(text.substr(slash + 1));
    if (!address || !bits || *bits > (address->is_v4() ? 32U : 128U)) return std::nullopt;
    target.address = *address;
    target.prefix = address->is_v4() ? 96 + *bits : *bits;
    return target;
  }
  std::string_view host = text;
  const bool bracketed = text.front() == '[';
  const std::size_t colon = text.rfind(':');
  const bool plain_v6 = !bracketed && Address::parse(text).has_value();
  if (colon != std::string_view::npos && !plain_v6 && (!bracketed || text[colon - 1] == ']')) {
    const auto port = number<std::uint16_t>(text.substr(colon + 1));
    if (!port || *port == 0) return std::nullopt;
    target.port = *port;
    host = text.substr(0, colon);
  }
  if (bracketed) {
    if (host.size() < 2 || host.back() != ']') return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) return target.port == 0 ? std::nullopt : std::optional(target);
  if (const auto address = Address::parse(host)) {
    target.address = *address;
    target.prefix = 128;
    return target;
  }
  const bool name = std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '*';
  });
  if (bracketed || !name) return std::nullopt;
  target.host = lower(host);
  return target;
}

bool host_matches(std::string_view pattern, std::string_view host) {
  if (pattern.starts_with("*.")) return host.ends_with(pattern.substr(1));
  return pattern == host;
}

}  // namespace

Result<Services> Services::parse(std::string_view yaml, const std::string& where) {
  Services services;
  YAML::Node root;
  try {
    root = YAML::Load(std::string(yaml));
  } catch (const YAML::Exception& bad) {
    return failure("no YAML: " + bad.msg, fmt::format("{}:{}", where, bad.mark.line + 1),
                   "mend the line");
  }
  if (root.IsNull()) return services;
  if (!root.IsMap()) {
    return failure("no map", where, "write services: and below it NAME: [\"address\", ...]");
  }
  for (const auto& entry : root) {
    const std::string key = entry.first.as<std::string>();
    const std::string line = fmt::format("{}:{}", where, entry.first.Mark().line + 1);
    if (key == "schema" && entry.second.IsScalar() && entry.second.Scalar() != "1") {
      return failure("schema is not 1", line, "this goldwire reads schema 1");
    }
    // The last two stand in goldwire.yaml, which may be given as it is.
    constexpr std::array kKeys = {"schema", "services", "external", "redaction", "defaults"};
    if (std::ranges::find(kKeys, key) != kKeys.end()) continue;
    return failure(fmt::format("'{}' is unknown", key), line, "write services or external");
  }
  for (const bool external : {false, true}) {
    const char* const key = external ? "external" : "services";
    if (!root[key] || root[key].IsNull()) continue;
    const YAML::Node map = root[key];
    const auto at = [&](const YAML::Node& node) {
      return fmt::format("{}:{}", where, node.Mark().line + 1);
    };
    if (!map.IsMap()) {
      return failure(fmt::format("'{}' is no map", key), at(map),
                     "write NAME: [\"address\", ...] below it");
    }
    for (const auto& entry : map) {
      const ServiceName service{entry.first.as<std::string>(), external};
      services.names_.push_back(service);
      const YAML::Node list = entry.second;
      if (!list.IsSequence() && !list.IsScalar()) {
        return failure(fmt::format("'{}' has no list of addresses", service.name), at(entry.first),
                       "write [\"10.0.0.2\", ...]");
      }
      const auto add = [&](const YAML::Node& item) -> std::optional<Error> {
        const std::string text = item.IsScalar() ? item.Scalar() : std::string();
        const auto target = read_target(text);
        if (!target) {
          return Error{
              fmt::format("'{}' of '{}' is no address, address:port, CIDR, :port or host name",
                          text, service.name),
              at(item), "mend the entry"};
        }
        services.rules_.push_back(
            {service, target->address, target->prefix, target->port, target->host});
        return std::nullopt;
      };
      if (list.IsScalar()) {
        if (auto bad = add(list)) return std::unexpected(*bad);
        continue;
      }
      for (const auto& item : list) {
        if (auto bad = add(item)) return std::unexpected(*bad);
      }
    }
  }
  // address:port, host:port, host, address, longest CIDR, port; the file's order among equals.
  std::ranges::stable_sort(services.rules_, std::greater{}, [](const Rule& rule) {
    const bool single = rule.prefix == 128;
    return std::tuple(single && rule.port != 0, !rule.host.empty() && rule.port != 0,
                      !rule.host.empty(), rule.prefix);
  });
  return services;
}

Result<Services> Services::load(const std::string& file) {
  std::ifstream in(file);
  if (!in) return failure("cannot be read", file, "name a services file that exists");
  std::ostringstream text;
  text << in.rdbuf();
  return parse(text.str(), file);
}

const ServiceName* Services::name(const Endpoint& endpoint, std::string_view host) const {
  const std::string wanted = lower(host);
  for (const Rule& rule : rules_) {
    if (rule.port != 0 && rule.port != endpoint.port) continue;
    if (!rule.host.empty()) {
      if (!wanted.empty() && host_matches(rule.host, wanted)) return &rule.service;
      continue;
    }
    if (in_prefix(endpoint.address, rule.address, rule.prefix)) return &rule.service;
  }
  return nullptr;
}

std::vector<ServiceName> Services::names() const { return names_; }

}  // namespace goldwire
