// HttpLine: one HTTP/1.1 connection to one server, kept alive from request to request.
//
// Contract: one request at a time, by one thread that runs the io_context. Connects when it has to;
// when the server closed an idle connection meanwhile, asks once more on a fresh one. Failures are
// boost::system::system_error. Every local end is told to OwnEndpoints before it connects.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <string>

#include "agent/export/otlp_config.h"
#include "agent/observe/own_endpoints.h"

namespace goldwire {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

class HttpLine {
 public:
  /// `io`, `config` and `own` outlive this. `tls` is null for plain HTTP.
  HttpLine(boost::asio::io_context& io, const OtlpConfig& config, boost::asio::ssl::context* tls,
           OwnEndpoints& own)
      : io_(io), config_(config), tls_(tls), own_(own), resolver_(io) {}

  /// The answer to `request`; everything that takes, within config.timeout. (Resolving a host name
  /// has its own limits, those of the system's resolver.)
  boost::asio::awaitable<HttpResponse> ask(const HttpRequest& request);
  /// Breaks off what waits, for good: every ask() from now on fails. Called by the thread that runs
  /// the io_context.
  void abort();

 private:
  using Plain = boost::beast::tcp_stream;
  using Secure = boost::beast::ssl_stream<Plain>;

  boost::asio::awaitable<void> connect();
  boost::asio::awaitable<void> connect_to(const boost::asio::ip::tcp::endpoint& place);
  boost::asio::awaitable<void> handshake();
  boost::asio::awaitable<HttpResponse> exchange(const HttpRequest& request);
  /// Only while nothing waits on the connection.
  void close();
  /// The TCP stream under whichever there is; null when there is none.
  Plain* tcp();

  boost::asio::io_context& io_;
  const OtlpConfig& config_;
  boost::asio::ssl::context* const tls_;
  OwnEndpoints& own_;
  boost::asio::ip::tcp::resolver resolver_;
  std::optional<Plain> plain_;
  std::optional<Secure> secure_;
  boost::beast::flat_buffer buffer_;
  std::chrono::steady_clock::time_point deadline_;  ///< of the present request
  bool aborted_ = false;
};

}  // namespace goldwire
