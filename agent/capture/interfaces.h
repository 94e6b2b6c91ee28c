// Interfaces: what this host can capture from, and news of it.
//
// Contract: no privilege is needed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"

namespace goldwire {

/// An interface of this host that packets can be captured from.
struct InterfaceInfo {
  std::string name;
  std::string description;
  bool up = false;
  bool loopback = false;
};
/// Network interfaces, "any" included; other capture devices (USB, D-Bus) are left out.
Result<std::vector<InterfaceInfo>> list_interfaces();

/// Of the network interfaces that are up now, without "any".
std::vector<std::string> names_of_those_up();

/// True of a pattern (fnmatch(3)), which may stand for several names.
bool is_pattern(std::string_view name);
bool fits_pattern(const std::string& pattern, const std::string& name);

/// Tells when interfaces came, went, or were set up or down (rtnetlink(7)).
class InterfaceWatch {
 public:
  static Result<InterfaceWatch> open();
  InterfaceWatch(InterfaceWatch&& other) noexcept;
  InterfaceWatch& operator=(InterfaceWatch&&) = delete;
  ~InterfaceWatch();

  int descriptor() const { return socket_; }  ///< readable when there is news
  /// True when something changed since the last call. Never waits.
  bool changed() const;

 private:
  explicit InterfaceWatch(int socket) : socket_(socket) {}
  int socket_;
};

}  // namespace goldwire
