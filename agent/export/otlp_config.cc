// OtlpConfig: one reader per setting.
#include "agent/export/otlp_config.h"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>

namespace goldwire {
namespace {

/// Which agent saw a span, where OTEL_SERVICE_NAME says so: service.name is the watched service's.
constexpr std::string_view kAgentName = "goldwire.agent.name";

std::unexpected<Error> refused(const OtlpSetting& setting, std::string_view what,
                               std::string remedy) {
  return failure(fmt::format("'{}' {}", setting.value, what), setting.where, std::move(remedy));
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// "name=value,name=value" with percent-encoded values (W3C Baggage, as the specification asks).
Result<Pairs> read_pairs(const OtlpSetting& setting) {
  Pairs pairs;
  std::string_view rest = setting.value;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (trimmed(pair).empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view name = trimmed(pair.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      return failure(fmt::format("'{}' is no NAME=VALUE", pair), setting.where,
                     "write name=value,name=value");
    }
    const auto value = boost::urls::make_pct_string_view(trimmed(pair.substr(equals + 1)));
    if (!value) {
      return failure(fmt::format("the value of '{}' is not percent-encoded", name), setting.where,
                     "write % as %25");
    }
    pairs.emplace_back(name, value->decode());
  }
  return pairs;
}

/// A field name is a token, a value has no control characters (RFC 9110 section 5).
bool is_field(const std::pair<std::string, std::string>& field) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return std::ranges::all_of(field.first,
                             [&](unsigned char c) {
                               return std::isalnum(c) != 0 ||
                                      kMarks.find(static_cast<char>(c)) != std::string_view::npos;
                             }) &&
         std::ranges::all_of(field.second,
                             [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7f); });
}

Result<void> read_endpoint(OtlpConfig& config, const OtlpSetting& setting) {
  const auto url = boost::urls::parse_uri(setting.value);
  if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty()) {
    return refused(setting, "is no http or https URL", "write http://HOST:4318");
  }
  if (url->has_userinfo()) {
    return failure("the URL holds a user", setting.where,
                   "put credentials into OTEL_EXPORTER_OTLP_HEADERS as authorization=...");
  }
  config.tls = url->scheme() == "https";
  config.host = url->host_address();
  config.port = url->has_port() ? std::string(url->port()) : config.tls ? "443" : "80";
  config.authority = std::string(url->encoded_host_and_port());
  std::string path(url->encoded_path());
  if (!setting.whole_url) {
    if (path.ends_with('/')) path.pop_back();
    path += "/v1/traces";
  }
  if (path.empty()) path = "/";
  if (url->has_query()) path += "?" + std::string(url->encoded_query());
  config.path = std::move(path);
  return {};
}

Result<void> read_protocol(OtlpConfig&, const OtlpSetting& setting) {
  if (setting.value == "http/protobuf") return {};
  return refused(setting, "is not spoken by this agent",
                 "write http/protobuf, and the receiver's port for it (4318 as a rule)");
}

Result<void> read_headers(OtlpConfig& config, const OtlpSetting& setting) {
  auto pairs = read_pairs(setting);
  if (!pairs) return std::unexpected(pairs.error());
  for (const auto& pair : *pairs) {
    if (is_field(pair)) continue;
    return failure(fmt::format("'{}' can be no HTTP header", pair.first), setting.where,
                   "write name=value,name=value");
  }
  config.headers = std::move(*pairs);
  return {};
}

Result<void> read_timeout(OtlpConfig& config, const OtlpSetting& setting) {
  std::int64_t milliseconds = 0;
  const char* const last = setting.value.data() + setting.value.size();
  const auto [end, error] = std::from_chars(setting.value.data(), last, milliseconds);
  constexpr std::int64_t kDay = 86'400'000;
  if (error != std::errc{} || end != last || milliseconds <= 0 || milliseconds > kDay) {
    return refused(setting, "is no number of milliseconds", "write 10000");
  }
  config.timeout = std::chrono::milliseconds(milliseconds);
  return {};
}

Result<void> read_compression(OtlpConfig& config, const OtlpSetting& setting) {
  if (setting.value != "gzip" && setting.value != "none") {
    return refused(setting, "is no compression", "write gzip or none");
  }
  config.gzip = setting.value == "gzip";
  return {};
}

Result<void> read_resource(OtlpConfig& config, const OtlpSetting& setting) {
  auto pairs = read_pairs(setting);
  if (!pairs) return std::unexpected(pairs.error());
  for (auto& [name, value] : *pairs) {
    // Every span's own service has its name already.
    config.resource.set(name == "service.name" ? kAgentName : name, std::move(value));
  }
  return {};
}

template <std::string OtlpConfig::*File>
Result<void> read_file_name(OtlpConfig& config, const OtlpSetting& setting) {
  config.*File = setting.value;
  return {};
}

struct Reader {
  const char* what;
  Result<void> (*read)(OtlpConfig&, const OtlpSetting&);
};
constexpr std::array kReaders{
    Reader{"PROTOCOL", read_protocol},
    Reader{"HEADERS", read_headers},
    Reader{"TIMEOUT", read_timeout},
    Reader{"COMPRESSION", read_compression},
    Reader{"CERTIFICATE", read_file_name<&OtlpConfig::certificate>},
    Reader{"CLIENT_CERTIFICATE", read_file_name<&OtlpConfig::client_certificate>},
    Reader{"CLIENT_KEY", read_file_name<&OtlpConfig::client_key>},
    Reader{"RESOURCE_ATTRIBUTES", read_resource},
};

}  // namespace

std::optional<OtlpSetting> otlp_setting_of_environment(const std::string& what) {
  const auto variable = [](const std::string& name) -> std::optional<OtlpSetting> {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return OtlpSetting{name, value};
  };
  if (what == "RESOURCE_ATTRIBUTES" || what == "SERVICE_NAME") return variable("OTEL_" + what);
  if (auto traces = variable("OTEL_EXPORTER_OTLP_TRACES_" + what)) {
    traces->whole_url = what == "ENDPOINT";
    return traces;
  }
  return variable("OTEL_EXPORTER_OTLP_" + what);
}

Result<std::optional<OtlpConfig>> OtlpConfig::read(const OtlpLookup& lookup) {
  const auto endpoint = lookup("ENDPOINT");
  if (!endpoint) return std::optional<OtlpConfig>();
  OtlpConfig config;
  if (auto read = read_endpoint(config, *endpoint); !read) return std::unexpected(read.error());
  for (const Reader& reader : kReaders) {
    const auto setting = lookup(reader.what);
    if (!setting) continue;
    if (auto read = reader.read(config, *setting); !read) return std::unexpected(read.error());
  }
  if (const auto name = lookup("SERVICE_NAME")) config.resource.set(kAgentName, name->value);
  return std::optional(std::move(config));
}

std::string OtlpConfig::url() const {
  return fmt::format("{}://{}{}", tls ? "https" : "http", authority, path);
}

}  // namespace goldwire
