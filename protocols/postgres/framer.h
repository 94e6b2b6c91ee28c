// Framer: one side's octets -> frames. Finds its way again after a hole.
//
// Contract: next() gives one of
//   Frame   a whole frame, or what is left of one that a hole or a limit went through (`touched`);
//           borrowed until the next call that is not const
//   Break   any number of frames between the last one and the next one are unknown
//   nothing more octets are needed.
// A hole inside a frame whose header was seen is absorbed: the frame's type and end stay exact.
// After a Break the framer looks for the first place where whole, well-formed frames follow one
// another; the choice depends on the octets alone, not on how they were cut into chunks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocols/base/intake.h"

namespace goldwire::postgres {

struct Frame {
  char type = 0;            ///< 0: a start-up packet, or SSL's one-octet answer
  Bytes body;               ///< all of it, unless touched
  std::uint64_t begin = 0;  ///< stream offsets
  std::uint64_t end = 0;
  Time first;
  Time last;
  std::uint64_t acked = 0;  ///< peer offset acknowledged with its first octet
  Reasons touched;          ///< gap: octets are missing; limit: the end was not kept
};

struct Break {
  Reason why = Reason::gap;
};

/// How the next octets are framed.
enum class Framing : std::uint8_t {
  typed,    ///< type, length, body
  startup,  ///< length, body
  octet     ///< the answer to SSLRequest: one octet
};

class Framer {
 public:
  Framer(Side side, const Limits& limits) : side_(side), limits_(limits) {}

  void add(const Chunk& chunk) { intake_.add(chunk); }
  void lose(const Gap& gap);
  void settle();
  std::optional<std::variant<Frame, Break>> next();

  void expect(Framing framing) { framing_ = framing; }
  /// Looks for typed frames from here on, as after a hole.
  void search();
  /// Gives up what waits; false when nothing does.
  bool drop_waiting();
  /// The octet that comes next, if it is there. Consumes nothing.
  std::optional<std::uint8_t> peek();
  /// All that waits is no frame, and will be none.
  void skip_all();
  /// Octets that wait, and stay counted in no account: they belong to another protocol.
  std::string hand_over() const { return std::string(as_text(fresh())); }

  std::uint64_t consumed() const {
    return intake_.offset() + due_;
  }  ///< after the last frame given
  std::uint64_t reached() const { return intake_.offset() + intake_.waiting().size(); }
  /// Nothing waits: the last frame given ended where the stream now stands, or a hole did.
  bool resting() const { return !passing_ && consumed() == reached(); }
  std::size_t held() const { return intake_.held() + prefix_.size(); }
  const Account& account() const { return intake_.account(); }

 private:
  /// A frame that is consumed as it comes, because it is long or a hole went through it.
  struct Passing {
    char type = 0;
    std::uint64_t begin = 0;
    Time first;
    std::uint64_t acked = 0;
    std::uint64_t remaining = 0;
    Reasons touched;
    bool cut = false;  ///< a hole was in it: what follows is not kept
  };
  struct Header {
    char type = 0;
    std::size_t size = 0;     ///< octets of the header itself
    std::uint64_t total = 0;  ///< octets of the frame
  };

  Bytes fresh() const { return intake_.waiting().subspan(due_); }
  void consume_due();
  std::optional<Header> header() const;
  bool sane(const Header& header) const;
  Frame give(const Header& header);
  void pass(const Header& header, Reason why);
  void lose_part(const Gap& gap);
  std::optional<Frame> go_on_passing();
  Frame end_passing();
  void keep_prefix(Bytes octets);
  bool find_frames();

  Side side_;
  const Limits& limits_;
  Intake intake_;
  Framing framing_ = Framing::typed;
  std::size_t due_ = 0;  ///< octets of the frames given since the last settle()
  std::optional<Passing> passing_;
  std::string prefix_;           ///< the first octets of a passing frame's body
  std::optional<Frame> cut_;     ///< a frame that a hole ended; given next
  std::optional<Break> broken_;  ///< said after cut_
  bool searching_ = false;
  std::uint64_t search_from_ = 0;          ///< where the search began: after a hole, or at joining
  std::vector<std::uint64_t> candidates_;  ///< offsets that may yet prove to begin a frame
  std::uint64_t searched_ = 0;             ///< all offsets before this are candidates or ruled out
};

}  // namespace goldwire::postgres
