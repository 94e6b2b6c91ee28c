// OwnEndpoints: a short list behind a lock; the capture asks once per segment.
#include "agent/observe/own_endpoints.h"

#include <algorithm>
#include <netinet/in.h>
#include <sys/socket.h>

namespace goldwire {

void OwnEndpoints::add(const Endpoint& endpoint) {
  const std::lock_guard lock(mutex_);
  endpoints_.push_back(endpoint);
  if (endpoints_.size() > kKept) endpoints_.pop_front();
}

void OwnEndpoints::add_socket(int descriptor) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return;
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    add({Address::v4(reinterpret_cast<const std::uint8_t*>(&v4.sin_addr)), ntohs(v4.sin_port)});
  } else if (storage.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
    add({Address::v6(v6.sin6_addr.s6_addr), ntohs(v6.sin6_port)});
  }
}

bool OwnEndpoints::has_part_in(const Segment& segment) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(endpoints_, [&](const Endpoint& own) {
    return own == segment.source || own == segment.destination;
  });
}

}  // namespace goldwire
