// Frames and messages of the PostgreSQL protocol, both ways.
//
// Contract: a typed frame is one octet of type, four of length (which counts itself, not the type),
// and the body. decode() takes a whole body and refuses one that runs short or has octets left
// over; encode() gives the whole frame. Decoded messages borrow from the body.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "protocols/base/result.h"
#include "protocols/base/stream.h"
#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"
#include "protocols/postgres/message.h"

namespace goldwire::postgres {

inline constexpr std::size_t kHeader = 5;  ///< octets of type and length

/// Follows a message's field list, reading.
class Reading {
 public:
  explicit Reading(Bytes body) : in_(body) {}
  void byte1(char& to) { to = static_cast<char>(in_.u8()); }
  void int8(std::uint8_t& to) { to = in_.u8(); }
  void int16(std::int16_t& to) { to = in_.i16(); }
  void int32(std::int32_t& to) { to = in_.i32(); }
  void oid(Oid& to) { to = in_.u32(); }
  void string(std::string_view& to) { to = in_.cstring(); }
  void rest(Bytes& to) { to = in_.rest(); }
  /// Int32 length, then as many octets; -1 is NULL.
  void field(Field& to) {
    const std::int32_t length = in_.i32();
    if (length == -1) {
      to.reset();
    } else if (length < 0) {
      in_.fail();
    } else {
      to = in_.text(static_cast<std::size_t>(length));
    }
  }
  template <class T, class Each>
  void list(std::vector<T>& to, Each&& each) {
    items(to, in_.u16(), each);
  }
  template <class T, class Each>
  void long_list(std::vector<T>& to, Each&& each) {
    items(to, in_.u32(), each);
  }
  void pairs(std::vector<std::pair<std::string_view, std::string_view>>& to) {
    for (std::string_view name = in_.cstring(); !name.empty(); name = in_.cstring()) {
      to.emplace_back(name, in_.cstring());
    }
  }
  void notices(std::vector<Notice>& to) {
    for (char code = byte(); code != 0; code = byte()) to.push_back({code, in_.cstring()});
  }
  const WireReader& in() const { return in_; }

 private:
  char byte() { return static_cast<char>(in_.u8()); }
  /// `count` comes from the wire: no room is made before the octets are seen.
  template <class T, class Each>
  void items(std::vector<T>& to, std::uint32_t count, Each& each) {
    for (std::uint32_t i = 0; i < count && !in_.failed(); ++i) each(to.emplace_back());
  }

  WireReader in_;
};

/// Follows a message's field list, keeping nothing: is it all there?
class Checking {
 public:
  explicit Checking(Bytes body) : in_(body) {}
  void byte1(char&) { in_.u8(); }
  void int8(std::uint8_t&) { in_.u8(); }
  void int16(std::int16_t&) { in_.u16(); }
  void int32(std::int32_t&) { in_.u32(); }
  void oid(Oid&) { in_.u32(); }
  void string(std::string_view&) { in_.cstring(); }
  void rest(Bytes&) { in_.rest(); }
  void field(Field&) {
    const std::int32_t length = in_.i32();
    if (length >= 0) {
      in_.bytes(static_cast<std::size_t>(length));
    } else if (length != -1) {
      in_.fail();
    }
  }
  template <class T, class Each>
  void list(std::vector<T>&, Each&& each) {
    items<T>(in_.u16(), each);
  }
  template <class T, class Each>
  void long_list(std::vector<T>&, Each&& each) {
    items<T>(in_.u32(), each);
  }
  void pairs(std::vector<std::pair<std::string_view, std::string_view>>&) {
    while (!in_.cstring().empty()) in_.cstring();
  }
  void notices(std::vector<Notice>&) {
    while (in_.u8() != 0) in_.cstring();
  }
  const WireReader& in() const { return in_; }

 private:
  template <class T, class Each>
  void items(std::uint32_t count, Each& each) {
    T unused{};
    for (std::uint32_t i = 0; i < count && !in_.failed(); ++i) each(unused);
  }

  WireReader in_;
};

/// Follows a message's field list, writing.
class Writing {
 public:
  void byte1(char from) { out_.u8(static_cast<std::uint8_t>(from)); }
  void int8(std::uint8_t from) { out_.u8(from); }
  void int16(std::int16_t from) { out_.i16(from); }
  void int32(std::int32_t from) { out_.i32(from); }
  void oid(Oid from) { out_.u32(from); }
  void string(std::string_view from) { out_.cstring(from); }
  void rest(Bytes from) { out_.bytes(from); }
  void field(const Field& from) {
    out_.i32(from ? static_cast<std::int32_t>(from->size()) : -1);
    if (from) out_.text(*from);
  }
  template <class T, class Each>
  void list(const std::vector<T>& from, Each&& each) {
    out_.u16(static_cast<std::uint16_t>(from.size()));
    for (const T& item : from) each(item);
  }
  template <class T, class Each>
  void long_list(const std::vector<T>& from, Each&& each) {
    out_.u32(static_cast<std::uint32_t>(from.size()));
    for (const T& item : from) each(item);
  }
  void pairs(const std::vector<std::pair<std::string_view, std::string_view>>& from) {
    for (const auto& [name, value] : from) {
      out_.cstring(name);
      out_.cstring(value);
    }
    out_.u8(0);
  }
  void notices(const std::vector<Notice>& from) {
    for (const Notice& field : from) {
      byte1(field.code);
      out_.cstring(field.value);
    }
    out_.u8(0);
  }
  std::string take() { return out_.take(); }

 private:
  WireWriter out_;
};

/// The message in a frame's body; borrowed from it.
template <class Message>
Decoded<Message> decode(Bytes body) {
  Message message;
  Reading reading(body);
  Message::visit(message, reading);
  if (!reading.in().complete()) {
    return std::unexpected(
        Malformed{reading.in().failed() ? "message runs short" : "octets after the message",
                  reading.in().at()});
  }
  return message;
}

template <class Message>
bool fits(Bytes body) {
  Message message;
  Checking checking(body);
  Message::visit(message, checking);
  return checking.in().complete();
}

/// A whole frame of type `type` around `body`; without a type octet when it is 0.
std::string frame(char type, std::string_view body);

/// Adds a whole typed frame to `out`.
void append_frame(std::string& out, char type, Bytes body);

template <class Message>
std::string encode(const Message& message) {
  Writing writing;
  Message::visit(message, writing);
  return frame(Message::kType, writing.take());
}

/// The shortest and longest length a type may have; {0, 0} when the side has no such type.
struct Bounds {
  std::uint32_t least = 0;
  std::uint32_t most = 0;
};
/// By side and type octet.
extern const std::array<std::array<Bounds, 256>, 2> kBounds;

/// May a frame of `side` begin with this type and length (which counts itself)? Knows the fixed
/// lengths.
inline bool plausible(Side side, char type, std::uint32_t length) {
  const Bounds& bounds = kBounds[index_of(side)][static_cast<std::uint8_t>(type)];
  return length >= bounds.least && length <= bounds.most && bounds.most != 0;
}

/// Is there a message of `side` of this type?
inline bool is_type(Side side, char type) {
  return kBounds[index_of(side)][static_cast<std::uint8_t>(type)].most != 0;
}

/// Does `body` hold exactly the fields of `side`'s message of this type?
bool well_formed(Side side, char type, Bytes body);

/// One typed frame of a run of whole frames, such as a Statement keeps.
struct FrameView {
  char type = 0;
  Bytes body;
};

/// Takes the first frame off `frames`; nothing when no whole frame is there.
std::optional<FrameView> next_frame(std::string_view& frames);

}  // namespace goldwire::postgres
