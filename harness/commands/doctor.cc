// goldwire doctor: says what this host allows.
#include <filesystem>
#include <fmt/format.h>
#include <pcap/pcap.h>

#include "harness/commands/command.h"
#include "harness/commands/host.h"
#include "harness/commands/list.h"

namespace goldwire {
namespace {

void say(std::string_view what, std::string_view finding) {
  fmt::print("{:<12} {}\n", what, finding);
}

std::string capture_right(const Host& host) {
  if (host.may_capture) return "allowed (CAP_NET_RAW)";
  return "not allowed: run as root, or once 'sudo setcap cap_net_raw,cap_net_admin+ep " +
         std::filesystem::read_symlink("/proc/self/exe").string() +
         "'; captures made elsewhere (--from) need no rights";
}

std::string describe(const Interface& interface) {
  std::string text = fmt::format("{} {}", interface.name, interface.up ? "up" : "down");
  if (interface.dropped) text += fmt::format(", {} packets dropped so far", *interface.dropped);
  if (interface.ring) {
    text += fmt::format(", receive ring {} of {}", *interface.ring, *interface.ring_most);
  }
  return text;
}

int doctor() {
  const Host host = this_host();
  say("goldwire", fmt::format("{}, {}", GOLDWIRE_VERSION, pcap_lib_version()));
  say("host", host.kernel);
  say("capture", capture_right(host));
  if (host.receive_buffer_most) {
    say("buffer", fmt::format("net.core.rmem_max {} octets", *host.receive_buffer_most));
  }
  for (const Interface& interface : host.interfaces) say("interface", describe(interface));
  say("CI", host.ci ? "set: nothing is written beside reports"
                    : "not set: check writes proposals where a run differs");
  return 0;
}

Action prepare(CLI::App&, const std::vector<std::string>&) { return doctor; }

}  // namespace

Command doctor_command() {
  return {"doctor", "say what this host allows: capture rights, interfaces, drops",
          "  goldwire doctor\n", false, prepare};
}

}  // namespace goldwire
