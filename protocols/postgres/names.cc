// Remembering and forgetting names.
#include "protocols/postgres/names.h"

namespace goldwire::postgres {
namespace {

/// What an entry takes besides its texts.
constexpr std::size_t kEntry = 256;

std::size_t size_of(const Prepared& statement) {
  return kEntry + 2 * statement.name.size() + statement.query.size() + statement.columns.size() +
         statement.parameter_types.size();
}

std::size_t size_of(const Portal& portal) {
  // Its columns come later, and are counted with the request that describes it.
  return kEntry + 2 * portal.name.size() + portal.bind.size();
}

}  // namespace

std::shared_ptr<const Prepared> Names::statement(const std::string& name) const {
  const auto found = statements_.find(name);
  if (found != statements_.end()) return found->second;
  auto unknown = std::make_shared<Prepared>();
  unknown->name = name;
  return unknown;
}

const Prepared* Names::find_statement(const std::string& name) const {
  const auto found = statements_.find(name);
  return found == statements_.end() ? nullptr : found->second.get();
}

bool Names::remember(std::shared_ptr<const Prepared> statement) {
  forget_statement(statement->name);
  const std::size_t size = size_of(*statement);
  const bool room = held() + size <= most_;
  if (!room) {
    forget_statements();
    close_portals();
  }
  statements_held_ += size;
  statements_[statement->name] = std::move(statement);
  return room;
}

void Names::forget_statement(const std::string& name) {
  const auto found = statements_.find(name);
  if (found == statements_.end()) return;
  statements_held_ -= size_of(*found->second);
  statements_.erase(found);
}

void Names::forget_statements() {
  statements_held_ = 0;
  statements_.clear();
}

void Names::miss_description(const std::string& name) {
  const auto found = statements_.find(name);
  if (found == statements_.end() || found->second->described) return;
  auto partial = std::make_shared<Prepared>(*found->second);
  partial->partial = true;
  found->second = std::move(partial);
}

void Names::miss_descriptions() {
  for (const auto& [name, statement] : statements_) miss_description(name);
}

std::shared_ptr<Portal> Names::portal(const std::string& name) const {
  const auto found = portals_.find(name);
  return found == portals_.end() ? nullptr : found->second;
}

void Names::bind(std::shared_ptr<Portal> portal) {
  close_portal(portal->name);
  const std::size_t size = size_of(*portal);
  if (held() + size > most_) close_portals();
  portals_held_ += size;
  portals_[portal->name] = std::move(portal);
}

void Names::close_portal(const std::string& name) {
  const auto found = portals_.find(name);
  if (found == portals_.end()) return;
  portals_held_ -= size_of(*found->second);
  portals_.erase(found);
}

void Names::close_portals() {
  portals_held_ = 0;
  portals_.clear();
}

}  // namespace goldwire::postgres
