// Describe: the connection as one span, its messages as events and as the two bodies.
#include <algorithm>
#include <fmt/format.h>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/http/route.h"
#include "protocols/http/target.h"
#include "protocols/websocket/content.h"
#include "protocols/websocket/conversation.h"
#include "protocols/websocket/message.h"

namespace goldwire::websocket {
namespace {

/// An event tells so much of a message's content; the bodies hold all that was kept.
constexpr std::size_t kToldByEvent = 16U << 10;
/// Close codes that say nothing went wrong (section 7.4.1): done, going away, none given.
constexpr std::uint16_t kNormal = 1000;
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kNoStatus = 1005;
/// Nobody sends it: the connection ended without a Close (section 7.1.5).
constexpr std::uint16_t kAbnormal = 1006;

std::string type_of(const Message& message) {
  switch (message.type) {
    case Opcode::continuation:
      return "continuation";
    case Opcode::text:
      return "text";
    case Opcode::binary:
      return "binary";
    case Opcode::close:
      return "close";
    case Opcode::ping:
      return "ping";
    case Opcode::pong:
      return "pong";
  }
  return fmt::format("0x{:x}", static_cast<unsigned>(message.type));
}

/// More of it was sent than is kept.
bool is_cut(const Message& message) {
  return !message.whole || message.content.size() < message.size;
}

/// Without the beginning of a character whose end was cut off.
std::string_view whole_characters(std::string_view text) {
  for (std::size_t size = text.size(); size + 4 > text.size(); --size) {
    if (is_utf8(text.substr(0, size), false)) return text.substr(0, size);
    if (size == 0) break;
  }
  return text;
}

/// A text message whose content is text indeed.
bool is_text(const Message& message) {
  return message.type == Opcode::text && message.decoded &&
         is_utf8(message.content, is_cut(message));
}

Value value_of(const Message& message) {
  if (!is_text(message)) return Value::Blob{message.content};
  return is_cut(message) ? Value(whole_characters(message.content)) : Value(message.content);
}

void add_content(Attributes& out, const Message& message) {
  std::string_view content = message.content;
  if (message.type == Opcode::close) {
    if (content.size() >= 2) {
      const auto high = static_cast<unsigned char>(content[0]);
      const auto low = static_cast<unsigned char>(content[1]);
      out.set(semconv::kWebsocketCloseCode, std::int64_t{high * 256 + low});
      content.remove_prefix(2);
    }
    if (content.empty()) return;
  }
  const bool readable = message.type == Opcode::text
                            ? is_text(message)
                            : message.type != Opcode::binary && is_readable_text(content);
  const bool cut = content.size() > kToldByEvent;
  if (cut) content = content.substr(0, kToldByEvent);
  if (!message.decoded || !readable) {
    out.set(semconv::kWebsocketMessageBase64, base64(content));
  } else if (cut || is_cut(message)) {
    out.set(semconv::kWebsocketMessageText, std::string(whole_characters(content)));
  } else {
    out.set(semconv::kWebsocketMessageText, std::string(content));
  }
}

Event event_of(const Said& said) {
  const Message& message = *said.message;
  Event event{"websocket.message", message.time, {}};
  Attributes& out = event.attributes;
  const bool client = said.sender == Side::client;
  out.set(semconv::kWebsocketMessageSender, std::string(client ? "client" : "server"));
  out.set(semconv::kWebsocketMessageType, type_of(message));
  out.set(semconv::kWebsocketMessageSize, static_cast<std::int64_t>(message.size));
  add_content(out, message);
  const bool not_text = message.type == Opcode::text && message.decoded && !is_text(message);
  if (!message.whole) out.append(semconv::kWebsocketMessageIncomplete, name_of(Reason::gap));
  if (!message.decoded || not_text) {
    out.append(semconv::kWebsocketMessageIncomplete, name_of(Reason::undecodable));
  }
  if (message.whole && message.content.size() < message.size) {
    out.append(semconv::kWebsocketMessageIncomplete, name_of(Reason::limit));
  }
  return event;
}

Payload payload_of(const Voice& voice, const Half& half) {
  Payload out;
  out.size = voice.size;
  out.wire_size = half.end - half.begin;
  Value::List list;
  for (const Message& message : voice.messages) {
    if (!is_data(message.type)) continue;
    out.captured += message.content.size();
    list.push_back(value_of(message));
  }
  if (!list.empty()) out.body = Value(std::move(list));
  return out;
}

/// What is kept only in part is compared by its digest.
void add_voice(Interaction& out, const Voice& voice, const Payload& payload, std::string_view count,
               std::string_view digest) {
  out.attributes.set(count, static_cast<std::int64_t>(voice.data_messages));
  const Value* body = std::get_if<Value>(&payload.body);
  const std::size_t kept = body == nullptr ? 0 : body->list()->size();
  if (voice.digest != 0 && (payload.captured < payload.size || kept < voice.data_messages)) {
    out.attributes.set(digest, fmt::format("{:016x}", voice.digest));
  }
  const auto no_text = [](const Message& message) {
    return message.type == Opcode::text && message.decoded && !is_text(message);
  };
  if (std::ranges::any_of(voice.messages, no_text)) {
    out.incomplete.add(Reason::undecodable);
    out.attributes.append(semconv::kWebsocketViolations, "invalid-utf8");
  }
  for (std::size_t i = 0; i < kViolationCount; ++i) {
    const auto violation = static_cast<Violation>(i);
    if (voice.violations.has(violation)) {
      out.attributes.append(semconv::kWebsocketViolations, name_of(violation));
    }
  }
}

void add_handshake(Interaction& out, const Handshake& handshake, const Terms& terms) {
  out.name = "WebSocket";
  const http::Target target = http::read_target("GET", handshake.target);
  Attributes& attributes = out.attributes;
  if (!target.path.empty()) {
    attributes.set(semconv::kUrlPath, std::string(target.path));
    const std::string route = http::route_of(target.path, terms.routes);
    attributes.set(semconv::kHttpRoute, route);
    out.name += " " + route;
  }
  if (target.query) attributes.set(semconv::kUrlQuery, std::string(*target.query));
  const http::Authority authority =
      http::read_authority(target.authority.empty() ? handshake.host : target.authority);
  if (!authority.host.empty()) {
    attributes.set(semconv::kServerAddress, std::string(authority.host));
    if (authority.port) attributes.set(semconv::kServerPort, std::int64_t{*authority.port});
  }
  if (!handshake.subprotocol.empty()) {
    attributes.set(semconv::kWebsocketSubprotocol, handshake.subprotocol);
  }
  if (!handshake.extensions.empty()) {
    attributes.set(semconv::kWebsocketExtensions, handshake.extensions);
  }
}

/// The Close that came first, and what it says of the connection.
void add_close(Interaction& out, const Messages& messages) {
  const std::optional<CloseBody>& client = messages.client.close;
  const std::optional<CloseBody>& server = messages.server.close;
  std::uint16_t code = 0;
  if (client || server) {
    // Of two, the other one is an answer that repeats the code.
    bool server_first = !client;
    if (client && server) {
      for (const Said& said : in_order(messages.client, messages.server)) {
        if (said.message->type != Opcode::close) continue;
        server_first = said.sender == Side::server;
        break;
      }
    }
    const CloseBody& first = server_first ? *server : *client;
    code = first.code;
    out.attributes.set(semconv::kWebsocketCloseSender,
                       std::string(server_first ? "server" : "client"));
    if (!first.reason.empty()) {
      out.attributes.set(semconv::kWebsocketCloseReason, first.reason);
    }
  } else if (messages.abnormal) {
    code = kAbnormal;
  }
  if (code == 0) return;
  out.attributes.set(semconv::kWebsocketCloseCode, std::int64_t{code});
  if (code == kNormal || code == kGoingAway || code == kNoStatus) return;
  out.status.code = StatusCode::error;
  out.attributes.set(semconv::kErrorType, std::to_string(code));
}

}  // namespace

std::string_view name_of(Violation violation) {
  switch (violation) {
    case Violation::masking:
      return "masking";
    case Violation::reserved_bits:
      return "reserved-bits";
    case Violation::reserved_opcode:
      return "reserved-opcode";
    case Violation::long_length:
      return "long-length";
    case Violation::fragmented_control:
      return "fragmented-control";
    case Violation::long_control:
      return "long-control";
    case Violation::stray_continuation:
      return "stray-continuation";
    case Violation::interrupted:
      return "interrupted";
    case Violation::bad_close:
      break;
  }
  return "bad-close";
}

std::vector<Interaction> describe(const Exchange& exchange, const Terms& terms) {
  const auto& messages = static_cast<const Messages&>(*exchange.messages);
  Interaction out;
  out.role = Role::call;
  out.protocol = kName;
  out.request = exchange.request;
  out.response = exchange.response;
  out.incomplete = exchange.incomplete;
  for (const Half* half : {&exchange.request, &exchange.response}) {
    if (!half->first) continue;
    out.start = out.start == Time{} ? *half->first : std::min(out.start, *half->first);
    out.end = std::max(out.end, *half->last);
  }
  add_handshake(out, messages.handshake, terms);
  out.request_payload = payload_of(messages.client, exchange.request);
  out.response_payload = payload_of(messages.server, exchange.response);
  add_voice(out, messages.client, out.request_payload, semconv::kWebsocketClientMessages,
            semconv::kWebsocketClientDigest);
  add_voice(out, messages.server, out.response_payload, semconv::kWebsocketServerMessages,
            semconv::kWebsocketServerDigest);
  add_close(out, messages);
  for (const Said& said : in_order(messages.client, messages.server)) {
    out.events.push_back(event_of(said));
  }
  std::vector<Interaction> all;
  all.push_back(std::move(out));
  return all;
}

}  // namespace goldwire::websocket
