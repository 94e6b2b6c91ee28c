// OtlpHttp: spans to an OTLP/HTTP receiver (OTLP specification, "OTLP/HTTP", binary protobuf).
//
// Contract: configured by the specification's environment variables. A bounded queue and one
// thread; what does not fit is dropped and counted, what the receiver refuses for good is failed
// and counted. 429, 502, 503 and 504 are tried again with growing waits (Retry-After is honoured).
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "agent/export/sink.h"
#include "protocols/base/result.h"

namespace goldwire {

struct OtlpConfig {
  std::string host;
  std::string port;
  std::string path = "/v1/traces";
  bool tls = false;
  std::map<std::string, std::string> headers;
  Duration timeout = std::chrono::seconds(10);  ///< for one request
  bool gzip = false;
  std::size_t queue = 16384;  ///< spans
  std::size_t batch = 512;    ///< spans in one request

  /// From OTEL_EXPORTER_OTLP_[TRACES_]{ENDPOINT,HEADERS,TIMEOUT,COMPRESSION}; nothing when no
  /// endpoint is set. An Error names the variable that cannot be understood.
  static Result<std::optional<OtlpConfig>> from_environment();
};

class OtlpHttp final : public Sink {
 public:
  explicit OtlpHttp(OtlpConfig config);
  ~OtlpHttp() override;
  void take(const Span& span) override;
  bool flush(Duration limit) override;
  SinkCounts counts() const override;

 private:
  void work(const std::stop_token& stop);
  void send(const std::vector<Span>& batch, const std::stop_token& stop);

  const OtlpConfig config_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Span> queue_;
  std::size_t in_flight_ = 0;
  bool hurry_ = false;  ///< a flush waits: send what is there
  SinkCounts counts_;
  std::jthread worker_;
};

}  // namespace goldwire
