// OtlpHttp: queue, batches, retries; one connection per request keeps failures simple.
#include "agent/export/otlp_http.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <vector>
#include <zlib.h>

#include "agent/export/otlp.h"

namespace goldwire {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr int kTries = 5;
constexpr Duration kFirstWait = std::chrono::milliseconds(500);
/// How long a batch may wait for company.
constexpr Duration kLinger = std::chrono::seconds(1);

std::string gzipped(const std::string& plain) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Answer {
  unsigned status = 0;  ///< 0: none came
  std::optional<Duration> retry_after;
};

using Request = http::request<http::string_body>;

template <class Stream>
Answer ask(Stream& stream, asio::io_context& io, const Request& request) {
  // One coroutine would do no more: write, read, each under the stream's deadline.
  Answer answer;
  beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::async_write(stream, request, [&](beast::error_code error, std::size_t) {
    if (error) return;
    http::async_read(stream, buffer, response, [&](beast::error_code failed, std::size_t) {
      if (failed) return;
      answer.status = response.result_int();
      const auto wait = response.find(http::field::retry_after);
      if (wait == response.end()) return;
      int seconds = 0;
      const std::string_view text(wait->value().data(), wait->value().size());
      if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc{}) {
        answer.retry_after = std::chrono::seconds(seconds);
      }
    });
  });
  io.restart();
  io.run();
  return answer;
}

Answer post(const OtlpConfig& config, const Request& request) {
  asio::io_context io;
  beast::error_code error;
  asio::ip::tcp::resolver resolver(io);
  const auto places = resolver.resolve(config.host, config.port, error);
  if (error) return {};
  asio::ssl::context tls(asio::ssl::context::tls_client);
  if (!config.tls) {
    beast::tcp_stream stream(io);
    stream.expires_after(config.timeout);
    stream.async_connect(places, [&](beast::error_code failed, const auto&) { error = failed; });
    io.run();
    return error ? Answer{} : ask(stream, io, request);
  }
  tls.set_default_verify_paths(error);
  tls.set_verify_mode(asio::ssl::verify_peer);
  beast::ssl_stream<beast::tcp_stream> stream(io, tls);
  stream.set_verify_callback(asio::ssl::host_name_verification(config.host));
  SSL_set_tlsext_host_name(stream.native_handle(), config.host.c_str());
  beast::get_lowest_layer(stream).expires_after(config.timeout);
  beast::get_lowest_layer(stream).async_connect(places, [&](beast::error_code failed, const auto&) {
    error = failed;
    if (failed) return;
    stream.async_handshake(asio::ssl::stream_base::client,
                           [&](beast::error_code refused) { error = refused; });
  });
  io.run();
  return error ? Answer{} : ask(stream, io, request);
}

bool worth_another_try(unsigned status) {
  return status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

OtlpHttp::OtlpHttp(OtlpConfig config)
    : config_(std::move(config)), worker_([this](const std::stop_token& stop) { work(stop); }) {}

OtlpHttp::~OtlpHttp() = default;

void OtlpHttp::take(const Span& span) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= config_.queue) {
    ++counts_.dropped;
    return;
  }
  queue_.push_back(span);
  if (queue_.size() >= config_.batch) changed_.notify_all();
}

bool OtlpHttp::flush(Duration limit) {
  std::unique_lock lock(mutex_);
  hurry_ = true;
  changed_.notify_all();
  const bool empty =
      changed_.wait_for(lock, limit, [&] { return queue_.empty() && in_flight_ == 0; });
  hurry_ = false;
  return empty;
}

SinkCounts OtlpHttp::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void OtlpHttp::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_for(lock, stop, kLinger, [&] {
      return queue_.size() >= config_.batch || (hurry_ && !queue_.empty());
    });
    if (queue_.empty()) continue;
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), config_.batch));
    const std::vector<Span> batch(std::make_move_iterator(queue_.begin()),
                                  std::make_move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
    in_flight_ = batch.size();
    lock.unlock();
    send(batch, stop);
    lock.lock();
    in_flight_ = 0;
    changed_.notify_all();
  }
  counts_.failed += queue_.size();
}

/// Called without the lock.
void OtlpHttp::send(const std::vector<Span>& batch, const std::stop_token& stop) {
  Request request{http::verb::post, config_.path, 11};
  request.set(http::field::host, config_.host + ":" + config_.port);
  request.set(http::field::user_agent, "goldwire-agent");
  request.set(http::field::content_type, "application/x-protobuf");
  for (const auto& [name, value] : config_.headers) request.set(name, value);
  request.body() = otlp_protobuf(batch);
  if (config_.gzip) {
    request.set(http::field::content_encoding, "gzip");
    request.body() = gzipped(request.body());
  }
  request.prepare_payload();

  Duration wait = kFirstWait;
  for (int attempt = 1;; ++attempt) {
    const Answer answer = post(config_, request);
    std::unique_lock lock(mutex_);
    if (answer.status >= 200 && answer.status < 300) {
      counts_.written += batch.size();
      return;
    }
    if (!worth_another_try(answer.status) || attempt == kTries || stop.stop_requested()) {
      counts_.failed += batch.size();
      return;
    }
    // Woken early only by the end of the program.
    changed_.wait_for(lock, stop, answer.retry_after.value_or(wait), [] { return false; });
    wait *= 2;
  }
}

}  // namespace goldwire
