// OtlpConfig: the OTLP exporter variables of the OpenTelemetry specification.
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdlib>

#include "agent/export/otlp_http.h"

namespace goldwire {
namespace {

struct Setting {
  std::string name;  ///< of the variable that was set
  std::string value;
};

/// The traces variable wins over the general one; empty counts as not set.
std::optional<Setting> setting(const std::string& what) {
  for (const std::string& name :
       {"OTEL_EXPORTER_OTLP_TRACES_" + what, "OTEL_EXPORTER_OTLP_" + what}) {
    const char* const value = std::getenv(name.c_str());
    if (value != nullptr && *value != '\0') return Setting{name, value};
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::optional<OtlpConfig>> OtlpConfig::from_environment() {
  const auto endpoint = setting("ENDPOINT");
  if (!endpoint) return std::optional<OtlpConfig>();
  OtlpConfig config;
  const auto url = boost::urls::parse_uri(endpoint->value);
  if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty()) {
    return failure("'" + endpoint->value + "' is no http or https URL", endpoint->name,
                   "write http://HOST:4318");
  }
  config.tls = url->scheme() == "https";
  config.host = url->host_address();
  config.port = url->has_port() ? std::string(url->port()) : config.tls ? "443" : "80";
  // The general endpoint is a base; the traces endpoint is taken as it is (specification, "Endpoint
  // URLs").
  std::string path(url->encoded_path());
  if (endpoint->name.find("TRACES") == std::string::npos) {
    if (path.ends_with('/')) path.pop_back();
    path += "/v1/traces";
  }
  config.path = path.empty() ? "/" : path;

  if (const auto headers = setting("HEADERS")) {
    std::string_view rest = headers->value;
    while (!rest.empty()) {
      const std::string_view pair = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos) {
        return failure("'" + std::string(pair) + "' is no NAME=VALUE", headers->name,
                       "write name=value,name=value");
      }
      config.headers[std::string(trimmed(pair.substr(0, equals)))] =
          trimmed(pair.substr(equals + 1));
    }
  }
  if (const auto timeout = setting("TIMEOUT")) {
    std::int64_t milliseconds = 0;
    const char* const last = timeout->value.data() + timeout->value.size();
    const auto [end, error] = std::from_chars(timeout->value.data(), last, milliseconds);
    if (error != std::errc{} || end != last || milliseconds <= 0) {
      return failure("'" + timeout->value + "' is no number of milliseconds", timeout->name,
                     "write 10000");
    }
    config.timeout = std::chrono::milliseconds(milliseconds);
  }
  if (const auto compression = setting("COMPRESSION")) {
    if (compression->value != "gzip" && compression->value != "none") {
      return failure("'" + compression->value + "' is no compression", compression->name,
                     "write gzip or none");
    }
    config.gzip = compression->value == "gzip";
  }
  return std::optional(std::move(config));
}

}  // namespace goldwire
