// Dialogue: who answered what. The requests of one connection wait in a queue; the server's answers
// are matched to it by the protocol's own order ("Message Flow"), never by time.
//
// Contract: `ask` gets the client's frames and `answer` the server's, in causal order. What a
// request means (which text a prepared statement has) is decided when the server confirms it, so
// that pipelined and failing requests resolve exactly as the server resolved them.
//
// After a loss the order proves nothing any more. Trust is then
//   lost   nothing is paired: requests and answers leave apart from each other;
//   trial  the client began a new request when the server had nothing left to say (it had
//   acknowledged
//          the octets after the last ReadyForQuery). Pairs are made, and kept back until a second
//          such moment, or a silence, shows that nothing was outstanding. An answer too many, or
//          one of another shape, proves the opposite: then the pairs are taken apart again.
//   sure   every pair follows from the protocol.
// What no octet can tell apart: a client that after a loss keeps the same number of requests of the
// same shape in flight for ever, each with its own Sync.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocols/base/conversation.h"
#include "protocols/base/queue.h"
#include "protocols/postgres/framer.h"
#include "protocols/postgres/names.h"
#include "protocols/postgres/statement.h"

namespace goldwire::postgres {

/// Where the server's stream stands when the client speaks.
struct Standing {
  std::uint64_t reached = 0;  ///< offset up to which the server's octets came or were lost
  bool resting = false;       ///< no part of a frame waits there
};

class Dialogue {
 public:
  Dialogue(const Limits& limits, bool midstream);

  void start(const Frame& packet, std::shared_ptr<const Session> session);
  void cancel(const Frame& packet);
  /// The server agreed to GSSAPI encryption.
  void encrypt(const Frame& request, const Frame& answer);
  void ask(const Frame& frame, Standing server);
  void answer(const Frame& frame);
  /// Frames of `side` between the last and the next one are unknown.
  void lose(Side side, Reason why);
  /// The server says no more; what is open ends here.
  void finish(Ending kind, Time time);
  void tick(Time now);
  /// Silence from now on would show that nothing is outstanding.
  bool awaits_silence() const;

  std::optional<Output> poll();
  std::size_t held() const { return held_ + names_.held(); }
  void shed(std::size_t wanted);

 private:
  enum class Trust : std::uint8_t { sure, trial, lost };

  /// An exchange in the making.
  struct Unit {
    std::uint64_t ordinal = 0;
    Half request;
    Half response;
    Reasons incomplete;
    bool control = false;
    bool closed = false;  ///< no more messages of the client belong to it
    bool denied = false;  ///< the server says that its statement does not exist
    bool done = false;    ///< answered, or never to be
    unsigned steps = 0;   ///< in the queue
    std::size_t held = 0;
    std::shared_ptr<Prepared> parsed;  ///< by its own Parse
    std::shared_ptr<Portal> bound;     ///< by its own Bind
    std::string bound_statement;
    std::string portal;  ///< that Execute names
    Statement said;
  };
  using UnitPtr = std::shared_ptr<Unit>;

  /// One message that the server answers. `type` 0 is start-up, kUnseen a hole, 'c' the end of a
  /// copy.
  struct Step {
    char type = 0;
    char kind = 0;  ///< of Describe and Close
    std::uint64_t end = 0;
    UnitPtr unit;
    std::string name;  ///< of a statement or portal
  };
  static constexpr char kUnseen = '?';
  static constexpr std::size_t kUnit =
      sizeof(Unit) + sizeof(Step);  ///< a unit without its payloads

  // dialogue_ask.cc: the client's side
  UnitPtr begin(const Frame& frame, Asked asked);
  void join(Unit& unit, const Frame& frame);
  void push(char type, const Frame& frame, UnitPtr unit, std::string name = {}, char kind = 0);
  void close_unit();
  void ask_query(const Frame& frame);
  void ask_parse(const Frame& frame);
  void ask_bind(const Frame& frame);
  void ask_describe(const Frame& frame);
  void ask_execute(const Frame& frame);
  void ask_close(const Frame& frame);
  void ask_function(const Frame& frame);
  void copy_in(const Frame& frame);
  void end_cycle();

  // dialogue_answer.cc: the server's side
  bool accept(Step& head, const Frame& frame);
  bool accept_described(Step& head, const Frame& frame);
  bool accept_result(Step& head, const Frame& frame);
  void pop();
  Part& part_of(Unit& unit, const Frame& frame);
  void keep(Unit& unit, const Frame& frame);
  void row(Unit& unit, const Frame& frame);
  void end_part(Unit& unit, const Frame& frame);

  // dialogue_end.cc: how what was asked ends
  /// After a FATAL error the server closes: no ReadyForQuery will come.
  static bool is_farewell(const Frame& error);
  void complete(Unit& unit, const Frame& frame);
  void fail(const Frame& frame);
  void skip_to_sync();
  void ready(const Frame& frame);
  void unasked(const Frame& frame);
  void finish_unit(const UnitPtr& unit);
  void emit(const UnitPtr& unit);

  // dialogue_names.cc: which statement and portal a name means
  void resolve(Unit& unit);
  void confirm_statement(Unit& unit);
  void deny_statement(Unit& unit, const Frame& frame);
  void miss_statement(Unit& unit);
  void remember(std::shared_ptr<const Prepared> prepared);
  void close_portal(const std::string& name);
  void close_portals();
  void charge(Unit& unit, std::size_t octets);

  // dialogue_trust.cc: loss
  bool unseen() const;
  bool at_rest(const Frame& frame, Standing server) const;
  void settle_trust();
  void realign();
  void confirm();
  void lose_trust(Reason why);
  void suppose(const Step& step, bool done);
  void contradict(const Frame& frame);
  void take_apart(Unit& unit);
  void doubt();
  void abandon(const UnitPtr& unit, Reasons why);
  void abandon_all(Reasons why, bool done);
  void strip(Unit& unit);
  UnitPtr begin_orphan(Time first);
  void orphan(const Frame& frame);

  const Limits& limits_;
  std::shared_ptr<const Session> session_;
  std::uint64_t ordinal_ = 0;
  Queue<std::variant<Opened, UnitPtr>> out_;
  std::size_t held_ = 0;

  Queue<Step> steps_;
  UnitPtr unit_;                   ///< the extended query that the client is still putting together
  std::vector<UnitPtr> settling_;  ///< answered; ReadyForQuery is still to come
  Names names_;
  std::map<std::string, std::weak_ptr<Unit>, std::less<>>
      executed_;  ///< by portal, as the client asked
  std::map<std::string, UnitPtr, std::less<>> suspended_;
  UnitPtr copying_;          ///< the client's copy data belongs to it
  bool discarding_ = false;  ///< after an error, until the client's Sync

  Trust trust_ = Trust::sure;
  Reasons history_;  ///< why earlier messages may be unknown
  Reason lost_why_ = Reason::midstream;
  bool client_lost_ = false;            ///< client frames are missing since trust was lost
  bool server_lost_ = false;            ///< and so are server frames
  std::size_t parsed_unpaired_ = 0;     ///< ParseCompletes since trust was lost
  std::size_t described_unpaired_ = 0;  ///< ParameterDescriptions
  std::size_t errors_unpaired_ = 0;
  bool client_known_ = true;   ///< where the client's cycles begin is known
  bool in_cycle_ = false;      ///< extended messages since the last Sync
  bool server_rested_ = true;  ///< its last word was ReadyForQuery, a hole, or none yet, and
                               ///< the client has asked nothing since
  std::optional<std::uint64_t>
      ready_acked_;  ///< by its last ReadyForQuery, if that was its last word
  Time ready_time_;
  UnitPtr orphan_;                  ///< an answer to nobody, being put together
  std::vector<UnitPtr> probation_;  ///< complete, but paired on trial
};

}  // namespace goldwire::postgres
