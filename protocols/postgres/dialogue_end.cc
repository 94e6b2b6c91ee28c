// How what was asked ends: by completion, by an error and all that it skips, by ReadyForQuery.
#include <memory>
#include <string_view>
#include <utility>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"
#include "protocols/postgres/sql.h"

namespace goldwire::postgres {

bool Dialogue::is_farewell(const Frame& frame) {
  const Decoded<ErrorResponse> error = decode<ErrorResponse>(frame.body);
  if (!error) return false;
  // 'V' is the severity in English; servers before 9.6 have only the localized 'S'.
  const std::string_view severity = error->find('V').empty() ? error->find('S') : error->find('V');
  return severity == "FATAL" || severity == "PANIC";
}

void Dialogue::complete(Unit& unit, const Frame& frame) {
  keep(unit, frame);
  end_part(unit, frame);
  const std::string_view tag = as_text(frame.body).substr(0, as_text(frame.body).find('\0'));
  if (tag == "DISCARD ALL" || tag == "DEALLOCATE ALL") names_.forget_statements();
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
    names_.doubt_statements();
    history_.add(Reason::undecodable);
  }
}

void Dialogue::fail(const Frame& frame) {
  Step& head = steps_.front();
  // What fails at Sync is the commit of what came before it.
  const UnitPtr unit = head.unit ? head.unit : settling_.back();
  const char type = head.type;
  resolve(*unit);
  if (type == 'B') deny_statement(*unit, frame);
  const bool stale = unit->said.portal && !unit->parsed && unit->said.portal->prepared->known &&
                     !unit->said.portal->prepared->sure;
  if (stale) unit->incomplete.add(history_);
  keep(*unit, frame);
  end_part(*unit, frame);
  const bool farewell = is_farewell(frame);
  if (type == 0 || farewell) {
    finish_unit(unit);
    if (type == 0) pop();
    // No ReadyForQuery will come.
    for (const UnitPtr& settled : std::exchange(settling_, {})) emit(settled);
    if (farewell) skip_to_sync();
    return;
  }
  if (type == 'Q' || type == 'F' || type == 'S') return;
  suspended_.erase(head.name);
  finish_unit(unit);
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
  while (!steps_.empty() && steps_.front().type == 'c') steps_.pop_front();
  std::erase_if(executed_, [](const auto& each) {
    const UnitPtr unit = each.second.lock();
    return !unit || unit->done;
  });
  for (const UnitPtr& unit : settling_) {
    unit->said.transaction = status;
    unit->incomplete.add(frame.touched);
    emit(unit);
  }
  settling_.clear();
}

void Dialogue::unasked(const Frame& frame) {
  auto unit = std::make_shared<Unit>();
  unit->ordinal = ordinal_++;
  unit->control = frame.type == 'A';
  unit->said.session = session_;
  out_.emplace_back(Opened{unit->ordinal, frame.first, true});
  charge(*unit, kUnit);
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

}  // namespace goldwire::postgres
