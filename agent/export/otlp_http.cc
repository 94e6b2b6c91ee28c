// OtlpHttp: one batch, one request, until it is answered for good.
#include "agent/export/otlp_http.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <exception>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "agent/export/gzip.h"
#include "agent/export/otlp.h"

namespace goldwire {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr Duration kLongestWait = std::chrono::minutes(1);

bool worth_another_try(unsigned status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/// Retry-After in seconds (RFC 9110 section 10.2.3); its form as a date is left to the usual waits.
std::optional<Duration> retry_after(const HttpResponse& response) {
  const auto field = response.find(http::field::retry_after);
  if (field == response.end()) return std::nullopt;
  const auto text = field->value();
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

/// What a receiver that took the batch says of it.
Delivery accepted(const HttpResponse& response, std::size_t spans) {
  Delivery delivery{spans, {}};
  if (response[http::field::content_type] != "application/x-protobuf") return delivery;
  OtlpRejection rejection = read_otlp_rejection(response.body());
  delivery.written -= std::min<std::size_t>(rejection.spans, spans);
  if (rejection.spans > 0) {
    delivery.trouble = fmt::format("{} spans rejected: {}", rejection.spans, rejection.message);
  } else {
    delivery.trouble = std::move(rejection.message);
  }
  return delivery;
}

}  // namespace

OtlpHttp::OtlpHttp(OtlpConfig config, OwnEndpoints& own)
    : config_(std::move(config)),
      tls_(asio::ssl::context::tls_client),
      pause_(io_),
      line_(io_, config_, config_.tls ? &tls_ : nullptr, own),
      random_(std::random_device{}()) {}

Result<std::unique_ptr<OtlpHttp>> OtlpHttp::open(OtlpConfig config, OwnEndpoints& own) {
  std::unique_ptr<OtlpHttp> opened(new OtlpHttp(std::move(config), own));
  if (auto read = opened->read_certificates(); !read) return std::unexpected(read.error());
  return opened;
}

Result<void> OtlpHttp::read_certificates() {
  if (!config_.tls) return {};
  boost::system::error_code error;
  const auto unread = [&](const std::string& file, std::string_view what) {
    return failure(fmt::format("cannot be used as {}: {}", what, error.message()), file,
                   "name a PEM file that exists");
  };
  tls_.set_verify_mode(asio::ssl::verify_peer);
  if (config_.certificate.empty()) {
    tls_.set_default_verify_paths(error);
  } else {
    tls_.load_verify_file(config_.certificate, error);
  }
  if (error) return unread(config_.certificate, "certificates of authorities");
  if (!config_.client_certificate.empty()) {
    tls_.use_certificate_chain_file(config_.client_certificate, error);
    if (error) return unread(config_.client_certificate, "client certificate");
  }
  if (!config_.client_key.empty()) {
    tls_.use_private_key_file(config_.client_key, asio::ssl::context::pem, error);
    if (error) return unread(config_.client_key, "client key");
  }
  return {};
}

HttpRequest OtlpHttp::request_for(std::span<const SharedSpan> batch) const {
  HttpRequest request{http::verb::post, config_.path, 11};
  request.set(http::field::host, config_.authority);
  request.set(http::field::user_agent, "goldwire-agent");
  request.set(http::field::content_type, "application/x-protobuf");
  for (const auto& [name, value] : config_.headers) request.set(name, value);
  request.body() = otlp_protobuf(batch, config_.resource);
  if (config_.gzip) {
    request.set(http::field::content_encoding, "gzip");
    request.body() = gzipped(request.body());
  }
  request.prepare_payload();
  return request;
}

Delivery OtlpHttp::deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) {
  const HttpRequest request = request_for(batch);
  Delivery delivery;
  asio::co_spawn(io_, post(request, batch.size(), stop),
                 [&](const std::exception_ptr& failed, Delivery done) {
                   if (failed) std::rethrow_exception(failed);
                   delivery = std::move(done);
                 });
  const std::stop_callback broken_off(stop, [this] {
    asio::post(io_, [this] {
      line_.abort();
      pause_.cancel();
    });
  });
  io_.restart();
  io_.run();
  return delivery;
}

asio::awaitable<Delivery> OtlpHttp::post(const HttpRequest& request, std::size_t spans,
                                         const std::stop_token& stop) {
  Delivery delivery;
  for (int attempt = 1;; ++attempt) {
    std::optional<HttpResponse> response;
    try {
      response = co_await line_.ask(request);
    } catch (const boost::system::system_error& none) {
      delivery.trouble = none.code().message();
    }
    if (response && response->result_int() / 100 == 2) co_return accepted(*response, spans);
    if (response) delivery.trouble = fmt::format("answered {}", response->result_int());
    const bool again = !response || worth_another_try(response->result_int());
    if (!again || attempt == config_.tries || stop.stop_requested()) co_return delivery;
    pause_.expires_after(wait_after(response ? &*response : nullptr, attempt));
    co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (stop.stop_requested()) co_return delivery;
  }
}

Duration OtlpHttp::wait_after(const HttpResponse* response, int attempt) {
  if (response != nullptr) {
    if (const auto wished = retry_after(*response)) return std::min(*wished, kLongestWait);
  }
  const Duration longest =
      std::min(config_.first_wait * (1 << std::min(attempt - 1, 16)), kLongestWait);
  return Duration(std::uniform_int_distribution(longest.count() / 2, longest.count())(random_));
}

}  // namespace goldwire
