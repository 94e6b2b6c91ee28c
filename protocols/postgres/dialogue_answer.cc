// The server's side of a dialogue: each answer goes to the request it belongs to, and is kept with
// it.
#include <memory>
#include <string_view>
#include <utility>

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

/// Can this tag answer that text?
bool tag_fits(std::string_view query, std::string_view tag) {
  const std::string verb = sql::first_word(query);
  const auto is_plain = [](std::string_view word) {
    return word == "INSERT" || word == "UPDATE" || word == "DELETE";
  };
  const std::string answered = sql::first_word(tag);
  return !(is_plain(verb) || (is_plain(answered) && verb == "SELECT")) || verb == answered;
}

/// A check made while pairs are on trial: can this tag end the unit's first statement, if it does?
bool may_answer(const Statement& said, std::string_view tag) {
  const bool first = said.parts.empty() || (said.parts.size() == 1 && !said.parts[0].ended);
  if (!first) return true;
  if (said.asked == Asked::query) return tag_fits(said.query, tag);
  return !said.portal->prepared->known || tag_fits(said.portal->prepared->query, tag);
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
    const bool farewell = frame.type == 'E' && is_farewell(frame);
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
    if (!head.unit && settling_.empty()) return false;
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
      head.unit->bound->bound = true;
      names_.bind(head.unit->bound);
      break;
    case 'D':
      return accept_described(head, frame);
    case 'C':
      if (frame.type != '3') return false;
      if (head.kind == 'P') close_portal(head.name);
      if (head.kind == 'S') names_.forget_statement(head.name);
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
    auto described = std::make_shared<Prepared>(*names_.statement(head.name));
    if (frame.type != 't') described->described = frame.touched.empty();
    described->partial = !described->described;
    if (frame.type == 't') described->parameter_types = as_text(frame.body);
    if (frame.type == 'T') described->columns = as_text(frame.body);
    if (head.unit->said.prepared && head.unit->said.prepared->name == head.name) {
      head.unit->said.prepared = described;
    }
    if (described->known) remember(std::move(described));
  } else if (frame.type == 'T') {
    const std::shared_ptr<Portal> portal = names_.portal(head.name);
    if (portal && portal == head.unit->bound) {
      portal->columns = as_text(frame.body);
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
      if (trust_ == Trust::trial && !may_answer(unit->said, as_text(frame.body))) return false;
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
      names_.forget_statement("");  // a simple query ends the unnamed statement's life
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
  if (parts.empty() || parts.back().ended) {
    parts.emplace_back();
    charge(unit, sizeof(Part));
  }
  extend(parts.back().half, frame);
  return parts.back();
}

void Dialogue::keep(Unit& unit, const Frame& frame) {
  extend(unit.response, frame);
  unit.incomplete.add(frame.touched);
  part_of(unit, frame);
  const bool spare = frame.type == 'N';
  if (spare && unit.said.answers.size() + frame.body.size() > limits_.body) return;
  append_frame(unit.said.answers, frame.type, frame.body);
  charge(unit, kHeader + frame.body.size());
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
  append_frame(answers, frame.type, frame.body);
  charge(unit, kHeader + frame.body.size());
}

void Dialogue::end_part(Unit& unit, const Frame& frame) {
  part_of(unit, frame).ended = true;
  if (copying_.get() == &unit) copying_ = nullptr;
}

}  // namespace goldwire::postgres
