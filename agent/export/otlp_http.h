// OtlpHttp: spans to an OTLP/HTTP receiver (OTLP specification, "OTLP/HTTP", binary protobuf).
//
// Contract: one connection, kept alive. No answer, 429, 502, 503 and 504 are tried again after
// waits that double (Retry-After is honoured, up to a minute); everything else, and what a partial
// success rejects, is given up. The Delivery's trouble says what the receiver did.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <random>

#include "agent/export/http_line.h"
#include "agent/export/otlp_config.h"
#include "agent/export/sink.h"
#include "protocols/base/result.h"

namespace goldwire {

class OtlpHttp final : public Destination {
 public:
  /// Reads the certificates that `config` names. `own` outlives this.
  static Result<std::unique_ptr<OtlpHttp>> open(OtlpConfig config, OwnEndpoints& own);

  Delivery deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) override;
  /// Below the request size that receivers allow by default (20 MiB in the Collector).
  BatchLimits batch() const override { return {512, 4U << 20, config_.linger}; }

 private:
  OtlpHttp(OtlpConfig config, OwnEndpoints& own);
  Result<void> read_certificates();
  HttpRequest request_for(std::span<const SharedSpan> batch) const;
  boost::asio::awaitable<Delivery> post(const HttpRequest& request, std::size_t spans,
                                        const std::stop_token& stop);
  Duration wait_after(const HttpResponse* response, int attempt);

  const OtlpConfig config_;
  boost::asio::io_context io_;
  boost::asio::ssl::context tls_;
  boost::asio::steady_timer pause_;
  HttpLine line_;
  std::minstd_rand random_;  ///< so that many agents do not come back at the same moment
};

}  // namespace goldwire
