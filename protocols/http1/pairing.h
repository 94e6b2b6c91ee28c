// Pairing: which request an answer belongs to, and which exchanges are settled.
//
// Contract: knows offsets and acknowledgements, no grammar. Requests wait in wire order, and an
// answer belongs to the front one, unless messages of either side may have gone unseen: then
// nothing is paired before the order is proved again.
//
// Two facts hold on every TCP connection: an answer's first octet is sent after its request's first
// octet was acknowledged, and it stands at or behind the offset which the request's first chunk
// acknowledged. A third is a habit, believed while nothing contradicts it: a client waits for its
// answers, so when it takes its turn (its request acknowledges more than the octet before it did)
// all earlier ones are over and the next answer begins exactly at the acknowledged offset.
//
// A client that is always some requests ahead looks the same, until it is found out. So pairs wait
// that rest on the habit alone, until it has shown often enough, the connection is quiet, or ends;
// they are none when the client turns out not to have it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "protocols/base/queue.h"
#include "protocols/http1/framer.h"
#include "protocols/http1/message.h"

namespace goldwire::http1 {

struct Pending {
  Exchange exchange;
  std::shared_ptr<Messages> messages = std::make_shared<Messages>();
  std::uint64_t acked = 0;      ///< server offset that the request's first chunk acknowledged
  bool request_done = false;    ///< nothing more of it will come
  bool response_begun = false;  ///< of the final response
  bool response_done = false;
  bool after_unknown = false;  ///< requests that nobody saw may stand before it
  bool waits = false;          ///< its Opened said so
  bool expects = false;        ///< 100-continue: its body may never be sent
  bool switches = false;       ///< CONNECT or Upgrade: what follows may not be HTTP
  std::size_t held = 0;        ///< octets of `messages` when last counted
};

class Pairing {
 public:
  Pairing(bool midstream, std::size_t limit);

  /// What goes on mattering while no request is pending.
  struct Order {
    bool midstream;
    bool requests_lost;       ///< since the last pending request
    bool responses_lost;      ///< so the front may have been answered
    bool queue_lost = false;  ///< a pending request stands behind unseen ones
    Reason requests_reason = Reason::midstream;
    Reason responses_reason = Reason::midstream;
    bool proved = !midstream;  ///< not by the client's habit alone, or by one that showed
    bool believed = false;     ///< the order rested on the client's habit at least once
    bool pipelines = false;    ///< the client sent requests together
    bool waited = false;       ///< and all the same took turns
    bool slides = false;       ///< it sent one while an answer was coming: it does not wait
    unsigned turns = 0;        ///< so often the habit showed since the order rests on it
  };
  Pairing(const Order& order, std::size_t limit) : limit_(limit), order_(order) {}
  const Order& order() const { return order_; }

  // --- a request begins: meet(), then perhaps start_over(), then add() ---

  /// What the new request says about those before it.
  void meet(const Start& start);
  /// Messages may have gone unseen.
  bool in_doubt() const {
    return order_.requests_lost || order_.responses_lost || order_.queue_lost;
  }
  /// The client takes its turn at `start`, so everything before it is over.
  bool is_turn(const Start& start) const;
  /// The order is known again from here on. `anchored`: the server's next message is the next
  /// answer.
  void start_over(bool anchored);
  /// `sure`: its first octet is known to begin a request.
  Pending& add(const Start& start, std::uint64_t ordinal, bool sure);

  // --- an answer begins ---

  /// The request it belongs to; null when none is proved.
  Pending* answered_by(const Start& start);
  /// Why an answer stands alone.
  Reasons why_alone() const;

  // --- losses, and ends ---

  void lose_requests(Reason reason);
  void lose_responses(Reason reason);
  /// An answer does not end where it says: perhaps it is one to another request (HEAD).
  void break_answer();
  /// Takes the front one away, which is there, without settling it.
  Pending take_front();
  /// Settles the pairs at the front that are done.
  void settle();
  /// Nothing happened that could have contradicted what waits: it is believed.
  void prove();
  /// The connection ends, or is followed no further; `fully`: all was said, and answered.
  void conclude(bool fully);
  /// Settles what waits as no pairs: each half stands alone.
  void part_unproved();
  /// Since when nothing happened that could contradict pairs that wait; nothing while something is
  /// under way, or none waits.
  std::optional<Time> quiet_since() const;
  bool is_empty() const { return pending_.empty() && unproved_.empty(); }
  /// Settles all whose request is done and that no answer has reached: none can come any more, also
  /// for the reasons `why`.
  void give_up(Reasons why);
  /// Settles the oldest request that waits for an answer; what follows is in doubt. False without
  /// one.
  bool shed_oldest();

  bool answering() const { return !pending_.empty() && in_answer(pending_.front()); }
  Queue<Pending>& pending() { return pending_; }
  const Queue<Pending>& pending() const { return pending_; }
  /// Settled, in order; the caller takes them away.
  std::vector<Pending>& settled() { return settled_; }

 private:
  static bool in_answer(const Pending& one) { return one.response_begun && !one.response_done; }
  static bool done(const Pending& one) { return one.request_done && one.response_done; }
  void show_habit(const Start& start);
  void distrust();
  void settle_front();
  void settle_apart(Pending&& pair);

  std::size_t limit_;
  Order order_;
  Queue<Pending> pending_;
  std::vector<Pending> settled_;
  std::vector<Pending> unproved_;  ///< pairs that are done and wait
  std::size_t batch_ = 0;          ///< requests of the client's last turn
};

}  // namespace goldwire::http1
