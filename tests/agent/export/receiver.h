// Test tool: an HTTP server that answers by a script, one connection at a time, plain or TLS.
#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace goldwire::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Request = http::request<http::string_body>;

/// What the script says of one request.
struct Reply {
  enum Act { answer, answer_and_hang_up, hang } act = answer;
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/x-protobuf";
  std::string retry_after;
};

class Receiver {
 public:
  /// Gets the number of the request, counted from 0 over all connections.
  using Script = std::function<Reply(std::size_t number)>;

  explicit Receiver(Script script, asio::ssl::context* tls = nullptr)
      : script_(std::move(script)),
        tls_(tls),
        acceptor_(io_, {asio::ip::make_address("127.0.30.2"), 0}),
        port_(acceptor_.local_endpoint().port()),
        worker_([this] { serve(); }) {}
  ~Receiver() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      if (peer_ >= 0) ::shutdown(peer_, SHUT_RDWR);
    }
    changed_.notify_all();
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    worker_.join();
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string port() const { return std::to_string(port_); }
  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// The peers' ports, one for each connection.
  std::vector<std::uint16_t> peers() const {
    const std::lock_guard lock(mutex_);
    return peers_;
  }
  /// Returns once so many requests came.
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() >= count; });
  }

 private:
  void serve() {
    for (;;) {
      boost::system::error_code error;
      asio::ip::tcp::socket socket(io_);
      acceptor_.accept(socket, error);
      if (error) return;
      {
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        peer_ = socket.native_handle();
        peers_.push_back(socket.remote_endpoint(error).port());
      }
      if (tls_ == nullptr) {
        talk(socket);
      } else {
        asio::ssl::stream<asio::ip::tcp::socket&> secure(socket, *tls_);
        secure.handshake(asio::ssl::stream_base::server, error);
        if (!error) talk(secure);
      }
      const std::lock_guard lock(mutex_);
      peer_ = -1;
    }
  }

  template <class Stream>
  void talk(Stream& stream) {
    boost::beast::flat_buffer buffer;
    for (;;) {
      boost::system::error_code error;
      Request request;
      http::read(stream, buffer, request, error);
      if (error) return;
      std::size_t number = 0;
      {
        const std::lock_guard lock(mutex_);
        number = requests_.size();
        requests_.push_back(std::move(request));
      }
      changed_.notify_all();
      const Reply reply = script_(number);
      if (reply.act == Reply::hang) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ending_; });
        return;
      }
      http::response<http::string_body> response(static_cast<http::status>(reply.status), 11);
      if (!reply.retry_after.empty()) response.set(http::field::retry_after, reply.retry_after);
      response.set(http::field::content_type, reply.content_type);
      response.body() = reply.body;
      response.prepare_payload();
      http::write(stream, response, error);
      if (error || reply.act == Reply::answer_and_hang_up) return;
    }
  }

  const Script script_;
  asio::ssl::context* const tls_;
  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_;
  const std::uint16_t port_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> requests_;
  std::vector<std::uint16_t> peers_;
  int peer_ = -1;
  bool ending_ = false;
  std::thread worker_;
};

/// A script that always says the same.
inline Receiver::Script always(const Reply& reply) {
  return [reply](std::size_t) { return reply; };
}
/// A script that says `first` and later `then`.
inline Receiver::Script once(const Reply& first, const Reply& then) {
  return [=](std::size_t number) { return number == 0 ? first : then; };
}

}  // namespace goldwire::testing
