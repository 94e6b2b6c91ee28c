// Framer: one side's stream -> frames (a length of four octets, then that many).
//
// Contract: a hole inside a frame is absorbed exactly, since the frame's length is known. A hole
// over a boundary, or a length that nobody can mean, makes the framer seek: octets are skipped up
// to the first place where the judge recognises a frame again; while it is not sure of one place,
// no later one is looked at. A frame is assembled where it will stay, so its
// octets are copied once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "protocols/base/exchange.h"
#include "protocols/base/intake.h"
#include "protocols/kafka/frame.h"
#include "protocols/kafka/likeness.h"

namespace goldwire::kafka {

/// A frame, and what is not right with it (gap, truncated, limit).
struct Framed {
  Frame frame;
  Half half;
  Reasons incomplete;
};

/// Octets of a frame that are kept always: its header.
inline constexpr std::size_t kHeaderKept = 512;

class Framer {
 public:
  enum class Asked : std::uint8_t {
    in_step,  ///< the frame before ended here
    seeking,  ///< nothing says that a frame begins here
    at_last   ///< seeking, and no octets will follow those that wait
  };
  /// Says whether a frame begins at `waiting`. The answer must not depend on how octets were split
  /// into chunks: `more` until it is sure.
  using Judge = std::function<Likeness(Bytes waiting, Asked asked)>;

  /// A longer frame is kept up to `head` octets only.
  struct Allowance {
    std::size_t whole = 0;
    std::size_t head = 0;
  };

  /// `midstream`: the first octets may stand anywhere in a frame. A longer frame than `frame_limit`
  /// is none. Seeking waits for frames of at most `window` octets to be whole.
  Framer(bool midstream, std::size_t frame_limit, std::size_t window)
      : frame_limit_(frame_limit),
        window_(window),
        state_(midstream ? State::seeking : State::boundary) {}

  /// The next octets; borrowed until settle().
  void add(const Chunk& chunk) { intake_.add(chunk); }
  void settle() { intake_.settle(); }
  /// The next frame that is complete.
  std::optional<Framed> next(const Judge& judge, Allowance allowance);
  /// Before a hole or the end: the frame that only what follows could have proved.
  std::optional<Framed> next_at_last(const Judge& judge, Allowance allowance);
  /// A hole. Gives the frame that it completes, if it does.
  std::optional<Framed> lose(const Gap& gap, Allowance allowance);
  /// No more octets come. Gives the frame that was cut.
  std::optional<Framed> close(Ending ending);

  /// How often frames may have gone by unseen.
  std::uint64_t losses() const { return losses_; }
  bool seeking() const { return state_ == State::seeking; }
  std::size_t held() const { return intake_.held() + current_.frame.octets.size(); }
  /// Octets that the frame being assembled may still make it hold.
  std::size_t awaited() const;
  /// Forgets the content of the frame being assembled, and what waits.
  void shed();
  const Account& account() const { return intake_.account(); }

 private:
  enum class State : std::uint8_t { boundary, seeking, filling };

  bool seek(const Judge& judge, Asked asked);
  void begin(Allowance allowance);
  std::optional<Framed> fill();
  void append(Bytes octets);
  Framed finish();
  void lose_step();

  std::size_t frame_limit_;
  std::size_t window_;
  Intake intake_;
  State state_;
  Framed current_;
  std::size_t left_ = 0;  ///< octets of the frame that have not come yet
  std::size_t kept_ = 0;  ///< how long current_.frame.octets may get
  std::uint64_t losses_ = 0;
};

}  // namespace goldwire::kafka
