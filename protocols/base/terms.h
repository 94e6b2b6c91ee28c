// Terms: what the user says about the names of their own system, beyond who has which address.
//
// Contract: plain data, read once and never changed while exchanges are described, by several
// threads. Without any, everything is named by its own form.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/value.h"

namespace goldwire {

/// "/accounts/{id}": the route of every path of that form. A segment in braces fits any one segment
/// that is not empty; "**" as the last one fits whatever follows, which is then named by its own
/// form.
struct RouteTemplate {
  std::string text;
};

/// An API and how it is known. What is empty fits every request; what is not must fit. In `host`
/// and `value` a "*" stands for any characters, and case does not count.
struct ApiRule {
  std::string host{};      ///< of the Host field, without port: "api.stripe.com", "*.slack.com"
  std::string method{};    ///< "POST"
  std::string path{};      ///< a RouteTemplate, which is then the route
  std::string header{};    ///< a field that the request has
  std::string value{};     ///< and what it says: "Stripe/*"
  std::string name{};      ///< what a span of it is called; empty: as its protocol names it
  std::string external{};  ///< the third party whose API it is; empty: none
  std::vector<std::pair<std::string, std::string>> attributes{};
};

/// Schemas of binary messages, by the names that an interface definition gives them.
class Schemas {
 public:
  virtual ~Schemas() = default;
  struct Method {
    std::string request;  ///< full name of the message type
    std::string response;
  };
  /// The types of "package.Service" and its method.
  virtual std::optional<Method> method(std::string_view service, std::string_view name) const = 0;
  /// `octets` as a message of `type`; nothing when they are none.
  virtual std::optional<Value> read(std::string_view type, std::string_view octets) const = 0;
};

struct Terms {
  std::vector<RouteTemplate> routes;       ///< the first that fits wins
  std::vector<ApiRule> apis;               ///< before those that are built in; the first wins
  std::shared_ptr<const Schemas> schemas;  ///< null: none
};

}  // namespace goldwire
