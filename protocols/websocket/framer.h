// Framer: one side's octets to frames (RFC 6455 section 5.2).
//
// Contract: only a header waits; payload is told as it comes, still masked. A hole inside a payload
// is absorbed exactly. A hole over a header, or a length that nobody believes, loses the frames:
// what follows is taken for frames again where a chain of them fits, first of all at the hole's
// end, where a segment and so most often a frame begins. Every octet is accounted for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocols/base/intake.h"
#include "protocols/websocket/codec.h"
#include "protocols/websocket/likeness.h"

namespace goldwire::websocket {

/// Where a frame ended.
struct FrameEnd {
  std::uint64_t end = 0;  ///< stream offset behind its last octet
  Time time;              ///< of the last octet
  std::uint64_t acked = 0;
};

/// What a framer finds.
struct FrameListener {
  virtual ~FrameListener() = default;
  virtual void frame(const FrameHeader& header, std::uint64_t begin, Time time) = 0;
  /// The next octets of the frame's payload, as sent; borrowed for the call.
  virtual void payload(Bytes octets) = 0;
  /// So many octets of the payload are missing.
  virtual void hole(std::uint64_t length) = 0;
  /// True when nothing that comes behind this frame means anything.
  virtual bool frame_end(const FrameEnd& end) = 0;
  /// The frame that was begun has no end, and others may have gone unseen.
  virtual void lost(Reason reason) = 0;
};

class Framer {
 public:
  Framer(Side side, const Limits& limits, bool midstream, bool may_compress,
         FrameListener& listener);

  void take(const Chunk& chunk);
  void take(const Gap& gap);
  void close();
  /// Gives up the octets that wait.
  void shed();

  /// A frame was begun and did not end.
  bool inside_frame() const { return state_ == State::payload || cut_header_; }
  std::size_t held() const { return intake_.held(); }
  const Account& account() const { return intake_.account(); }

 private:
  enum class State : std::uint8_t { header, payload, lost, done };

  void run(bool ended);
  bool read_header();
  bool read_payload();
  bool search(bool ended);
  void end_frame();
  void lose_frames(Reason reason);

  Side side_;
  std::uint64_t longest_;
  bool may_compress_;
  FrameListener& listener_;
  Intake intake_;
  State state_;
  std::uint64_t remaining_ = 0;  ///< of the payload being read
  std::uint64_t boundary_ = 0;   ///< lost: where a segment began for certain
  bool cut_header_ = false;
};

}  // namespace goldwire::websocket
