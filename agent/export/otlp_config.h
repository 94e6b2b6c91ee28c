// OtlpConfig: the OTLP exporter's settings, as the OpenTelemetry specification names them ("OTLP
// Exporter Configuration").
//
// Contract: OTEL_EXPORTER_OTLP_TRACES_X wins over OTEL_EXPORTER_OTLP_X; empty counts as not set.
// Every Error names the variable (or the setting that stands for it) and a remedy.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocols/base/interaction.h"
#include "protocols/base/result.h"
#include "protocols/base/time.h"

namespace goldwire {

/// Where one of the specification's settings was found.
struct OtlpSetting {
  std::string where;  ///< the variable's name, or "--otlp-endpoint", "agent.yaml:3"
  std::string value;
  bool whole_url = false;  ///< of an endpoint: taken as it is, not a base for /v1/traces
};

/// Finds what is set for "ENDPOINT", "HEADERS", "TIMEOUT", ...
using OtlpLookup = std::function<std::optional<OtlpSetting>(const std::string& what)>;
/// The environment's variables.
std::optional<OtlpSetting> otlp_setting_of_environment(const std::string& what);

struct OtlpConfig {
  std::string host;  ///< a name or an address, without brackets
  std::string port;
  std::string authority;  ///< as the Host header names it
  std::string path = "/v1/traces";
  bool tls = false;
  std::string certificate;  ///< file of the authorities that are believed; empty: the system's
  std::string client_certificate;  ///< file, for mutual TLS
  std::string client_key;
  std::vector<std::pair<std::string, std::string>> headers;
  Duration timeout = std::chrono::seconds(10);  ///< for one request, connecting included
  bool gzip = false;
  Attributes resource;  ///< OTEL_RESOURCE_ATTRIBUTES, and OTEL_SERVICE_NAME as the agent's own name

  int tries = 5;                                         ///< of one batch
  Duration first_wait = std::chrono::milliseconds(500);  ///< doubles with every try
  Duration linger = std::chrono::seconds(1);             ///< a batch may wait for company

  /// Nothing when no endpoint is set.
  static Result<std::optional<OtlpConfig>> read(
      const OtlpLookup& lookup = otlp_setting_of_environment);

  std::string url() const;
};

}  // namespace goldwire
