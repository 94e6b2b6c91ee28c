// The client's side of a dialogue: frames -> requests in the queue.
#include <ranges>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"

namespace goldwire::postgres {
namespace {

/// A body whose only field is a String; what is left of it when it was cut.
std::string_view text_of(Bytes body) {
  const std::string_view text = as_text(body);
  return text.substr(0, text.find('\0'));
}

/// Parse's parameter types are written like ParameterDescription.
std::string types_of(const Parse& parse) {
  if (parse.parameter_types.empty()) return {};
  return encode(ParameterDescription{parse.parameter_types}).substr(kHeader);
}

/// Does this message belong to a cycle, which ends with ReadyForQuery?
bool in_a_cycle(char type) {
  return std::string_view("QPBDECSF").find(type) != std::string_view::npos;
}

}  // namespace

Dialogue::Dialogue(const Limits& limits, bool midstream)
    : limits_(limits), names_(limits.held / 2) {
  if (!midstream) return;
  trust_ = Trust::lost;
  client_known_ = false;
  client_lost_ = true;
  history_.add(Reason::midstream);
}

void Dialogue::start(const Frame& packet, std::shared_ptr<const Session> session) {
  // Start-up is a fresh beginning, even when the capture missed the handshake before it.
  trust_ = Trust::sure;
  history_ = {};
  client_known_ = true;
  client_lost_ = false;
  names_.forget_statements();
  session_ = std::move(session);
  UnitPtr unit = begin(packet, Asked::startup);
  unit->control = true;
  unit->said.query = as_text(packet.body);
  charge(*unit, packet.body.size());
  push(0, packet, std::move(unit));
}

void Dialogue::cancel(const Frame& packet) {
  const UnitPtr unit = begin(packet, Asked::cancel);
  unit->control = unit->done = true;
  out_.emplace_back(unit);
}

void Dialogue::encrypt(const Frame& request, const Frame& answer) {
  const UnitPtr unit = begin(request, Asked::encryption);
  unit->response = {answer.first, answer.last, answer.begin, answer.end};
  unit->incomplete.add(Reason::encrypted);
  unit->done = true;
  out_.emplace_back(unit);
}

Dialogue::UnitPtr Dialogue::begin(const Frame& frame, Asked asked) {
  auto unit = std::make_shared<Unit>();
  unit->ordinal = ordinal_++;
  unit->request = {frame.first, frame.last, frame.begin, frame.end};
  unit->incomplete.add(frame.touched);
  unit->said.asked = asked;
  unit->said.session = session_;
  const bool waits = trust_ != Trust::sure || asked == Asked::startup || asked == Asked::cancel;
  out_.emplace_back(Opened{unit->ordinal, frame.first, waits});
  charge(*unit, kUnit);
  return unit;
}

void Dialogue::join(Unit& unit, const Frame& frame) {
  unit.request.last = frame.last;
  unit.request.end = frame.end;
  unit.incomplete.add(frame.touched);
}

void Dialogue::push(char type, const Frame& frame, UnitPtr unit, std::string name, char kind) {
  if (unit && frame.touched.empty() && type != 0 && !well_formed(Side::client, type, frame.body)) {
    unit->incomplete.add(Reason::undecodable);
  }
  if (unit) ++unit->steps;
  steps_.push_back({type, kind, frame.end, std::move(unit), std::move(name)});
  if (discarding_ && type != 'S') skip_to_sync();
}

void Dialogue::ask(const Frame& frame, Standing server) {
  if (in_a_cycle(frame.type)) {
    if (at_rest(frame, server)) settle_trust();
    in_cycle_ = true;
    server_rested_ = false;
  }
  if (steps_.size() >= 8 * limits_.pending) lose_trust(Reason::limit);
  switch (frame.type) {
    case 'Q':
      ask_query(frame);
      break;
    case 'P':
      ask_parse(frame);
      break;
    case 'B':
      ask_bind(frame);
      break;
    case 'D':
      ask_describe(frame);
      break;
    case 'E':
      ask_execute(frame);
      break;
    case 'C':
      ask_close(frame);
      break;
    case 'F':
      ask_function(frame);
      break;
    case 'S':
      close_unit();
      push('S', frame, nullptr);
      discarding_ = false;
      end_cycle();
      break;
    case 'H':
      // What was only parsed is looked at by the client before it goes on.
      if (unit_ && !unit_->bound) close_unit();
      break;
    case 'd':
    case 'c':
    case 'f':
      copy_in(frame);
      break;
    default:
      break;  // Terminate, and passwords, which are not kept
  }
}

void Dialogue::end_cycle() {
  in_cycle_ = false;
  client_known_ = true;
}

void Dialogue::close_unit() {
  if (!unit_) return;
  unit_->closed = true;
  if (unit_->steps == 0 && !unit_->done) finish_unit(unit_);
  unit_ = nullptr;
}

void Dialogue::ask_query(const Frame& frame) {
  close_unit();
  UnitPtr unit = begin(frame, Asked::query);
  unit->said.query = text_of(frame.body);
  unit->closed = true;
  charge(*unit, unit->said.query.size());
  push('Q', frame, std::move(unit));
  end_cycle();
}

void Dialogue::ask_parse(const Frame& frame) {
  close_unit();
  unit_ = begin(frame, Asked::prepare);
  auto prepared = std::make_shared<Prepared>();
  if (const Decoded<Parse> parse = decode<Parse>(frame.body)) {
    prepared->name = parse->statement;
    prepared->query = parse->query;
    prepared->parameter_types = types_of(*parse);
    prepared->known = true;
  } else {
    WireReader in(frame.body);
    prepared->name = in.cstring();
    prepared->known = !in.failed();
    prepared->query = text_of(in.rest());
  }
  charge(*unit_, prepared->query.size());
  unit_->said.prepared = prepared;
  unit_->parsed = std::move(prepared);
  push('P', frame, unit_, unit_->parsed->name);
}

void Dialogue::ask_bind(const Frame& frame) {
  WireReader in(frame.body);
  auto portal = std::make_shared<Portal>();
  portal->name = in.cstring();
  const std::string_view statement = in.cstring();
  portal->bind = as_text(frame.body);
  const bool joins =
      unit_ && !unit_->bound && unit_->said.prepared && unit_->said.prepared->name == statement;
  if (joins) {
    join(*unit_, frame);
  } else {
    close_unit();
    unit_ = begin(frame, Asked::prepare);
  }
  if (in.failed()) unit_->incomplete.add(Reason::undecodable);
  charge(*unit_, portal->bind.size());
  unit_->bound_statement = statement;
  if (!executed_.empty()) executed_.erase(portal->name);
  unit_->bound = std::move(portal);
  push('B', frame, unit_, std::string(statement));
}

void Dialogue::ask_describe(const Frame& frame) {
  const Decoded<Describe> describe = decode<Describe>(frame.body);
  const char kind = describe ? describe->kind : 'P';
  std::string name(describe ? describe->name : std::string_view{});
  const bool joins = unit_ && (kind == 'S' ? !unit_->bound && unit_->said.prepared->name == name
                                           : unit_->bound && unit_->bound->name == name);
  if (joins) {
    join(*unit_, frame);
  } else {
    close_unit();
    unit_ = begin(frame, Asked::prepare);
    auto described = std::make_shared<Prepared>();
    if (kind == 'S') described->name = name;
    unit_->said.prepared = std::move(described);
  }
  push('D', frame, unit_, std::move(name), kind);
}

void Dialogue::ask_execute(const Frame& frame) {
  const Decoded<Execute> execute = decode<Execute>(frame.body);
  std::string portal(execute ? execute->portal : std::string_view{});
  if (unit_ && unit_->bound && unit_->bound->name == portal) {
    join(*unit_, frame);
  } else {
    // A portal asked for more rows goes on being the same statement.
    const auto before = executed_.find(portal);
    const UnitPtr resumed = before == executed_.end() ? nullptr : before->second.lock();
    close_unit();
    if (resumed && !resumed->done) {
      push('E', frame, resumed, std::move(portal));
      return;
    }
    unit_ = begin(frame, Asked::execute);
  }
  unit_->said.asked = Asked::execute;
  unit_->portal = portal;
  unit_->said.max_rows = execute ? execute->max_rows : 0;
  unit_->closed = true;
  if (unit_->said.max_rows != 0) executed_[portal] = unit_;  // else it cannot be suspended
  push('E', frame, std::exchange(unit_, nullptr), std::move(portal));
}

void Dialogue::ask_close(const Frame& frame) {
  const Decoded<Close> close = decode<Close>(frame.body);
  push('C', frame, nullptr, std::string(close ? close->name : std::string_view{}),
       close ? close->kind : 'P');
}

void Dialogue::ask_function(const Frame& frame) {
  close_unit();
  UnitPtr unit = begin(frame, Asked::function_call);
  unit->said.query = as_text(frame.body);
  unit->closed = true;
  charge(*unit, unit->said.query.size());
  push('F', frame, std::move(unit));
  end_cycle();
}

void Dialogue::copy_in(const Frame& frame) {
  UnitPtr unit = copying_;
  for (const Step& step : std::views::reverse(steps_)) {
    if (unit) break;
    if (step.type == 'Q' || step.type == 'E') unit = step.unit;  // CopyInResponse is still to come
  }
  if (!unit) return;  // too late, after an error: the server ignores it as well
  unit->incomplete.add(frame.touched);
  if (frame.type != 'd') {
    steps_.push_back({'c', 0, frame.end, nullptr, {}});
    return;
  }
  if (unit->said.parts.empty()) unit->said.parts.emplace_back();
  Part& part = unit->said.parts.back();
  const std::uint64_t octets = frame.end - frame.begin - kHeader;
  part.copied_size += octets;
  if (part.copied.size() + octets != part.copied_size || part.copied_size > limits_.body) return;
  part.copied += as_text(frame.body);
  charge(*unit, frame.body.size());
}

}  // namespace goldwire::postgres
