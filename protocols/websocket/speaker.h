// Speaker: one side's frames to messages: fragments joined, the mask and the compression taken off
// (RFC 6455 section 5.4, RFC 7692 section 7.2.2).
//
// Contract: keeps the beginning of each message and counts and digests all of it; memory stays
// within the Room that both sides share. After a loss nothing is guessed: what refers to lost
// content is kept as it was sent and marked.
#pragma once

#define XXH_STATIC_LINKING_ONLY
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <xxhash.h>

#include "protocols/websocket/framer.h"
#include "protocols/websocket/inflater.h"
#include "protocols/websocket/message.h"

namespace goldwire::websocket {

/// What both sides together may keep.
struct Room {
  std::size_t limit = 0;
  std::size_t used = 0;
  std::size_t left() const { return limit - (used < limit ? used : limit); }
};

class Speaker final : public FrameListener, private Inflated {
 public:
  Speaker(Side side, const Limits& limits, const Handshake& handshake, bool midstream, Room& room);

  void frame(const FrameHeader& header, std::uint64_t begin, Time time) override;
  void payload(Bytes octets) override;
  void hole(std::uint64_t length) override;
  bool frame_end(const FrameEnd& end) override;
  void lost(Reason reason) override;

  /// No more comes. A message that was begun ends here.
  void finish();
  /// Gives up kept content; then, when asked again, the records of messages and the window.
  void shed_content();
  void shed_records();

  /// Its Close was seen.
  bool closed() const { return closed_; }
  bool inside_message() const { return open_; }
  const Half& half() const { return half_; }
  Reasons reasons() const { return reasons_; }
  std::size_t held() const { return inflater_.held(); }  ///< beyond what Room counts
  /// What was said, and gives up holding it.
  Voice take_voice();

 private:
  enum class Inflating : std::uint8_t { no, yes, failed };

  void begin(Message& message, const FrameHeader& header);
  void judge(const FrameHeader& header);
  void violate(Violation violation);
  void keep(Message& message, std::string_view octets);
  void drop(Message& message);
  void inflated(std::string_view octets) override;
  void fail_inflating();
  void end_inflating();
  void end_data();
  void record(Message& message);
  void read_close_body();
  void abandon();

  const Side side_;
  const Limits limits_;
  const bool may_compress_;
  const bool takes_over_;  ///< a message may refer to what earlier ones said
  Room& room_;
  Voice voice_;
  Half half_;
  Reasons reasons_;
  bool closed_ = false;

  FrameHeader header_;          ///< of the frame being read
  bool inside_ = false;         ///< it was begun and did not end
  std::uint64_t position_ = 0;  ///< in its payload
  Message data_;                ///< the data message being read, while open_
  Message single_;              ///< the control frame, or the one nobody knows, being read
  bool open_ = false;
  bool unseen_;  ///< the beginning of a fragmented message may have gone unseen
  Inflating inflating_ = Inflating::no;
  std::string coded_;             ///< of the compressed message being read, as sent, up to a limit
  std::uint64_t coded_size_ = 0;  ///< of it, whether kept or not
  Inflater inflater_;
  XXH64_state_t digest_;
};

}  // namespace goldwire::websocket
