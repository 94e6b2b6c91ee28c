// What the names in a dialogue's messages stand for.
#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"

namespace goldwire::postgres {

/// The server says that there is no statement of that name, whatever was parsed under it before.
void Dialogue::deny_statement(Unit& unit, const Frame& frame) {
  const Decoded<ErrorResponse> error = decode<ErrorResponse>(frame.body);
  if (!error || error->find('C') != "26000") return;
  unit.denied = true;
  names_.forget_statement(unit.bound_statement);
  unit.bound->prepared = names_.statement(unit.bound_statement);
}

/// The server bound a statement whose Parse may have failed unseen: so it did not fail. No two of
/// one name exist at a time, so a name that was bound before it was parsed is taken.
void Dialogue::confirm_statement(Unit& unit) {
  const Prepared& prepared = *unit.bound->prepared;
  if (!prepared.known && names_.find_statement(unit.bound_statement) == nullptr) {
    names_.doubt_statement(unit.bound_statement);
  }
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
    unit.bound->prepared = own ? unit.said.prepared : names_.statement(unit.bound_statement);
    unit.said.portal = unit.bound;
  } else if (auto portal = names_.portal(unit.portal)) {
    unit.said.portal = std::move(portal);
  } else {
    auto unknown = std::make_shared<Portal>();
    unknown->name = unit.portal;
    unknown->prepared = std::make_shared<Prepared>();
    unit.said.portal = std::move(unknown);
  }
}

/// A statement prepared or described before what was seen, or in a hole, keeps its exchange from
/// being whole.
void Dialogue::miss_statement(Unit& unit) {
  if (!unit.said.portal || unit.denied) return;
  const Prepared& prepared = *unit.said.portal->prepared;
  if (!prepared.known || prepared.partial) unit.incomplete.add(history_);
}

void Dialogue::remember(std::shared_ptr<const Prepared> prepared) {
  if (!names_.remember(std::move(prepared))) history_.add(Reason::limit);
}

void Dialogue::close_portal(const std::string& name) {
  names_.close_portal(name);
  const auto suspended = suspended_.extract(name);
  if (!suspended.empty()) finish_unit(suspended.mapped());
}

void Dialogue::close_portals() {
  names_.close_portals();
  for (const auto& [name, unit] : suspended_) finish_unit(unit);
  suspended_.clear();
}

void Dialogue::charge(Unit& unit, std::size_t octets) {
  unit.held += octets;
  held_ += octets;
}

}  // namespace goldwire::postgres
