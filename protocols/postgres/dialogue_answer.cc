// The server's side of a dialogue: each answer goes to the request it belongs to.
#include <algorithm>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"
#include "protocols/postgres/sql.h"

namespace goldwire::postgres {
namespace {

void extend(Half& half, const Frame& frame) {
  if (!half.first) {
    half.first = frame.first;
    half.begin = frame.begin;
  }
  half.last = frame.last;
  half.end = frame.end;
}

/// After a FATAL error the server closes: no ReadyForQuery will come.
bool is_farewell(Bytes body) {
  const Decoded<ErrorResponse> error = decode<ErrorResponse>(body);
  if (!error) return false;
  // 'V' is the severity in English; servers before 9.6 have only the localized 'S'.
  const std::string_view severity = error->find('V').empty() ? error->find('S') : error->find('V');
  return severity == "FATAL" || severity == "PANIC";
}

/// A check made while pairs are on trial: can this tag answer that text?
bool tag_fits(std::string_view query, std::string_view tag) {
  const std::string verb = sql::first_word(query);
  const auto is_plain = [](std::string_view word) {
    return word == "INSERT" || word == "UPDATE" || word == "DELETE";
  };
  const std::string answered = sql::first_word(tag);
  return !(is_plain(verb) || (is_plain(answered) && verb == "SELECT")) || verb == answered;
}

}  // namespace

void Dialogue::answer(const Frame& frame) {
  if (frame.type == 'S') return;  // ParameterStatus
  if (frame.type == 'A') {
    unasked(frame);
    return;
  }
  if (frame.type == 'N') {
    if (!steps_.empty() && steps_.front().unit && trust_ != Trust::lost) {
      keep(*steps_.front().unit, frame);
    }
    return;
  }
  server_rested_ = frame.type == 'Z';
  ready_acked_ = server_rested_ ? std::optional(frame.acked) : std::nullopt;
  if (server_rested_) ready_time_ = frame.last;
  while (!steps_.empty() && steps_.front().type == 'c') steps_.pop_front();
  if (trust_ != Trust::lost && !steps_.empty() && steps_.front().type == kUnseen) {
    steps_.pop_front();
    client_lost_ = true;
    lose_trust(Reason::gap);
  }
  if (trust_ == Trust::lost) {
    orphan(frame);
    return;
  }
  if (steps_.empty()) {
    const bool farewell = frame.type == 'E' && is_farewell(frame.body);
    if (farewell) {
      unasked(frame);
    } else {
      contradict(frame);
    }
    return;
  }
  Step& head = steps_.front();
  if ((trust_ == Trust::trial && frame.acked < head.end) || !accept(head, frame)) {
    contradict(frame);
  }
}

bool Dialogue::accept(Step& head, const Frame& frame) {
  if (frame.type == 'E') {
    fail(frame);
    return true;
  }
  if (head.unit && frame.type != 'Z') {
    extend(head.unit->response, frame);
    head.unit->incomplete.add(frame.touched);
    if (frame.touched.empty() && !well_formed(Side::server, frame.type, frame.body)) {
      head.unit->incomplete.add(Reason::undecodable);
    }
  }
  switch (head.type) {
    case 0:
      if (frame.type == 'Z') {
        finish_unit(head.unit);
        pop();
        ready(frame);
        return true;
      }
      return frame.type == 'R' || frame.type == 'K' || frame.type == 'v';
    case 'P':
      if (frame.type != '1') return false;
      head.unit->parsed->sure = true;
      remember(head.unit->parsed);
      break;
    case 'B':
      if (frame.type != '2') return false;
      resolve(*head.unit);
      confirm_statement(*head.unit);
      close_portal(head.unit->bound->name);
      portals_[head.unit->bound->name] = head.unit->bound;
      break;
    case 'D':
      return accept_described(head, frame);
    case 'C':
      if (frame.type != '3') return false;
      if (head.kind == 'P') close_portal(head.name);
      if (head.kind == 'S') forget_statement(head.name);
      break;
    case 'S':
      if (frame.type != 'Z') return false;
      pop();
      ready(frame);
      return true;
    default:
      return accept_result(head, frame);
  }
  pop();
  return true;
}

bool Dialogue::accept_described(Step& head, const Frame& frame) {
  if (frame.type != 'T' && frame.type != 'n' && !(frame.type == 't' && head.kind == 'S')) {
    return false;
  }
  if (head.kind == 'S') {
    // What is shared with statements already answered is not changed.
    auto described = std::make_shared<Prepared>(*prepared_named(head.name));
    described->name = head.name;
    if (frame.type == 't') described->parameter_types = as_text(frame.body);
    if (frame.type == 'T') described->columns = as_text(frame.body);
    if (head.unit->said.prepared && head.unit->said.prepared->name == head.name) {
      head.unit->said.prepared = described;
    }
    if (described->known) remember(std::move(described));
  } else if (frame.type == 'T') {
    const auto portal = portals_.find(head.name);
    if (portal != portals_.end() && portal->second == head.unit->bound) {
      portal->second->columns = as_text(frame.body);
      charge(*head.unit, frame.body.size());
    }
  }
  if (frame.type != 't') pop();
  return true;
}

bool Dialogue::accept_result(Step& head, const Frame& frame) {
  const UnitPtr unit = head.unit;
  const bool query = head.type == 'Q';
  if (head.type == 'F') {
    if (frame.type == 'Z') {
      finish_unit(unit);
      pop();
      ready(frame);
      return true;
    }
    if (frame.type != 'V') return false;
    keep(*unit, frame);
    end_part(*unit, frame);
    return true;
  }
  if (!query && !unit->said.portal) resolve(*unit);
  switch (frame.type) {
    case 'D':
    case 'd':
      row(*unit, frame);
      return true;
    case 'c':
      return true;
    case 'T':
      if (!query) return false;
      keep(*unit, frame);
      return true;
    case 'G':
    case 'W':
      copying_ = unit;
      [[fallthrough]];
    case 'H':
      keep(*unit, frame);
      // A Sync or Flush that came along with the Execute is read, and ignored, in copy mode.
      if (!query && frame.type == 'G') {
        while (steps_.size() > 1 && steps_[1].type == 'S') steps_.erase(steps_.begin() + 1);
      }
      return true;
    case 'C':
      if (trust_ == Trust::trial && unit->said.parts.size() <= 1) {
        const std::string_view text = query ? unit->said.query
                                      : unit->said.portal->prepared->known
                                          ? unit->said.portal->prepared->query
                                          : "";
        if (!text.empty() && !tag_fits(text, as_text(frame.body))) return false;
      }
      complete(*unit, frame);
      break;
    case 'I':
      keep(*unit, frame);
      end_part(*unit, frame);
      break;
    case 's':
      if (query) return false;
      part_of(*unit, frame);
      suspended_[head.name] = unit;
      pop();
      return true;
    case 'Z':
      if (!query) return false;
      finish_unit(unit);
      pop();
      forget_statement("");  // a simple query ends the unnamed statement's life
      ready(frame);
      return true;
    default:
      return false;
  }
  if (query) return true;
  suspended_.erase(head.name);
  finish_unit(unit);
  pop();
  return true;
}

void Dialogue::pop() {
  const UnitPtr unit = std::move(steps_.front().unit);
  steps_.pop_front();
  if (!unit) return;
  --unit->steps;
  if (unit->steps == 0 && unit->closed && !unit->done && unit->said.asked == Asked::prepare) {
    finish_unit(unit);
  }
}

Part& Dialogue::part_of(Unit& unit, const Frame& frame) {
  std::vector<Part>& parts = unit.said.parts;
  if (parts.empty() || parts.back().ended) parts.emplace_back();
  extend(parts.back().half, frame);
  return parts.back();
}

void Dialogue::keep(Unit& unit, const Frame& frame) {
  extend(unit.response, frame);
  unit.incomplete.add(frame.touched);
  part_of(unit, frame);
  std::string& answers = unit.said.answers;
  if (frame.type == 'N' && answers.size() + frame.body.size() > limits_.body) return;
  const std::size_t before = answers.size();
  answers += goldwire::postgres::frame(frame.type, as_text(frame.body));
  charge(unit, answers.size() - before);
}

void Dialogue::row(Unit& unit, const Frame& frame) {
  Part& part = part_of(unit, frame);
  if (frame.type == 'D') ++part.rows;
  const std::uint64_t octets = frame.end - frame.begin - kHeader;
  part.size += octets;
  std::string& answers = unit.said.answers;
  // The first rows are kept, and none after one that was left out.
  if (!frame.touched.empty() || part.captured + octets != part.size ||
      answers.size() + frame.body.size() > limits_.body) {
    return;
  }
  part.captured += octets;
  const std::size_t before = answers.size();
  const auto length = static_cast<std::uint32_t>(frame.body.size() + 4);
  const char header[kHeader] = {frame.type, static_cast<char>(length >> 24),
                                static_cast<char>(length >> 16), static_cast<char>(length >> 8),
                                static_cast<char>(length)};
  answers.append(header, kHeader).append(as_text(frame.body));
  charge(unit, answers.size() - before);
}

void Dialogue::end_part(Unit& unit, const Frame& frame) {
  part_of(unit, frame).ended = true;
  if (copying_.get() == &unit) copying_ = nullptr;
}

void Dialogue::complete(Unit& unit, const Frame& frame) {
  keep(unit, frame);
  end_part(unit, frame);
  const std::string_view tag = as_text(frame.body).substr(0, as_text(frame.body).find('\0'));
  if (tag == "DISCARD ALL" || tag == "DEALLOCATE ALL") forget_statements();
  if (tag != "PREPARE") return;
  const std::string_view text = unit.said.asked == Asked::query
                                    ? sql::statement_at(unit.said.query, unit.said.parts.size() - 1)
                                    : std::string_view(unit.said.portal->prepared->query);
  auto prepared = std::make_shared<Prepared>();
  if (const auto made = sql::read_prepare(text)) {
    prepared->name = made->name;
    prepared->query = made->query;
    prepared->known = prepared->sure = true;
    remember(std::move(prepared));
  } else {
    forget_statements();
    history_.add(Reason::undecodable);
  }
}

void Dialogue::fail(const Frame& frame) {
  Step& head = steps_.front();
  UnitPtr unit = head.unit;
  const char type = head.type;
  if (!unit && !settling_.empty()) unit = settling_.back();  // the commit at Sync failed
  if (!unit) {
    unasked(frame);
  } else {
    resolve(*unit);
    if (type == 'B') deny_statement(*unit, frame);
    const bool stale = unit->said.portal && !unit->parsed && unit->said.portal->prepared->known &&
                       !unit->said.portal->prepared->sure;
    if (unit->unsure || stale) unit->incomplete.add(history_);
    keep(*unit, frame);
    end_part(*unit, frame);
  }
  const bool farewell = is_farewell(frame.body);
  if (type == 0 || farewell) {
    if (unit) finish_unit(unit);
    if (type == 0) pop();
    // No ReadyForQuery will come.
    for (const UnitPtr& settled : std::exchange(settling_, {})) emit(settled);
    if (farewell) skip_to_sync();
    return;
  }
  if (type == 'Q' || type == 'F' || type == 'S') return;
  suspended_.erase(head.name);
  if (unit) finish_unit(unit);
  skip_to_sync();
}

/// The server discards what comes until Sync; it answers nothing of it.
void Dialogue::skip_to_sync() {
  discarding_ = true;
  while (!steps_.empty()) {
    const Step& step = steps_.front();
    if (step.type == kUnseen) break;
    if (step.type == 'S') {
      discarding_ = false;
      break;
    }
    const UnitPtr unit = step.unit;
    steps_.pop_front();
    if (!unit) continue;
    --unit->steps;
    if (unit->done) continue;
    unit->said.skipped = true;
    unit->incomplete.add(Reason::no_response);
    if (unit->closed) {
      resolve(*unit);
      finish_unit(unit);
    }
  }
}

void Dialogue::ready(const Frame& frame) {
  char status = 0;
  if (frame.touched.empty() && frame.body.size() == 1) status = static_cast<char>(frame.body[0]);
  if (status == 'I') close_portals();
  std::vector<UnitPtr> settled;
  settled.swap(settling_);
  for (const UnitPtr& unit : settled) {
    unit->said.transaction = status;
    unit->incomplete.add(frame.touched);
    emit(unit);
  }
}

void Dialogue::unasked(const Frame& frame) {
  auto unit = std::make_shared<Unit>();
  unit->ordinal = ordinal_++;
  unit->control = frame.type == 'A';
  unit->said.session = session_;
  out_.emplace_back(Opened{unit->ordinal, frame.first, true});
  keep(*unit, frame);
  unit->said.parts.back().ended = true;
  unit->done = true;
  out_.emplace_back(unit);
}

/// The unit is answered; it leaves with its ReadyForQuery.
void Dialogue::finish_unit(const UnitPtr& unit) {
  if (unit->done) return;
  miss_statement(*unit);
  unit->done = unit->closed = true;
  if (unit->said.asked == Asked::prepare) {
    unit->control = unit->said.parts.empty();
    if (unit->bound) resolve(*unit);
  }
  settling_.push_back(unit);
}

void Dialogue::emit(const UnitPtr& unit) {
  if (trust_ == Trust::trial) {
    probation_.push_back(unit);
  } else {
    out_.emplace_back(unit);
  }
}

/// The server says that there is no statement of that name, whatever was parsed under it before.
void Dialogue::deny_statement(Unit& unit, const Frame& frame) {
  const Decoded<ErrorResponse> error = decode<ErrorResponse>(frame.body);
  if (!error || error->find('C') != "26000") return;
  unit.denied = true;
  forget_statement(unit.bound_statement);
  unit.bound->prepared = prepared_named(unit.bound_statement);
}

/// The server bound a statement whose Parse may have failed unseen: so it did not fail.
void Dialogue::confirm_statement(Unit& unit) {
  const Prepared& prepared = *unit.bound->prepared;
  if (!prepared.known || prepared.sure) return;
  auto sure = std::make_shared<Prepared>(prepared);
  sure->sure = true;
  unit.bound->prepared = sure;
  remember(std::move(sure));
}

/// Says what a unit's portal and statement are, as far as that is known now.
void Dialogue::resolve(Unit& unit) {
  if (unit.said.portal || (!unit.bound && unit.said.asked != Asked::execute)) return;
  if (unit.bound) {
    const bool own = unit.parsed && unit.parsed->name == unit.bound_statement;
    // Describing may have said more of an own Parse since.
    unit.bound->prepared = own ? unit.said.prepared : prepared_named(unit.bound_statement);
    unit.said.portal = unit.bound;
  } else if (const auto found = portals_.find(unit.portal); found != portals_.end()) {
    unit.said.portal = found->second;
  } else {
    auto unknown = std::make_shared<Portal>();
    unknown->name = unit.portal;
    unknown->prepared = std::make_shared<Prepared>();
    unit.said.portal = std::move(unknown);
  }
}

/// A statement prepared before what was seen, or in a hole, keeps its exchange from being whole.
void Dialogue::miss_statement(Unit& unit) {
  const bool missing = unit.said.portal && !unit.said.portal->prepared->known;
  if (missing && !unit.denied) unit.incomplete.add(history_);
}

std::shared_ptr<const Prepared> Dialogue::prepared_named(const std::string& name) const {
  const auto found = statements_.find(name);
  if (found != statements_.end()) return found->second;
  auto unknown = std::make_shared<Prepared>();
  unknown->name = name;
  return unknown;
}

void Dialogue::remember(std::shared_ptr<const Prepared> prepared) {
  const auto size = [](const Prepared& one) {
    return one.query.size() + one.columns.size() + one.parameter_types.size();
  };
  if (statements_held_ + size(*prepared) > limits_.held / 2) {
    forget_statements();
    history_.add(Reason::limit);
  }
  std::shared_ptr<const Prepared>& place = statements_[prepared->name];
  const std::size_t before = place ? size(*place) : 0;
  place = std::move(prepared);
  statements_held_ += size(*place) - before;
  held_ += size(*place) - before;
}

void Dialogue::forget_statement(const std::string& name) {
  const auto found = statements_.find(name);
  if (found == statements_.end()) return;
  const Prepared& gone = *found->second;
  const std::size_t size = gone.query.size() + gone.columns.size() + gone.parameter_types.size();
  statements_held_ -= size;
  held_ -= size;
  statements_.erase(found);
}

void Dialogue::forget_statements() {
  held_ -= std::exchange(statements_held_, 0);
  statements_.clear();
}

void Dialogue::close_portal(const std::string& name) {
  portals_.erase(name);
  const auto suspended = suspended_.extract(name);
  if (!suspended.empty()) finish_unit(suspended.mapped());
}

void Dialogue::close_portals() {
  portals_.clear();
  for (const auto& [name, unit] : suspended_) finish_unit(unit);
  suspended_.clear();
}

void Dialogue::charge(Unit& unit, std::size_t octets) {
  unit.held += octets;
  held_ += octets;
}

}  // namespace goldwire::postgres
