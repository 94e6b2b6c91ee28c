// Framer: one side's bytes -> where its messages begin and end (RFC 9112 section 6.3).
//
// Contract: heads must fit Limits; bodies pass through without waiting. A hole inside content whose
// length is known is absorbed exactly; any other loses the framing. Then octets are skipped to the
// next line that begins a message, and what is read from there on is not `sure` until somebody who
// knows both sides says so (confirm, anchor). Every octet is accounted for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/intake.h"
#include "protocols/http1/codec.h"

namespace goldwire::http1 {

/// Where a message begins, and what is known of that place.
struct Start {
  std::uint64_t begin = 0;
  Time time;
  std::uint64_t acked = 0;  ///< peer offset that the first octet's chunk acknowledged
  bool first = false;       ///< the stream begins here
  bool turn = false;        ///< `acked` is more than what the octet before acknowledged
  bool after_hole = false;  ///< the octet before is missing
  bool sure = false;        ///< framed without a break up to here
};

/// What the reader of a head says of the body behind it.
struct BodyPlan {
  BodyForm form;
  /// The body may have been left out although the head announces it (an expectation that was
  /// refused, the answer to a HEAD nobody saw): then a start line stands where it would begin.
  bool optional = false;
};

/// Hears what a framer finds. Views are borrowed for the call.
class FramerListener {
 public:
  /// `head` holds the start line and the field section, both perhaps cut at a line's end.
  virtual BodyPlan head(Side side, const Start& start, std::string_view head) = 0;
  virtual void body(Side side, std::string_view octets) = 0;
  virtual void hole(Side side, std::uint64_t length) = 0;
  /// `section` ends with its empty line. False when not every reader ends it there.
  virtual bool trailers(Side side, std::string_view section) = 0;
  /// Not every reader ends the body being read where this one does.
  virtual void disputed(Side side) = 0;
  /// The message is complete; `end` is the offset behind it.
  virtual void end(Side side, std::uint64_t end, Time time) = 0;
  /// No more of the message can be read.
  virtual void broken(Side side, std::uint64_t end, Time time, Reason reason) = 0;
  /// An unknown number of messages may follow unseen.
  virtual void lost(Side side, Reason reason) = 0;
  /// The request being read was answered already.
  virtual bool answered_early() const = 0;

 protected:
  ~FramerListener() = default;
};

class Framer {
 public:
  /// `listener` outlives this.
  Framer(Side side, const Limits& limits, bool midstream, FramerListener& listener);

  /// Goes on where rest() was asked for.
  Framer(Side side, const Limits& limits, const Intake::Rest& rest, FramerListener& listener);
  /// All that matters between two messages; nothing while one is being read, or looked for.
  std::optional<Intake::Rest> rest() const;

  void take(const Chunk& chunk);
  void take(const Gap& gap);
  void take(const Close& close);

  /// Messages framed from here on are sure.
  void confirm() { sure_ = true; }
  /// A message of this side begins at `offset`, if it ends there what was delivered so far. Gives
  /// up what was being read without being sure. False when `offset` is no place where one can
  /// begin.
  bool anchor(std::uint64_t offset);
  /// Octets wait unread until resume(): the peer decides which protocol they belong to.
  void pause() { paused_ = true; }
  void resume();
  /// Stops for ever; gives the octets not read yet, which are in no account.
  std::string hand_over();
  /// Gives up the octets that wait and the message being read. False when there is neither.
  bool shed();

  std::uint64_t offset() const { return intake_.offset(); }
  std::size_t held() const { return intake_.held(); }
  const Account& account() const { return intake_.account(); }

 private:
  enum class State : std::uint8_t {
    start,
    length,
    chunk_size,
    chunk_data,
    chunk_end,
    trailers,
    close,
    lost,
    ended
  };

  void run();
  bool decide_turn();
  void stop_waiting_for_turn();
  bool step();
  bool read_start();
  bool read_counted();
  bool read_chunk_size();
  bool read_chunk_end();
  bool read_trailers();
  bool read_to_close();
  void dispute();
  bool search();
  bool left_out();

  bool is_start_line(std::string_view line) const;
  bool may_be_start_line(std::string_view text) const;
  bool may_begin_here(std::string_view line, bool line_begins) const;
  Start start_here() const;
  bool in_message() const { return state_ != State::start && state_ < State::lost; }
  void begin_body(const BodyPlan& plan);
  void end_message();
  void break_message(Reason reason);
  void refuse_message();
  void stop_message(Reason reason);
  void partial_head(Reason reason);
  void lose_framing(Reason reason);
  void stop_waiting();
  /// What may be read now.
  std::string_view text() const {
    const std::string_view all = as_text(intake_.waiting());
    return turn_ ? all.substr(0, static_cast<std::size_t>(*turn_ - intake_.offset())) : all;
  }

  Side side_;
  std::size_t head_limit_;
  FramerListener& listener_;
  Intake intake_;
  State state_ = State::start;
  bool sure_ = true;
  bool line_start_ = true;  ///< lost: the first waiting octet may begin a line
  bool start_line_read_ = false;
  bool optional_ = false;
  bool disputed_ = false;
  bool paused_ = false;
  Reason lost_reason_ = Reason::midstream;
  std::size_t scanned_ = 0;      ///< of the section that waits, see section_length
  std::uint64_t remaining_ = 0;  ///< of the content or chunk being read
  std::uint64_t last_acked_ = 0;
  std::uint64_t hole_end_ = 0;  ///< offset behind the last hole; 0 without one
  /// Not sure: this side began to speak anew at that offset, and perhaps a message begins there.
  /// Octets from there on wait until that is known.
  std::optional<std::uint64_t> turn_;
};

}  // namespace goldwire::http1
