// Test tool: requests over loopback, to a server of the test's own.
#pragma once

#include <boost/asio/connect.hpp>
#include <string>

#include "tests/agent/export/receiver.h"

namespace goldwire::testing {

/// A client that stays connected.
class Caller {
 public:
  explicit Caller(const Receiver& server) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.30.2"),
                     static_cast<std::uint16_t>(std::stoi(server.port()))});
  }
  /// Asks and reads the answer to its end.
  void ask(http::verb method, const std::string& target, const std::string& body = {}) {
    Request request(method, target, 11);
    request.set(http::field::host, "shop");
    request.body() = body;
    request.prepare_payload();
    http::write(socket_, request);
    http::response<http::string_body> response;
    http::read(socket_, buffer_, response);
  }
  void get(const std::string& target) { ask(http::verb::get, target); }

 private:
  asio::io_context io_;
  asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

/// What an application's server answers.
inline Receiver::Script hello() {
  Reply reply;
  reply.body = R"({"hello":"world"})";
  reply.content_type = "application/json";
  return always(reply);
}

}  // namespace goldwire::testing
