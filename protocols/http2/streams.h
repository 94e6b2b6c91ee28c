// Streams: the requests of one connection that are not settled, by stream identifier (RFC 9113
// section 5).
//
// Contract: knows messages and losses, no frames. Settles an exchange when both sides said all,
// when its stream is reset, or when nothing more can come.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "protocols/base/conversation.h"
#include "protocols/base/queue.h"
#include "protocols/http2/field_blocks.h"
#include "protocols/http2/stream.h"

namespace goldwire::http2 {

class Streams {
 public:
  /// `midstream`: requests and answers may have begun before the first octets given.
  Streams(const Limits& limits, bool midstream);

  /// An Upgrade: stream 1 answers it (RFC 7540 section 3.2).
  void begin_with(const Exchange& asked);
  /// Nothing of `side` came before: it was joined in time.
  void begin(Side side) { missing_[index_of(side)].reset(); }

  // --- what is read ---

  void fields(Side side, FieldBlock&& block);
  void data_begin(Side side, std::uint32_t id, const Place& place);
  void data(Side side, std::uint32_t id, Bytes octets);
  void data_hole(Side side, std::uint32_t id, std::uint64_t length);
  /// `why_cut`: the frame's end will not come.
  void data_end(Side side, const FrameHeader& header, const Place& place,
                std::optional<Reason> why_cut);
  void reset(Side side, std::uint32_t id, std::uint32_t code);
  /// A RST_STREAM that cannot be read.
  void damaged_reset(Side side, std::uint32_t id, Time now, Reason reason);
  /// The server will not look at streams after `last`, open ones and new ones.
  void goaway(std::uint32_t last, std::uint32_t code);

  // --- losses, and ends ---

  /// Frames of `side` may have gone unseen.
  void lose(Side side, Reason reason, Time now);
  /// Frames of the server up to this offset may have gone unseen, those of answers among them.
  void answers_unseen_up_to(std::uint64_t offset) { unseen_up_to_ = offset; }
  /// `awaited`: requests may still be read that were sent before what the server says now.
  void await_requests(bool awaited);
  void close(Side side, Ending kind);
  void tick(Time now);
  bool awaits_time() const { return !timed_.empty(); }

  // --- limits ---

  std::size_t held() const { return kept_; }
  /// Gives up the bodies of the oldest stream that has any. False without one.
  bool shed_body();
  /// Settles the oldest stream. False without one.
  bool shed_stream();

  /// What was learned, in order; for the conversation to take from.
  Queue<Output>& outputs() { return outputs_; }

 private:
  using Open = std::map<std::uint32_t, Stream>;

  Stream* find(std::uint32_t id);
  Stream* find_or_begin(std::uint32_t id);
  void request_fields(Stream& stream, FieldBlock&& block);
  void response_fields(Stream& stream, FieldBlock&& block);
  void read_request(Stream& stream, FieldBlock&& block);
  void announce(Stream& stream, Time time, bool waits);
  void mark_missing(Stream& stream, Side side);
  void doubt(std::uint32_t id, Stream& stream, Side side, Reason reason, Time now);
  void finish_half(Stream& stream, Side side);
  void break_off(Stream& stream, Reason request, Reason response);
  void settle_if_over(std::uint32_t id);
  Open::iterator settle(Open::iterator at);
  void count(Stream& stream);

  const Limits limits_;
  Open open_;
  /// Settled before both sides said all, so that more of them may come; the newest ones.
  Queue<std::uint32_t> settled_early_;
  std::map<std::uint32_t, Time> timed_;  ///< open streams for which time may decide, and when
  std::optional<Reason> missing_[2];     ///< why frames of a side may not have been seen
  std::optional<Ending> closed_[2];
  struct Goaway {
    std::uint32_t last;
    std::uint32_t code;
  };
  std::optional<Goaway> goaway_;
  bool requests_awaited_ = false;
  std::uint64_t unseen_up_to_ = 0;
  std::uint64_t next_ordinal_ = 0;
  std::size_t kept_ = 0;  ///< octets of messages not settled
  Queue<Output> outputs_;
};

}  // namespace goldwire::http2
