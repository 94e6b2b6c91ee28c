// Outcome: driving one conversation, and one line for what it said.
#include "tests/fuzz/outcome.h"

#include "protocols/base/json.h"
#include "protocols/http/message.h"
#include "protocols/registry.h"
#include "tests/fuzz/law.h"
#include "tests/laws/hearing.h"

namespace goldwire::fuzz {
namespace {

/// False behind a hand-over.
bool drain(Conversation& conversation, Outcome& out) {
  while (auto output = conversation.poll()) {
    if (auto* exchange = std::get_if<Exchange>(&*output)) {
      out.exchanges.push_back(std::move(*exchange));
    } else if (auto* fact = std::get_if<Fact>(&*output)) {
      out.facts.push_back(std::move(*fact));
    } else if (std::holds_alternative<Opened>(*output)) {
      ++out.opened;
    } else if (auto* moved = std::get_if<Switch>(&*output)) {
      out.moved = std::move(*moved);
      return false;
    }
  }
  return true;
}

void settle(const Conversation& conversation, Outcome& out) {
  for (const Side side : {Side::client, Side::server}) {
    const std::size_t i = index_of(side);
    const Account account = out.accounts[i] = conversation.account(side);
    std::uint64_t sum = account.taken + account.skipped + account.lost;
    if (out.moved) {
      const bool client = side == Side::client;
      hold(sum == (client ? out.moved->client_offset : out.moved->server_offset),
           "the next protocol goes on where this one ended");
      sum += (client ? out.moved->client_left : out.moved->server_left).size();
    }
    hold(sum == out.fed[i], "every octet is accounted for",
         (side == Side::client ? "client " : "server ") + std::to_string(sum) + " of " +
             std::to_string(out.fed[i]));
  }
}

void add(std::string& out, std::string_view text) { write_json_text(out, text), out += ' '; }
void add(std::string& out, std::uint64_t number) { out += std::to_string(number) + " "; }

void add(std::string& out, const http::Fields& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    add(out, fields[i].name);
    add(out, fields[i].value);
  }
  out += "| ";
}

void add(std::string& out, const http::Body& body) {
  add(out, base64(body.kept));
  for (const std::uint64_t number : {body.size, body.wire_size, body.digest, body.messages}) {
    add(out, number);
  }
  if (body.uncoded) add(out, body.uncoded->size), add(out, body.uncoded->digest);
  out += body.whole ? "whole " : "cut ";
}

void add(std::string& out, const http::Response& response) {
  add(out, response.status);
  add(out, response.reason);
  add(out, response.unknown_fields);
  add(out, response.fields);
  add(out, response.trailers);
  add(out, response.body);
}

void add(std::string& out, const http::Request& request) {
  for (const std::string* text :
       {&request.method, &request.target, &request.scheme, &request.authority}) {
    add(out, *text);
  }
  add(out, request.unknown_fields);
  add(out, request.fields);
  add(out, request.trailers);
  add(out, request.body);
}

/// But times.
std::string frame_line(const Exchange& exchange) {
  std::string out;
  add(out, exchange.ordinal);
  for (const Half& half : {exchange.request, exchange.response}) {
    add(out, half.begin);
    add(out, half.end);
  }
  for (const std::string_view reason : exchange.incomplete.names()) out.append(reason) += ' ';
  if (exchange.control) out += "control ";
  return out.append(exchange.application) + ": ";
}

}  // namespace

Outcome hear(const Protocol& protocol, const Opening& opening, const laws::Transcript& transcript,
             bool rests) {
  Outcome out;
  std::unique_ptr<Conversation> conversation = protocol.open(opening);
  for (const laws::Step& step : transcript.steps) {
    const Input input = step.input();
    conversation->tick(std::visit([](const auto& any) { return any.time; }, input));
    if (!drain(*conversation, out)) break;
    out.fed[index_of(step.side())] += step.length();
    conversation->take(input);
    if (!drain(*conversation, out)) break;
    const auto resting = rests ? conversation->rest() : nullptr;
    if (resting) conversation = resting->wake(opening.limits);
  }
  settle(*conversation, out);
  return out;
}

std::string message_line(const Exchange& exchange) {
  const auto& messages = static_cast<const http::Messages&>(*exchange.messages);
  std::string out = frame_line(exchange);
  if (messages.has_request) add(out, messages.request);
  for (const http::Interim& interim : messages.interims) add(out, interim.response);
  if (messages.has_response) add(out, messages.response);
  if (messages.reset) add(out, messages.reset->name);
  return out;
}

std::string description_line(const Exchange& exchange) {
  std::string out = frame_line(exchange);
  for (const Interaction& interaction : describe(exchange, {})) out += laws::shown(interaction, {});
  return out;
}

}  // namespace goldwire::fuzz
