// Client: one HTTP/1.x client on one connection, which it keeps while the server does.
//
// Contract: a coroutine on the executor it is given, one request at a time. A request is never sent
// twice. Answers are read whole, 1xx ones passed over, and their content decoded.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <string>

#include "protocols/base/result.h"
#include "protocols/base/time.h"
#include "protocols/http/message.h"
#include "protocols/http1/message.h"
#include "replay/target.h"

namespace goldwire::replay {

class Client {
 public:
  static constexpr std::size_t kLongestAnswer = 256U << 20;  ///< octets

  /// `bind` is an address to connect from; empty leaves it to the system. `timeout` limits the
  /// connecting, and each answer.
  Client(boost::asio::any_io_executor executor, Target target, std::string bind, Duration timeout)
      : target_(std::move(target)),
        bind_(std::move(bind)),
        timeout_(timeout),
        stream_(std::move(executor)) {}

  /// An Error when the target could not be driven: refused, reset, late, no HTTP.
  boost::asio::awaitable<Result<http::Response>> exchange(const http::Request& request,
                                                          http1::Framing framing);

 private:
  boost::asio::awaitable<Result<void>> connect();
  /// True while the connection can carry another request.
  bool usable();
  Error broken(std::string_view doing, const boost::system::error_code& why) const;

  Target target_;
  std::string bind_;
  Duration timeout_;
  boost::beast::tcp_stream stream_;
  bool kept_ = false;  ///< open, and the last answer allows another request
};

}  // namespace goldwire::replay
