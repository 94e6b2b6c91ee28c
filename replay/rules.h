// Rules: what of the requests is not sent as it was recorded.
//
// Contract: requests and answers are numbered from 1, as people count, in the order they were sent.
// A destination is written "request 3 body.order" or "requests 2-5, 7 header.authorization"; a
// source "answer 1 body.token" (places: slots.h). The value that an answer had in the recording is
// looked for at the destination, and the live answer's value put in its stead, so what stands
// around it ("Bearer ") needs no rule.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire::replay {

struct Source {
  std::size_t answer = 0;
  std::string place;
  /// Where in the text the value stands: "/orders/{}"; a '*' at either end stands for anything.
  /// Empty: all of it.
  std::string like;
  friend bool operator==(const Source&, const Source&) = default;
};

struct Destination {
  std::vector<std::size_t> requests;  ///< ascending
  std::string place;
  friend bool operator==(const Destination&, const Destination&) = default;
};

/// A value that came out of an answer.
struct Carry {
  Source from;
  std::vector<Destination> to;
  friend bool operator==(const Carry&, const Carry&) = default;
};

/// A value that redaction took out.
struct Secret {
  std::string variable;  ///< of the environment
  std::vector<Destination> to;
  friend bool operator==(const Secret&, const Secret&) = default;
};

struct Rules {
  std::vector<Carry> carry;
  std::vector<Secret> secrets;
  bool empty() const { return carry.empty() && secrets.empty(); }
  friend bool operator==(const Rules&, const Rules&) = default;
};

/// Without `like`.
std::string spell(const Source& source);
std::string spell(const Destination& destination);
/// Nothing when the text is not written as spell() writes it.
std::optional<Source> read_source(std::string_view text);
std::optional<Destination> read_destination(std::string_view text);

/// True when `like` holds "{}" once, and '*' at its ends only.
bool is_like(std::string_view like);
/// What stands at "{}" when `text` is like that; nothing when it is not. Borrowed from `text`.
std::optional<std::string_view> value_in(std::string_view text, std::string_view like);

/// Adds `request` at `place`, beside the others of that place where there are any.
void add_destination(std::vector<Destination>& to, std::size_t request, std::string_view place);

}  // namespace goldwire::replay
