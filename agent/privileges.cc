// Privileges: in the order in which each step still may be taken.
#include "agent/privileges.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace goldwire {
namespace {

std::unexpected<Error> refused(std::string_view what) {
  return failure(fmt::format("{}: {}", what, std::strerror(errno)));
}

Result<void> become(const std::string& user) {
  errno = 0;
  const passwd* const entry = ::getpwnam(user.c_str());
  if (entry == nullptr) {
    return failure("there is no such user", "--user " + user,
                   fmt::format("make it: useradd --system --no-create-home {}", user));
  }
  if (::geteuid() == entry->pw_uid && ::getuid() == entry->pw_uid) return {};
  if (::geteuid() != 0) {
    return failure("only root can become another user", "--user " + user,
                   "leave --user out, or start as root");
  }
  if (::setgroups(1, &entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 ||
      ::setuid(entry->pw_uid) != 0) {
    return refused("cannot become " + user);
  }
  return {};
}

/// What a program executed later could get back. Takes CAP_SETPCAP; without it, no_new_privs has to
/// be enough.
void empty_bounding_set() {
  for (int capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) {
  }
}

Result<void> give_up_capabilities(bool keep_capturing) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs cannot be set");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};
  if (keep_capturing) kept[0].effective = kept[0].permitted = 1U << CAP_NET_RAW;
  if (::syscall(SYS_capset, &header, kept) != 0) return refused("capabilities cannot be given up");
  return {};
}

}  // namespace

Result<std::string> drop_privileges(const std::string& user, bool keep_capturing) {
  empty_bounding_set();
  if (!user.empty()) {
    // Else another user begins with no capability at all.
    if (keep_capturing && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) {
      return refused("capabilities cannot be kept");
    }
    if (auto became = become(user); !became) return std::unexpected(became.error());
  }
  if (auto gave_up = give_up_capabilities(keep_capturing); !gave_up)
    return std::unexpected(gave_up.error());
  return fmt::format("user {}, group {}, {}, no new privileges", ::geteuid(), ::getegid(),
                     keep_capturing ? "CAP_NET_RAW only" : "no capabilities");
}

}  // namespace goldwire
