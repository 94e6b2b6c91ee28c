// Remembering and forgetting names.
#include "protocols/postgres/names.h"

#include <utility>

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

const std::shared_ptr<const Prepared>* Names::find(const std::string& name) const {
  if (name.empty()) return unnamed_ ? &unnamed_ : nullptr;
  const auto found = statements_.find(name);
  return found == statements_.end() ? nullptr : &found->second;
}

std::shared_ptr<const Prepared>* Names::find(const std::string& name) {
  return const_cast<std::shared_ptr<const Prepared>*>(std::as_const(*this).find(name));
}

std::shared_ptr<const Prepared> Names::statement(const std::string& name) const {
  if (const auto* found = find(name)) return *found;
  auto unknown = std::make_shared<Prepared>();
  unknown->name = name;
  return unknown;
}

const Prepared* Names::find_statement(const std::string& name) const {
  const auto* found = find(name);
  return found == nullptr ? nullptr : found->get();
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
  auto& place = statement->name.empty() ? unnamed_ : statements_[statement->name];
  place = std::move(statement);
  return room;
}

void Names::forget_statement(const std::string& name) {
  const auto* found = find(name);
  if (found == nullptr) return;
  statements_held_ -= size_of(**found);
  if (name.empty()) {
    unnamed_ = nullptr;
  } else {
    statements_.erase(statements_.find(name));
  }
}

void Names::forget_statements() {
  statements_held_ = 0;
  unnamed_ = nullptr;
  statements_.clear();
}

void Names::doubt_statement(const std::string& name) {
  if (name.empty()) {
    forget_statement(name);
    return;
  }
  auto unknown = std::make_shared<Prepared>();
  unknown->name = name;
  remember(std::move(unknown));
}

void Names::doubt_statements() {
  forget_statement("");
  for (auto& [name, statement] : statements_) {
    auto unknown = std::make_shared<Prepared>();
    unknown->name = name;
    statements_held_ -= size_of(*statement);
    statements_held_ += size_of(*unknown);
    statement = std::move(unknown);
  }
}

void Names::miss_description(const std::string& name) {
  auto* found = find(name);
  if (found == nullptr || (*found)->described) return;
  auto partial = std::make_shared<Prepared>(**found);
  partial->partial = true;
  *found = std::move(partial);
}

void Names::miss_descriptions() {
  miss_description("");
  for (const auto& [name, statement] : statements_) miss_description(name);
}

std::shared_ptr<Portal> Names::portal(const std::string& name) const {
  if (name.empty()) return unnamed_portal_;
  const auto found = portals_.find(name);
  return found == portals_.end() ? nullptr : found->second;
}

void Names::bind(std::shared_ptr<Portal> portal) {
  close_portal(portal->name);
  const std::size_t size = size_of(*portal);
  if (held() + size > most_) close_portals();
  portals_held_ += size;
  auto& place = portal->name.empty() ? unnamed_portal_ : portals_[portal->name];
  place = std::move(portal);
}

void Names::close_portal(const std::string& name) {
  const std::shared_ptr<Portal> gone = portal(name);
  if (!gone) return;
  portals_held_ -= size_of(*gone);
  if (name.empty()) {
    unnamed_portal_ = nullptr;
  } else {
    portals_.erase(name);
  }
}

void Names::close_portals() {
  portals_held_ = 0;
  unnamed_portal_ = nullptr;
  portals_.clear();
}

}  // namespace goldwire::postgres
