// Interaction: what `describe` says of (a part of) one Exchange, in OpenTelemetry's words.
//
// Contract: attribute names and types are those of protocols/base/semconv.h. Who called whom by
// name, the span's kind, its ids and its parent are decided later, in agent/trace; an Interaction
// knows one connection only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/base/exchange.h"
#include "protocols/base/value.h"

namespace goldwire {

/// What the connection's client side did. Decides the span kind: a call is SERVER (CLIENT when the
/// server is a third party), a query is CLIENT, send is PRODUCER, receive is CONSUMER.
enum class Role : std::uint8_t { call, query, send, receive };

using AttributeValue =
    std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;

struct Attribute {
  std::string key;
  AttributeValue value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

/// An attribute list in the order it was described; names are unique.
class Attributes {
 public:
  void set(std::string_view key, AttributeValue value);
  /// Adds to a string array attribute, making it where there is none.
  void append(std::string_view key, std::string_view value);
  const AttributeValue* find(std::string_view key) const;
  /// The text of a string attribute; empty when absent or of another type.
  std::string_view text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  const std::vector<Attribute>& all() const { return all_; }
  friend bool operator==(const Attributes&, const Attributes&) = default;

 private:
  std::vector<Attribute> all_;
};

enum class StatusCode : std::uint8_t { unset, ok, error };

struct Status {
  StatusCode code = StatusCode::unset;
  std::string message;
  friend bool operator==(const Status&, const Status&) = default;
};

/// One half's content. `body` is nothing, octets (shown as text when readable, else base64), or a
/// structure.
struct Payload {
  std::uint64_t size = 0;       ///< octets after transfer and content decoding
  std::uint64_t wire_size = 0;  ///< octets as sent
  std::uint64_t captured = 0;   ///< octets of the decoded content that `body` holds
  std::variant<std::monostate, std::string, Value> body;
  friend bool operator==(const Payload&, const Payload&) = default;
};

struct Event {
  std::string name;
  Time time;
  Attributes attributes;
  friend bool operator==(const Event&, const Event&) = default;
};

struct Interaction {
  Role role = Role::call;
  std::string name;        ///< as the semantic convention names a span: "POST /deposit"
  std::string protocol;    ///< the contract's spelling: "http/1.1", "postgresql", "kafka"
  std::uint32_t part = 0;  ///< which part of the exchange: record, statement; part of the span id
  Time start;
  Time end;
  Half request;  ///< times and extents; those of the exchange unless a part has its own
  Half response;
  Status status;
  Attributes attributes;
  Payload request_payload;
  Payload response_payload;
  std::vector<Event> events;
  Reasons incomplete;
  bool control = false;      ///< listed by `spans`, left out of traces and goldens
  std::string external_api;  ///< a recognised third-party API ("stripe", "aws"); else empty
};

}  // namespace goldwire
