// LoopbackServer: an HTTP server in a thread of the test, which answers as it is told and remembers
// what it was asked.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace goldwire::replay::test {

struct Heard {
  std::string target;
  std::string head;  ///< "Name: value" lines
  std::string body;
  std::string from;            ///< the client's address
  std::size_t connection = 0;  ///< counted from 0
};

class LoopbackServer {
 public:
  /// Octets to send back; empty closes the connection without an answer.
  using Answer = std::function<std::string(const Heard&)>;

  explicit LoopbackServer(Answer answer)
      : answer_(std::move(answer)),
        acceptor_(context_, {boost::asio::ip::make_address("127.0.0.1"), 0}),
        port_(acceptor_.local_endpoint().port()),
        thread_([this] { serve(); }) {}
  ~LoopbackServer() {
    // Wakes accept(); a closed acceptor would not.
    stopping_ = true;
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket last(context);
    boost::system::error_code ignored;
    last.connect({boost::asio::ip::make_address("127.0.0.1"), port_}, ignored);
  }

  std::uint16_t port() const { return port_; }
  std::string url() const { return fmt::format("http://127.0.0.1:{}", port()); }
  std::vector<Heard> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void serve() {
    for (std::size_t connection = 0;; ++connection) {
      boost::system::error_code why;
      boost::asio::ip::tcp::socket socket(context_);
      acceptor_.accept(socket, why);
      if (why || stopping_) return;
      converse(socket, connection);
    }
  }

  void converse(boost::asio::ip::tcp::socket& socket, std::size_t connection) {
    namespace http = boost::beast::http;
    boost::beast::flat_buffer buffer;
    for (;;) {
      http::request_parser<http::string_body> parser;
      boost::system::error_code why;
      http::read(socket, buffer, parser, why);
      if (why) return;
      Heard heard;
      heard.target = std::string(parser.get().target());
      for (const auto& field : parser.get()) {
        heard.head += std::string(field.name_string()) + ": " + std::string(field.value()) + "\n";
      }
      heard.body = parser.get().body();
      heard.from = socket.remote_endpoint(why).address().to_string();
      heard.connection = connection;
      {
        const std::lock_guard lock(mutex_);
        heard_.push_back(heard);
      }
      const std::string octets = answer_(heard);
      if (octets.empty()) return;
      boost::asio::write(socket, boost::asio::buffer(octets), why);
      if (why || octets.find("Connection: close") != std::string::npos) return;
    }
  }

  Answer answer_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<Heard> heard_;
  std::jthread thread_;
};

/// An answer with a JSON body.
inline std::string answered(int status, const std::string& body, const std::string& more = "") {
  return fmt::format("HTTP/1.1 {} -\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), more,
                     body);
}

}  // namespace goldwire::replay::test
