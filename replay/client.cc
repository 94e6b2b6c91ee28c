// The client: Beast reads, our own codec writes.
#include "replay/client.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "protocols/http/content_coding.h"
#include "protocols/http/fields.h"
#include "protocols/http1/codec.h"

namespace goldwire::replay {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestHead = 256U << 10;

std::string codings_of(const http::Fields& fields) {
  std::string codings = fields.joined("content-encoding");
  for (const std::string_view coding : http::list_members(fields.joined("transfer-encoding"))) {
    if (!http::same_name(coding, "chunked"))
      codings.append(codings.empty() ? "" : ", ").append(coding);
  }
  return codings;
}

http::Response to_response(const Parser::value_type& message) {
  http::Response out;
  out.status = static_cast<std::uint16_t>(message.result_int());
  out.reason = std::string(message.reason());
  out.version.major = static_cast<std::uint16_t>(message.version() / 10);
  out.version.minor = static_cast<std::uint16_t>(message.version() % 10);
  for (const auto& field : message) {
    out.fields.add({field.name_string().data(), field.name_string().size()},
                   {field.value().data(), field.value().size()});
  }
  http::ContentLimits limits;
  limits.kept = Client::kLongestAnswer;
  limits.expanded = Client::kLongestAnswer;
  out.body.kept = http::decode_content(codings_of(out.fields), message.body(), limits).octets;
  out.body.size = out.body.kept.size();
  out.body.wire_size = message.body().size();
  return out;
}

bool is_interim(unsigned status) { return status >= 100 && status < 200 && status != 101; }

}  // namespace

Error Client::broken(std::string_view doing, const error_code& why) const {
  const bool late = why == beast::error::timeout;
  const bool refused = why == asio::error::connection_refused;
  std::string what = late      ? fmt::format("{}: nothing came within {} s", doing,
                                             std::chrono::duration<double>(timeout_).count())
                     : refused ? "the target refused the connection"
                               : fmt::format("{}: {}", doing, why.message());
  return {std::move(what), target_.url,
          refused ? "start the system, or name the address and port it listens on"
                  : "look at the system's own log"};
}

bool Client::usable() {
  if (!kept_) return false;
  // A server that closes an idle connection has said so by now; nothing else may wait here.
  char octet = 0;
  error_code why;
  stream_.socket().non_blocking(true, why);
  stream_.socket().receive(asio::buffer(&octet, 1), tcp::socket::message_peek, why);
  return why == asio::error::would_block;
}

asio::awaitable<Result<void>> Client::connect() {
  error_code ignored;
  stream_.socket().close(ignored);
  kept_ = false;
  tcp::resolver resolver(stream_.get_executor());
  const auto [unresolved, endpoints] =
      co_await resolver.async_resolve(target_.host, std::to_string(target_.port), kAwait);
  if (unresolved) co_return std::unexpected(broken("its name is not known", unresolved));
  error_code why = asio::error::host_not_found;
  for (const auto& entry : endpoints) {
    const tcp::endpoint endpoint = entry.endpoint();
    stream_.socket().close(ignored);
    stream_.expires_after(timeout_);
    if (!bind_.empty()) {
      const auto address = asio::ip::make_address(bind_, why);
      if (why || address.is_v4() != endpoint.address().is_v4()) {
        co_return failure(fmt::format("'{}' is no address to reach {} from", bind_, target_.url),
                          "--bind", "give an address of this machine, of the same family");
      }
      stream_.socket().open(endpoint.protocol(), why);
      if (!why) stream_.socket().bind({address, 0}, why);
      if (why) {
        co_return failure(fmt::format("cannot connect from {}: {}", bind_, why.message()), "--bind",
                          "give an address of this machine");
      }
    }
    std::tie(why) = co_await stream_.async_connect(endpoint, kAwait);
    if (!why) {
      stream_.socket().set_option(tcp::no_delay(true), ignored);
      co_return Result<void>();
    }
  }
  co_return std::unexpected(broken("it cannot be reached", why));
}

asio::awaitable<Result<http::Response>> Client::exchange(const http::Request& request,
                                                         http1::Framing framing) {
  if (!usable()) {
    if (auto connected = co_await connect(); !connected) {
      co_return std::unexpected(connected.error());
    }
  }
  kept_ = false;
  const std::string octets = http1::write_request(request, framing);
  stream_.expires_after(timeout_);
  const auto [unsent, sent] = co_await asio::async_write(stream_, asio::buffer(octets), kAwait);
  // A server may answer and close before it has read all.
  if (unsent && unsent != asio::error::broken_pipe && unsent != asio::error::connection_reset) {
    co_return std::unexpected(broken("the request could not be sent", unsent));
  }
  beast::flat_buffer buffer;
  for (;;) {
    Parser parser;
    parser.body_limit(kLongestAnswer);
    parser.header_limit(kLongestHead);
    if (request.method == "HEAD") parser.skip(true);
    const auto [why, read] = co_await beast::http::async_read(stream_, buffer, parser, kAwait);
    if (why == beast::http::error::end_of_stream) {
      co_return std::unexpected(Error{"the connection was closed without an answer", target_.url,
                                      "look at the system's own log"});
    }
    if (why) co_return std::unexpected(broken("its answer could not be read", why));
    if (is_interim(parser.get().result_int())) continue;
    kept_ = parser.get().keep_alive() && buffer.size() == 0;
    co_return to_response(parser.get());
  }
}

}  // namespace goldwire::replay
