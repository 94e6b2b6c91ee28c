// YAML -> routes and APIs.
#include "agent/observe/terms_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>

namespace goldwire {
namespace {

constexpr const char* kRouteShape = "write a path such as \"/accounts/{id}\" or \"/blog/**\"";
constexpr const char* kApiKeys = "write host, method, path, header, name, external or attributes";

std::string at(const std::string& file, const YAML::Node& node) {
  return fmt::format("{}:{}", file, node.Mark().line + 1);
}

/// One pair of braces around a name at most, and "**" alone.
bool is_segment(std::string_view text) {
  const std::size_t open = text.find('{');
  const std::size_t close = text.find('}');
  const bool plain = open == std::string_view::npos && close == std::string_view::npos;
  const bool named = open != std::string_view::npos && close != std::string_view::npos &&
                     close > open + 1 && text.find('{', open + 1) == std::string_view::npos &&
                     text.find('}', close + 1) == std::string_view::npos;
  return (plain || named) && text.find('*') == std::string_view::npos;
}

bool is_route(std::string_view text) {
  if (!text.starts_with('/') || text.find_first_of("?# ") != std::string_view::npos) return false;
  while (true) {
    text.remove_prefix(1);
    const std::size_t slash = text.find('/');
    const std::string_view segment = text.substr(0, slash);
    if (slash == std::string_view::npos) return segment == "**" || is_segment(segment);
    if (!is_segment(segment)) return false;
    text.remove_prefix(slash);
  }
}

class ApiReader {
 public:
  explicit ApiReader(const std::string& file) : file_(file) {}

  Result<ApiRule> read(const YAML::Node& entry) {
    if (!entry.IsMap()) return failure("an api is no map", at(file_, entry), kApiKeys);
    std::map<std::string, int> seen;
    for (const auto& member : entry) {
      const auto [place, fresh] = seen.emplace(member.first.Scalar(), member.first.Mark().line + 1);
      if (!fresh) {
        return failure(fmt::format("'{}' stands here and on line {}", place->first, place->second),
                       at(file_, member.first), "make one of the two");
      }
      if (auto read = read_member(member.first, member.second); !read) {
        return std::unexpected(read.error());
      }
    }
    if (rule_.host.empty() && rule_.method.empty() && rule_.path.empty() && rule_.header.empty()) {
      return failure("an api fits every request", at(file_, entry),
                     "say by host, method, path or header which it is");
    }
    if (rule_.name.empty() && rule_.external.empty() && rule_.attributes.empty() &&
        rule_.path.empty()) {
      return failure("an api says nothing", at(file_, entry), "add name, external or attributes");
    }
    return std::move(rule_);
  }

 private:
  Result<void> read_member(const YAML::Node& key, const YAML::Node& value) {
    const std::string& name = key.Scalar();
    if (name == "attributes") return read_attributes(value);
    const std::map<std::string_view, std::string*> texts = {
        {"host", &rule_.host}, {"method", &rule_.method},     {"path", &rule_.path},
        {"name", &rule_.name}, {"external", &rule_.external}, {"header", &rule_.header}};
    const auto text = texts.find(name);
    if (text == texts.end()) {
      return failure(fmt::format("'{}' of an api is unknown", name), at(file_, key), kApiKeys);
    }
    if (!value.IsScalar() || value.Scalar().empty()) {
      return failure(fmt::format("'{}' of an api is no text", name), at(file_, key),
                     "write one text");
    }
    *text->second = value.Scalar();
    if (name == "path" && !is_route(rule_.path)) {
      return failure(fmt::format("'{}' is no path", rule_.path), at(file_, value), kRouteShape);
    }
    if (name == "header") return split_header(value);
    return {};
  }

  /// "name" or "name: value".
  Result<void> split_header(const YAML::Node& value) {
    const std::size_t colon = rule_.header.find(':');
    if (colon != std::string::npos) {
      const std::size_t begin = rule_.header.find_first_not_of(' ', colon + 1);
      if (begin != std::string::npos) rule_.value = rule_.header.substr(begin);
      rule_.header.resize(colon);
    }
    const bool valued = colon == std::string::npos || !rule_.value.empty();
    if (!rule_.header.empty() && rule_.header.find(' ') == std::string::npos && valued) return {};
    return failure(fmt::format("'{}' is no header", value.Scalar()), at(file_, value),
                   "write \"x-name\" or \"x-name: value*\"");
  }

  Result<void> read_attributes(const YAML::Node& node) {
    if (!node.IsMap()) {
      return failure("'attributes' of an api is no map", at(file_, node), "write {name: value}");
    }
    for (const auto& one : node) {
      if (!one.second.IsScalar() || one.first.Scalar().empty()) {
        return failure(fmt::format("attribute '{}' is no text", one.first.Scalar()),
                       at(file_, one.first), "write one text");
      }
      rule_.attributes.emplace_back(one.first.Scalar(), one.second.Scalar());
    }
    return {};
  }

  const std::string& file_;
  ApiRule rule_;
};

}  // namespace

Result<std::vector<RouteTemplate>> read_routes(const YAML::Node& node, const std::string& file) {
  std::vector<RouteTemplate> routes;
  if (node.IsNull()) return routes;
  if (!node.IsSequence()) return failure("'routes' is no list", at(file, node), kRouteShape);
  std::map<std::string, int> seen;
  for (const YAML::Node& one : node) {
    if (!one.IsScalar() || !is_route(one.Scalar())) {
      return failure(fmt::format("'{}' is no path", one.IsScalar() ? one.Scalar() : "an entry"),
                     at(file, one), kRouteShape);
    }
    const auto [place, fresh] = seen.emplace(one.Scalar(), one.Mark().line + 1);
    if (!fresh) {
      return failure(fmt::format("'{}' stands here and on line {}", place->first, place->second),
                     at(file, one), "make one of the two");
    }
    routes.push_back({one.Scalar()});
  }
  return routes;
}

Result<std::vector<ApiRule>> read_apis(const YAML::Node& node, const std::string& file) {
  std::vector<ApiRule> apis;
  if (node.IsNull()) return apis;
  if (!node.IsSequence()) {
    return failure("'apis' is no list", at(file, node), "write one \"- {host: ..., name: ...}\"");
  }
  for (const YAML::Node& one : node) {
    auto rule = ApiReader(file).read(one);
    if (!rule) return std::unexpected(rule.error());
    const bool again = std::ranges::any_of(apis, [&](const ApiRule& before) {
      return before.host == rule->host && before.method == rule->method &&
             before.path == rule->path && before.header == rule->header &&
             before.value == rule->value;
    });
    if (again) {
      return failure("an api before this one fits the same requests", at(file, one),
                     "put both into one, or tell them apart");
    }
    apis.push_back(*std::move(rule));
  }
  return apis;
}

}  // namespace goldwire
