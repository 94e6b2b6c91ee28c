// One coroutine that sends, waits and hears.
#include "replay/drive.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <fmt/format.h>
#include <random>

#include "replay/client.h"
#include "replay/head.h"

namespace goldwire::replay {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

asio::awaitable<Result<Driven>> run(Script& script, const Driving& driving) {
  const auto executor = co_await asio::this_coro::executor;
  Client client(executor, driving.target, driving.bind, driving.timeout);
  std::random_device random;
  Making making;
  // Several names on one server: it tells them apart, so they stay.
  if (script.host()) making.host = driving.target.authority;
  making.hex_digit = [&] { return "0123456789abcdef"[random() % 16]; };
  Driven driven;
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < script.size(); ++i) {
    const Recorded& recorded = script.recorded(i);
    auto request = script.request(i);
    if (!request) {
      driven.stopped = request.error();
      break;
    }
    if (driving.pace == Pace::recorded) {
      asio::steady_timer timer(executor, begun + (recorded.start - script.recorded(0).start));
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    const http1::Framing framing = framing_of(*request);
    making.now = std::chrono::system_clock::now();
    make_head_anew(*request, making);
    auto answer = co_await client.exchange(*request, framing);
    if (!answer) {
      Error error = answer.error();
      error.what = fmt::format("request {} ({}): {}", i + 1, recorded.name, error.what);
      co_return std::unexpected(std::move(error));
    }
    script.answered(i, *answer);
    driven.statuses.push_back(answer->status);
    if (driving.pace == Pace::serial) driving.quiet(i);
  }
  co_return driven;
}

}  // namespace

std::optional<Pace> pace_named(std::string_view name) {
  if (name == "serial") return Pace::serial;
  if (name == "recorded") return Pace::recorded;
  if (name == "fast") return Pace::fast;
  return std::nullopt;
}

Result<Driven> drive(Script& script, const Driving& driving) {
  asio::io_context context;
  std::optional<Result<Driven>> done;
  asio::co_spawn(context, run(script, driving),
                 [&](const std::exception_ptr& thrown, Result<Driven> result) {
                   if (thrown) std::rethrow_exception(thrown);
                   done = std::move(result);
                 });
  context.run();
  return std::move(*done);
}

}  // namespace goldwire::replay
