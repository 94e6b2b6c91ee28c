// HttpLine: coroutines over Beast; the stream's own deadline ends what takes too long.
#include "agent/export/http_line.h"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

namespace goldwire {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// An answer to an export is a few octets; a longer one is no answer to it.
constexpr std::uint64_t kMostBody = 1U << 20;

/// The address that the system would speak from to reach `place`: connecting a datagram socket
/// sends nothing.
asio::ip::address own_address_towards(asio::io_context& io, const tcp::endpoint& place) {
  asio::ip::udp::socket probe(
      io, place.protocol() == tcp::v6() ? asio::ip::udp::v6() : asio::ip::udp::v4());
  probe.connect({place.address(), place.port()});
  return probe.local_endpoint().address();
}

Endpoint endpoint_of(const tcp::endpoint& place) {
  const asio::ip::address address = place.address();
  return {address.is_v4() ? Address::v4(address.to_v4().to_bytes().data())
                          : Address::v6(address.to_v6().to_bytes().data()),
          place.port()};
}

template <class Stream>
asio::awaitable<HttpResponse> write_and_read(Stream& stream, boost::beast::flat_buffer& buffer,
                                             const HttpRequest& request) {
  co_await http::async_write(stream, request, asio::use_awaitable);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMostBody);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  co_return parser.release();
}

}  // namespace

asio::awaitable<HttpResponse> HttpLine::ask(const HttpRequest& request) {
  if (aborted_) throw boost::system::system_error(asio::error::operation_aborted);
  deadline_ = std::chrono::steady_clock::now() + config_.timeout;
  if (tcp() != nullptr) {
    std::optional<HttpResponse> response;
    try {
      response = co_await exchange(request);
    } catch (const boost::system::system_error& broken) {
      close();
      if (broken.code() == boost::beast::error::timeout) throw;
    }
    if (response) co_return std::move(*response);
    // The server had closed it while nothing was asked.
  }
  try {
    co_await connect();
    co_return co_await exchange(request);
  } catch (const boost::system::system_error&) {
    close();
    throw;
  }
}

void HttpLine::abort() {
  aborted_ = true;
  resolver_.cancel();
  if (Plain* const stream = tcp()) stream->close();
}

void HttpLine::close() {
  plain_.reset();
  secure_.reset();
  buffer_.clear();
}

HttpLine::Plain* HttpLine::tcp() {
  if (plain_) return &*plain_;
  return secure_ ? &secure_->next_layer() : nullptr;
}

asio::awaitable<void> HttpLine::connect() {
  const auto places =
      co_await resolver_.async_resolve(config_.host, config_.port, asio::use_awaitable);
  boost::system::error_code last = asio::error::host_not_found;
  for (const auto& entry : places) {
    if (aborted_) break;
    try {
      co_await connect_to(entry.endpoint());
      co_return;
    } catch (const boost::system::system_error& refused) {
      last = refused.code();
    }
  }
  throw boost::system::system_error(last);
}

asio::awaitable<void> HttpLine::connect_to(const tcp::endpoint& place) {
  close();
  if (tls_ != nullptr) {
    secure_.emplace(Plain(io_), *tls_);
  } else {
    plain_.emplace(io_);
  }
  Plain& stream = *tcp();
  stream.expires_at(deadline_);
  // Bound before it connects, so that the capture knows it from the first packet on.
  tcp::socket& socket = stream.socket();
  socket.open(place.protocol());
  socket.bind({own_address_towards(io_, place), 0});
  own_.add(endpoint_of(socket.local_endpoint()));
  co_await stream.async_connect(place, asio::use_awaitable);
  if (tls_ != nullptr) co_await handshake();
}

asio::awaitable<void> HttpLine::handshake() {
  secure_->set_verify_callback(asio::ssl::host_name_verification(config_.host));
  boost::system::error_code no_address;
  asio::ip::make_address(config_.host, no_address);
  // RFC 6066 section 3: a server name is no address.
  if (no_address) SSL_set_tlsext_host_name(secure_->native_handle(), config_.host.c_str());
  co_await secure_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

asio::awaitable<HttpResponse> HttpLine::exchange(const HttpRequest& request) {
  tcp()->expires_at(deadline_);
  HttpResponse response;
  if (plain_) {
    response = co_await write_and_read(*plain_, buffer_, request);
  } else {
    response = co_await write_and_read(*secure_, buffer_, request);
  }
  if (response.keep_alive()) {
    tcp()->expires_never();
  } else {
    close();
  }
  co_return response;
}

}  // namespace goldwire
