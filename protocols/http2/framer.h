// Framer: one side's bytes -> HTTP/2 frames (RFC 9113 section 4).
//
// Contract: DATA passes through without waiting; every other frame is given whole. A hole inside a
// payload is absorbed exactly; one that takes a frame header loses the framing. Then octets are
// skipped up to where several frames follow each other as only frames do. Every octet is accounted
// for.
#pragma once

#include <cstdint>
#include <optional>

#include "protocols/base/intake.h"
#include "protocols/http2/message.h"

namespace goldwire::http2 {

/// Where something stands in its side's stream, and when it was seen.
struct Place {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  Time first;               ///< of the octet at `begin`
  Time last;                ///< of the octet before `end`
  std::uint64_t acked = 0;  ///< peer offset that its first octet's chunk acknowledged
};

/// Hears what a framer finds. Views are borrowed for the call.
class FramerListener {
 public:
  /// The connection begins here: nothing of this side came before.
  virtual void began(Side side) = 0;
  /// Any frame of a known type but DATA.
  virtual void frame(Side side, const FrameHeader& header, Bytes payload, const Place& place) = 0;
  /// Such a frame of which a part is missing, or which is too long to be kept.
  virtual void damaged(Side side, const FrameHeader& header, const Place& place, Reason reason) = 0;

  // DATA: one begins, then octets and holes of its content, then one ends.
  virtual void data_begin(Side side, const FrameHeader& header, const Place& place) = 0;
  virtual void data(Side side, const FrameHeader& header, Bytes octets) = 0;
  virtual void data_hole(Side side, const FrameHeader& header, std::uint64_t length) = 0;
  /// `why_cut`: its last octet will not be reached.
  virtual void data_end(Side side, const FrameHeader& header, const Place& place,
                        std::optional<Reason> why_cut) = 0;

  /// An unknown number of frames may follow unseen.
  virtual void lost(Side side, Reason reason) = 0;

 protected:
  ~FramerListener() = default;
};

class Framer {
 public:
  /// `listener` outlives this.
  Framer(Side side, bool midstream, FramerListener& listener);

  void take(const Chunk& chunk);
  void take(const Gap& gap);
  void take(const Close& close);

  /// The peer takes payloads of up to `size` octets (SETTINGS_MAX_FRAME_SIZE, section 6.5.2). A
  /// size that the section does not allow changes nothing: whatever looks like a frame must be
  /// taken.
  void allow(std::uint32_t size) {
    if (size >= kUsualFrameSize && size <= kAnyFrameSize) most_ = size;
  }
  /// What the peer takes is not known.
  void allow_any() { most_ = kAnyFrameSize; }

  /// Up to here frames may have gone unseen; 0 where none may.
  std::uint64_t unseen_up_to() const {
    return state_ == State::lost ? intake_.offset() : unseen_up_to_;
  }
  /// It is not known where a frame begins.
  bool is_lost() const { return state_ == State::lost; }
  /// Gives up the octets that wait. False when there are none.
  bool shed();

  std::size_t held() const { return intake_.held(); }
  const Account& account() const { return intake_.account(); }

 private:
  enum class State : std::uint8_t { preface, header, payload, padding, data, rest, lost, ended };
  enum class Chain : std::uint8_t { none, more, yes };

  void run();
  bool step();
  bool read_preface();
  bool read_header();
  bool read_payload();
  bool read_padding();
  bool read_data();
  bool read_rest();
  bool search();
  Chain chain_at(Bytes octets, bool last) const;
  void begin_frame(const FrameHeader& header);
  void end_data(std::optional<Reason> why_cut);
  void damage(Reason reason);
  void lose_framing(Reason reason);
  std::uint64_t left() const { return end_ - intake_.offset(); }  ///< of the frame being read
  Place place_up_to(std::uint64_t end) const;

  Side side_;
  FramerListener& listener_;
  Intake intake_;
  State state_;
  bool searched_ = false;  ///< lost: something was skipped
  std::uint32_t most_;     ///< octets of payload that a DATA frame may have
  FrameHeader header_;
  std::uint64_t unseen_up_to_ = 0;
  std::uint64_t begin_ = 0;    ///< offset of the frame being read
  std::uint64_t end_ = 0;      ///< and of what follows it
  std::uint64_t content_ = 0;  ///< of a DATA frame, octets of content still to come
  std::uint64_t acked_ = 0;    ///< by the chunk of the frame's first octet
  Time first_;                 ///< when the frame's first octet was seen
};

}  // namespace goldwire::http2
