// Names: the prepared statements and portals of one connection, as its server confirmed them.
//
// Contract: what is handed out is shared and never changed; a new description makes a new Prepared.
// Holds at most `most` octets; beyond that everything is forgotten, and remembering says so.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "protocols/postgres/statement.h"

namespace goldwire::postgres {

class Names {
 public:
  explicit Names(std::size_t most) : most_(most) {}

  /// The statement of that name; one that is not `known` when there is none. Never null.
  std::shared_ptr<const Prepared> statement(const std::string& name) const;
  const Prepared* find_statement(const std::string& name) const;
  /// False when others had to be forgotten for it.
  bool remember(std::shared_ptr<const Prepared> statement);
  void forget_statement(const std::string& name);
  void forget_statements();
  /// The server may have statements of these names, but which is not known any more: entries stay
  /// that are not `known`.
  void doubt_statement(const std::string& name);
  void doubt_statements();
  /// Descriptions were asked for, or may have been, and their answers were not seen.
  void miss_description(const std::string& name);
  void miss_descriptions();

  std::shared_ptr<Portal> portal(const std::string& name) const;
  void bind(std::shared_ptr<Portal> portal);
  void close_portal(const std::string& name);
  void close_portals();

  std::size_t held() const { return statements_held_ + portals_held_; }

 private:
  /// The unnamed ones come and go with every statement: they have places of their own.
  const std::shared_ptr<const Prepared>* find(const std::string& name) const;
  std::shared_ptr<const Prepared>* find(const std::string& name);

  std::size_t most_;
  std::shared_ptr<const Prepared> unnamed_;
  std::shared_ptr<Portal> unnamed_portal_;
  std::map<std::string, std::shared_ptr<const Prepared>, std::less<>> statements_;
  std::size_t statements_held_ = 0;
  std::map<std::string, std::shared_ptr<Portal>, std::less<>> portals_;
  std::size_t portals_held_ = 0;
};

}  // namespace goldwire::postgres
