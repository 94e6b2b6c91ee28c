// Intake: one side's bytes that wait for a frame to be complete, and the account of where they
// went.
//
// Contract: a framer calls add(), looks at waiting(), consumes with take() or skip(), and calls
// settle() before the borrowed chunk goes away. While nothing waits from before, waiting() is the
// chunk itself and nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "protocols/base/conversation.h"
#include "protocols/base/queue.h"

namespace goldwire {

class Intake {
 public:
  /// Where a chunk began, and what came with it.
  struct Mark {
    std::uint64_t offset = 0;  ///< of the chunk's first octet
    Time time;
    std::uint64_t acked = 0;
  };
  /// All there is to know while nothing waits.
  struct Rest {
    Account account;
    Mark newest;
  };

  Intake() = default;
  /// Goes on where rest() was asked for.
  explicit Intake(const Rest& rest)
      : offset_(rest.account.taken + rest.account.skipped + rest.account.lost),
        newest_(rest.newest),
        account_(rest.account) {}
  /// Only while nothing waits.
  Rest rest() const { return {account_, newest_}; }

  /// The next bytes; borrowed until settle().
  void add(const Chunk& chunk);
  /// A hole after all that waits. What waited can no longer be completed and must be consumed
  /// first.
  void lose(const Gap& gap);
  /// Keeps a copy of what was not consumed, so that the chunk may go.
  void settle();

  /// Everything not yet consumed, in one piece. Valid until the next call that is not const.
  Bytes waiting() const {
    if (held() == 0) return borrowed_;
    return as_bytes(std::string_view(kept_).substr(kept_head_));
  }
  /// Consumes octets of waiting() as part of a message.
  void take(std::size_t count);
  /// Consumes octets of waiting() that belong to no message.
  void skip(std::size_t count);
  /// Consumes all that waits as skipped.
  void skip_all() { skip(waiting().size()); }

  std::uint64_t offset() const { return offset_; }  ///< stream offset of the first waiting octet
  /// When the octet at stream offset `at` (waiting, or the last consumed one) was seen. Exact for
  /// the oldest and the newest chunk that waits; where thousands wait, those between may say up to
  /// a few chunks too early.
  Time time_at(std::uint64_t at) const { return mark_at(at).time; }
  /// The peer offset that the chunk of the octet at `at` (as for time_at) acknowledged; for a hole,
  /// what the chunk before it did.
  std::uint64_t acked_at(std::uint64_t at) const { return mark_at(at).acked; }
  std::size_t held() const { return kept_.size() - kept_head_; }
  const Account& account() const { return account_; }

 private:
  void mark(const Mark& mark);
  Mark mark_at(std::uint64_t at) const {
    return newest_.offset <= at ? newest_ : older_mark_at(at);
  }
  Mark older_mark_at(std::uint64_t at) const;
  void consume(std::size_t count);
  void consume_kept(std::size_t count);
  void forget_old_marks();

  std::string kept_;  ///< owned octets from kept_head_ on come before borrowed_
  std::size_t kept_head_ = 0;
  Bytes borrowed_;
  std::uint64_t offset_ = 0;
  // Of the chunks that still have, or last had, waiting octets; most that are asked for came with
  // the newest one.
  Mark newest_;
  Queue<Mark> older_;
  Account account_;
};

}  // namespace goldwire
