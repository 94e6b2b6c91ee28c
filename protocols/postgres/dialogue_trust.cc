// Loss: when pairs are still believed, when they are not, and how belief is won back.
#include <algorithm>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"
#include "protocols/postgres/sql.h"

namespace goldwire::postgres {
namespace {

/// A server that owes an answer does not stay silent so long after it said ReadyForQuery.
constexpr Duration kSilence = std::chrono::milliseconds(100);

/// Might this text, run unseen, have changed what a statement's name means?
bool touches_statements(std::string_view query) {
  const std::string word = sql::first_word(query);
  return word == "PREPARE" || word == "DEALLOCATE" || word == "DISCARD" ||
         query.find(';') != std::string_view::npos;
}

}  // namespace

bool Dialogue::unseen() const {
  return std::ranges::any_of(steps_, [](const Step& step) { return step.type == kUnseen; });
}

void Dialogue::lose(Side side, Reason why) {
  history_.add(why);
  if (side == Side::server) {
    server_rested_ = true;
    ready_acked_.reset();
    server_lost_ = true;
    if (unseen()) client_lost_ = true;
    lose_trust(why);
    return;
  }
  if (unit_) {
    unit_->incomplete.add(why);
    close_unit();
  }
  if (copying_) copying_->incomplete.add(why);
  executed_.clear();
  client_known_ = false;
  if (trust_ == Trust::lost) {
    client_lost_ = true;
  } else {
    steps_.push_back({kUnseen, 0, 0, nullptr, {}});
  }
}

/// Does the client begin a request while the server has nothing left to say? It has received all
/// that the server sent, the last of which was ReadyForQuery (or is unknown), and nothing was asked
/// since.
bool Dialogue::at_rest(const Frame& frame, Standing server) const {
  if (trust_ == Trust::sure && (steps_.empty() || steps_.front().type != kUnseen)) return false;
  if (!server_rested_ || !server.resting || frame.acked != server.reached) return false;
  if (client_known_) return !in_cycle_;
  // What came before this frame is unknown. If the server had received it when it said
  // ReadyForQuery, this frame begins something new; and so may the very first frame seen.
  return ready_acked_ ? *ready_acked_ >= frame.begin : frame.begin == 0;
}

/// Called at rest.
void Dialogue::settle_trust() {
  if (trust_ == Trust::sure) {
    // What the hole hid asked for no answer.
    steps_.pop_front();
    client_lost_ = true;
    lose_trust(Reason::gap);
  }
  if (trust_ == Trust::lost) {
    realign();
  } else if (steps_.empty()) {
    confirm();
  }
}

void Dialogue::realign() {
  Reasons why;
  why.add(lost_why_);
  const auto asked = [&](char type) {
    return static_cast<std::size_t>(std::ranges::count_if(steps_, [&](const Step& step) {
      return step.type == type && (type == 'P' || step.kind == 'S');
    }));
  };
  // More was parsed or described than the client was seen to ask for; an error may stand for
  // either.
  const bool parsed = parsed_unpaired_ + errors_unpaired_ > asked('P');
  const bool described = described_unpaired_ > asked('D');
  // The client has seen an answer to all that it asked. If all of them were seen here as well, and
  // none is an error, all that was asked was done.
  const bool done = !server_lost_ && errors_unpaired_ == 0 && lost_why_ != Reason::midstream;
  abandon_all(why, done);
  if (client_lost_ && (parsed || server_lost_)) names_.doubt_statements();
  if (client_lost_ && described) names_.miss_descriptions();
  trust_ = Trust::trial;
  client_lost_ = server_lost_ = false;
  parsed_unpaired_ = described_unpaired_ = errors_unpaired_ = 0;
  discarding_ = false;
  copying_ = nullptr;
}

/// All that waits for an answer leaves without one. `done`: the server did all of it.
void Dialogue::abandon_all(Reasons why, bool done) {
  close_unit();
  if (orphan_) settling_.push_back(std::exchange(orphan_, nullptr));
  for (const UnitPtr& unit : std::exchange(settling_, {})) {
    unit->incomplete.add(why);
    out_.emplace_back(unit);
  }
  for (const Step& step : std::exchange(steps_, {})) {
    suppose(step, done);
    if (step.unit) abandon(step.unit, why);
  }
}

/// A step whose answer was not seen may have changed what a statement's name means.
void Dialogue::suppose(const Step& step, bool done) {
  if (step.type == 'C' && step.kind == 'S') names_.doubt_statement(step.name);
  if (step.type == 'D' && step.kind == 'S') names_.miss_description(step.name);
  if (step.type == 'Q' && touches_statements(step.unit->said.query)) names_.doubt_statements();
  if (step.type != 'P') return;
  const Prepared* known = names_.find_statement(step.name);
  if (known == nullptr || done) {
    remember(step.unit->parsed);
  } else if (known->query != step.unit->parsed->query) {
    names_.doubt_statement(step.name);  // one of the two; which is not known
  }
}

void Dialogue::confirm() {
  trust_ = Trust::sure;
  for (UnitPtr& unit : std::exchange(probation_, {})) out_.emplace_back(std::move(unit));
}

void Dialogue::lose_trust(Reason why) {
  const bool on_trial = trust_ == Trust::trial;
  trust_ = Trust::lost;
  lost_why_ = why;
  for (const Step& step : steps_) {
    if (!step.unit || step.unit->done) continue;
    step.unit->incomplete.add(why);
    if (on_trial) take_apart(*step.unit);
  }
  for (const UnitPtr& unit : probation_) take_apart(*unit);
  for (const UnitPtr& unit : settling_) {
    unit->incomplete.add(why);
    if (on_trial) take_apart(*unit);
  }
  for (auto& [name, unit] : suspended_) {
    unit->incomplete.add(why);
    miss_statement(*unit);
    unit->done = true;
    settling_.push_back(unit);
  }
  for (UnitPtr& unit : std::exchange(probation_, {})) out_.emplace_back(std::move(unit));
  for (UnitPtr& unit : std::exchange(settling_, {})) out_.emplace_back(std::move(unit));
  suspended_.clear();
  names_.close_portals();
  executed_.clear();
  names_.forget_statement("");
  copying_ = nullptr;
  discarding_ = false;
}

void Dialogue::contradict(const Frame& frame) {
  const Reason why = trust_ == Trust::trial ? lost_why_ : Reason::undecodable;
  history_.add(why);
  lose_trust(why);
  orphan(frame);
}

/// The pair was wrong, or may have been: request and answer leave each on its own.
void Dialogue::take_apart(Unit& unit) {
  if (!unit.said.parts.empty()) {
    const UnitPtr answer = begin_orphan(unit.response.first.value_or(Time{}));
    answer->response = unit.response;
    answer->said.answers = std::exchange(unit.said.answers, {});
    answer->said.parts = std::exchange(unit.said.parts, {});
    answer->said.transaction = unit.said.transaction;
    const std::size_t moved = unit.held - std::min(unit.held, kUnit);
    unit.held -= moved;
    answer->held += moved;
    out_.emplace_back(answer);
  }
  unit.said.transaction = 0;
  unit.said.skipped = false;
  unit.response = {};
  unit.incomplete.add(lost_why_);
  unit.incomplete.add(Reason::no_response);
}

/// Nothing spoke against the pairs on trial, but nothing proved them: they stay together, and are
/// not whole.
void Dialogue::doubt() {
  for (const UnitPtr& unit : probation_) unit->incomplete.add(lost_why_);
  for (const UnitPtr& unit : settling_) unit->incomplete.add(lost_why_);
  for (const auto& [name, unit] : suspended_) unit->incomplete.add(lost_why_);
  for (const Step& step : steps_) {
    if (step.unit) step.unit->incomplete.add(lost_why_);
  }
}

/// No answer of this unit will be known.
void Dialogue::abandon(const UnitPtr& unit, Reasons why) {
  if (unit->done) return;
  resolve(*unit);
  miss_statement(*unit);
  unit->done = unit->closed = true;
  unit->control = unit->said.asked == Asked::prepare || unit->said.asked == Asked::startup;
  unit->incomplete.add(why);
  if (!unit->response.first) unit->incomplete.add(Reason::no_response);
  out_.emplace_back(unit);
}

Dialogue::UnitPtr Dialogue::begin_orphan(Time first) {
  auto unit = std::make_shared<Unit>();
  unit->ordinal = ordinal_++;
  unit->closed = unit->done = true;
  unit->said.session = session_;
  unit->incomplete.add(lost_why_);
  unit->incomplete.add(Reason::no_request);
  charge(*unit, kUnit);
  out_.emplace_back(Opened{unit->ordinal, first, true});
  return unit;
}

/// An answer whose request is not known leaves on its own.
void Dialogue::orphan(const Frame& frame) {
  if (frame.type == 'Z') {
    if (orphan_) settling_.push_back(std::exchange(orphan_, nullptr));
    ready(frame);
    return;
  }
  const std::string_view tag =
      frame.type == 'C' ? as_text(frame.body).substr(0, as_text(frame.body).find('\0')) : "";
  if (tag == "DISCARD ALL" || tag == "DEALLOCATE ALL") names_.forget_statements();
  if (frame.type == '1' || tag == "PREPARE") ++parsed_unpaired_;
  if (frame.type == 't') ++described_unpaired_;
  if (frame.type == 'E') ++errors_unpaired_;
  if (std::string_view("TDdCIEVGHW").find(frame.type) == std::string_view::npos) return;
  if (!orphan_) {
    orphan_ = begin_orphan(frame.first);
  }
  if (frame.type == 'D' || frame.type == 'd') {
    row(*orphan_, frame);
    return;
  }
  keep(*orphan_, frame);
  if (std::string_view("CIEV").find(frame.type) == std::string_view::npos) return;
  end_part(*orphan_, frame);
  settling_.push_back(std::exchange(orphan_, nullptr));
}

void Dialogue::tick(Time now) {
  if (awaits_silence() && now - ready_time_ >= kSilence) confirm();
}

bool Dialogue::awaits_silence() const {
  return trust_ == Trust::trial && steps_.empty() && server_rested_ && ready_acked_;
}

void Dialogue::finish(Ending kind, Time time) {
  const bool ended = kind == Ending::fin || kind == Ending::reset;
  if (trust_ == Trust::trial) {
    // A client that ends its connection on purpose has what it asked for; a server that owes an
    // answer is not silent for so long.
    const bool proved = steps_.empty() && (kind == Ending::fin || time - ready_time_ >= kSilence);
    if (!proved) doubt();
    confirm();
  }
  Reasons cut;
  cut.add(reason_of(kind));
  if (orphan_) settling_.push_back(std::exchange(orphan_, nullptr));
  for (const UnitPtr& unit : std::exchange(settling_, {})) {
    unit->incomplete.add(cut);
    out_.emplace_back(unit);
  }
  close_unit();
  // A portal left open ends with its connection, when the server ended that on purpose; else more
  // rows may have come.
  for (const auto& [name, unit] : std::exchange(suspended_, {})) finish_unit(unit);
  for (UnitPtr& unit : std::exchange(settling_, {})) {
    if (kind != Ending::fin) unit->incomplete.add(cut);
    out_.emplace_back(std::move(unit));
  }
  for (const Step& step : std::exchange(steps_, {})) {
    if (!step.unit) continue;
    Reasons why;
    if (!ended || step.unit->response.first) why = cut;
    abandon(step.unit, why);
  }
  copying_ = nullptr;
}

std::optional<Output> Dialogue::poll() {
  auto first = out_.take_front();
  if (!first) return std::nullopt;
  if (const Opened* opened = std::get_if<Opened>(&*first)) return *opened;
  const UnitPtr unit = std::get<UnitPtr>(std::move(*first));
  held_ -= unit->held;
  return Exchange{unit->ordinal,
                  "postgresql",
                  unit->request,
                  unit->response,
                  unit->incomplete,
                  unit->control,
                  std::shared_ptr<const Messages>(unit, &unit->said)};
}

/// Gives up what a unit keeps of payloads; its numbers stay. What an unanswered one still needs to
/// be understood stays as well.
void Dialogue::strip(Unit& unit) {
  std::size_t freed = unit.said.answers.size();
  unit.said.answers = {};
  for (Part& part : unit.said.parts) {
    part.captured = 0;
    freed += part.copied.size();
    part.copied = {};
  }
  if (unit.done) {
    freed = unit.held - std::min(unit.held, kUnit);
    unit.said.query = {};
    // The statement may be remembered under its name; it is not changed.
    const Prepared* prepared =
        unit.said.portal ? unit.said.portal->prepared.get() : unit.said.prepared.get();
    auto nameless = std::make_shared<Prepared>();
    if (prepared != nullptr) nameless->name = prepared->name;
    if (unit.said.portal) {
      auto portal = std::make_shared<Portal>();
      portal->name = unit.said.portal->name;
      portal->prepared = std::move(nameless);
      unit.said.portal = std::move(portal);
    } else if (unit.said.prepared) {
      unit.said.prepared = std::move(nameless);
    }
    unit.parsed = nullptr;
    unit.bound = nullptr;
  }
  freed = std::min(freed, unit.held);
  if (freed == 0) return;
  unit.held -= freed;
  held_ -= freed;
  unit.incomplete.add(Reason::limit);
}

void Dialogue::shed(std::size_t wanted) {
  const std::size_t target = held() - std::min(wanted, held());
  for (const auto& item : out_) {
    if (const UnitPtr* unit = std::get_if<UnitPtr>(&item)) strip(**unit);
  }
  if (held() <= target) return;
  for (const UnitPtr& unit : probation_) strip(*unit);
  for (const UnitPtr& unit : settling_) strip(*unit);
  for (const auto& [name, unit] : suspended_) strip(*unit);
  for (const Step& step : steps_) {
    if (step.unit) strip(*step.unit);
  }
  if (orphan_) strip(*orphan_);
  if (held() <= target) return;
  // Requests that wait leave without their answers.
  history_.add(Reason::limit);
  lose_trust(Reason::limit);
  Reasons why;
  why.add(Reason::limit);
  abandon_all(why, false);
  names_.close_portals();
  names_.forget_statements();
}

}  // namespace goldwire::postgres
