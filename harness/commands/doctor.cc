// goldwire doctor: says what this host allows.
#include <filesystem>
#include <fmt/format.h>
#include <pcap/pcap.h>

#include "harness/commands/command.h"
#include "harness/commands/host.h"
#include "harness/commands/list.h"
#include "harness/commands/session.h"
#include "harness/redact/redaction.h"

namespace goldwire {
namespace {

void say(std::string_view what, std::string_view finding) { tell("{:<12} {}\n", what, finding); }

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

/// The folder of goldens; bad files are the only thing that makes doctor fail.
int say_project(const std::string& folder) {
  const Store store(folder);
  const auto project = store.project();
  if (!project) return refuse(project.error());
  const std::size_t named = project->services.names().size();
  say("services", named == 0 ? fmt::format("no names in {}/goldwire.yaml; 'goldwire init' proposes "
                                           "them from a capture",
                                           folder)
                             : fmt::format("{} parties named in {}/goldwire.yaml", named, folder));
  const auto list = [&](std::string_view what, const std::vector<std::string>& names) {
    say(what, names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
  };
  list("scenarios", store.scenarios());
  list("proposals", store.pending());
  say("redaction", redaction_key().empty()
                       ? "GOLDWIRE_REDACTION_KEY is not set: hashes are keyed by each golden's salt"
                       : "GOLDWIRE_REDACTION_KEY is set");
  for (const std::string& name : store.scenarios()) {
    if (auto scenario = store.kept_scenario(name); !scenario) return refuse(scenario.error());
    if (!store.golden(name).exists()) continue;
    if (auto baseline = store.baseline(name); !baseline) return refuse(baseline.error());
  }
  return 0;
}

int doctor(const std::string& folder) {
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
  return say_project(folder);
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto folder = std::make_shared<std::string>(kDefaultFolder);
  add_folder_flag(app, *folder);
  return [folder] { return doctor(*folder); };
}

}  // namespace

Command doctor_command() {
  return {"doctor", "say what this host allows: capture rights, interfaces, drops",
          "  goldwire doctor\n", false, prepare};
}

}  // namespace goldwire
