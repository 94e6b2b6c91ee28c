// The list of settings.
#include "agent/settings.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

#include "agent/observe/observation.h"

namespace goldwire {
namespace {

template <std::string Settings::*Member>
Result<void> text(Settings& settings, const std::string& value, const std::string&) {
  settings.*Member = value;
  return {};
}

template <std::uint64_t Settings::*Member, std::uint64_t Least, std::uint64_t Most>
Result<void> number(Settings& settings, const std::string& value, const std::string& where) {
  std::uint64_t read = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), read);
  if (error != std::errc{} || end != value.data() + value.size() || read < Least || read > Most) {
    return failure(fmt::format("'{}' is no whole number from {} to {}", value, Least, Most), where,
                   fmt::format("write for instance {}", settings.*Member));
  }
  settings.*Member = read;
  return {};
}

template <bool Settings::*Member>
Result<void> flag(Settings& settings, const std::string& value, const std::string& where) {
  if (value != "true" && value != "false") {
    return failure(fmt::format("'{}' is neither true nor false", value), where,
                   "write true or false");
  }
  settings.*Member = value == "true";
  return {};
}

Result<void> interface(Settings& settings, const std::string& value, const std::string&) {
  settings.interfaces.push_back(value);
  return {};
}

Result<void> descriptors(Settings& settings, const std::string& value, const std::string&) {
  settings.descriptors.push_back(value);
  return {};
}

Result<void> keep(Settings& settings, const std::string& value, const std::string& where) {
  const auto limits = KeepLimits::parse(value);
  if (!limits) return failure(limits.error().what, where, limits.error().remedy);
  settings.keep = *limits;
  return {};
}

template <const char* What>
Result<void> otlp(Settings& settings, const std::string& value, const std::string& where) {
  settings.otlp[What] = {where, value};
  return {};
}
constexpr char kEndpoint[] = "ENDPOINT";
constexpr char kHeaders[] = "HEADERS";
constexpr char kTimeout[] = "TIMEOUT";
constexpr char kCompression[] = "COMPRESSION";

constexpr std::array kList{
    Setting{"interface", "-i,--interface", "IFACE",
            "capture here; may be given several times (default: any). A pattern such as 'veth*' is "
            "all that fit, also those that appear later",
            true, false, interface},
    Setting{"await-interfaces", "--await-interfaces", "",
            "an interface that is not there, or goes away, is captured from once it is up. Then, "
            "and with a pattern, CAP_NET_RAW is kept",
            false, false, flag<&Settings::await_interfaces>},
    Setting{"services", "--services", "FILE", "names of services by address", false, true,
            text<&Settings::services>},
    Setting{"descriptors", "--descriptors", "FILE",
            "schemas of gRPC messages: a FileDescriptorSet, as protoc --include_imports "
            "--descriptor_set_out=FILE writes it; may be given several times",
            true, true, descriptors},
    Setting{"output", "-o,--output", "FILE",
            "append spans as JSON lines; - is stdout. SIGHUP opens the file anew", false, true,
            text<&Settings::output>},
    Setting{"filter", "--filter", "BPF", "capture only this, in the language of pcap-filter(7)",
            false, false, text<&Settings::filter>},
    Setting{"user", "--user", "NAME", "become this user once the interfaces are open", false, false,
            text<&Settings::user>},
    Setting{"stats", "--stats", "FILE", "keep the ledger in this file, as JSON", false, true,
            text<&Settings::stats>},
    Setting{"ring", "--ring,--buffer", "MB", "kernel ring per interface (default: 32)", false,
            false, number<&Settings::ring, 1, 2047>},
    Setting{"snaplen", "--snaplen", "OCTETS", "most captured of one packet (default: 262144)",
            false, false, number<&Settings::snaplen, 64, 262'144>},
    Setting{"keep", "--keep", "5m|200MB",
            "keep the packets of so long, or so much, or both (5m,200MB), as pcapng files of which "
            "the oldest go",
            false, false, keep},
    Setting{"keep-folder", "--keep-folder", "FOLDER",
            "where to keep them (default: goldwire-packets)", false, true,
            text<&Settings::keep_folder>},
    Setting{"keylog", "--keylog", "FILE",
            "TLS secrets of the applications (SSLKEYLOGFILE), kept with the packets", false, true,
            text<&Settings::keylog>},
    Setting{"body", "--body", "KB", "most kept of one payload (default: 1024)", false, false,
            number<&Settings::body, 0, 65'536>},
    Setting{"queue", "--queue", "SPANS", "most that wait for one destination (default: 65536)",
            false, false, number<&Settings::queue, 1, 10'000'000>},
    Setting{"workers", "--workers", "N",
            "threads that read the protocols (default: 2 with four cores or more, else 1)", false,
            false, number<&Settings::workers, 1, Observation::kShards>},
    Setting{"hold", "--hold", "MS", "how long a span waits for those it belongs to (default: 5000)",
            false, false, number<&Settings::hold, 100, 600'000>},
    Setting{"flush", "--flush", "SECONDS",
            "how long the last spans may take to leave (default: 10)", false, false,
            number<&Settings::flush, 0, 3600>},
    Setting{"heartbeat", "--heartbeat", "SECONDS",
            "at most one line about losses in so long (default: 10)", false, false,
            number<&Settings::heartbeat, 1, 86'400>},
    Setting{"promiscuous", "--promiscuous", "", "also what is addressed to other hosts", false,
            false, flag<&Settings::promiscuous>},
    Setting{"verify-checksums", "--verify-checksums", "",
            "leave aside packets whose IPv4 or TCP checksum is wrong; not where they are sent, as "
            "network cards fill it in later",
            false, false, flag<&Settings::verify_checksums>},
    Setting{"control", "--control", "", "give away protocol housekeeping too", false, false,
            flag<&Settings::control>},
    Setting{"otlp-endpoint", "--otlp-endpoint", "URL",
            "send spans by OTLP/HTTP; as OTEL_EXPORTER_OTLP_ENDPOINT", false, false,
            otlp<kEndpoint>},
    Setting{"otlp-headers", "--otlp-headers", "LIST", "as OTEL_EXPORTER_OTLP_HEADERS", false, false,
            otlp<kHeaders>},
    Setting{"otlp-timeout", "--otlp-timeout", "MS", "as OTEL_EXPORTER_OTLP_TIMEOUT", false, false,
            otlp<kTimeout>},
    Setting{"otlp-compression", "--otlp-compression", "NAME",
            "gzip or none; as OTEL_EXPORTER_OTLP_COMPRESSION", false, false, otlp<kCompression>},
};

}  // namespace

std::span<const Setting> setting_list() { return kList; }

Result<std::optional<OtlpConfig>> otlp_config(const Settings& settings) {
  return OtlpConfig::read([&](const std::string& what) -> std::optional<OtlpSetting> {
    const auto given = settings.otlp.find(what);
    if (given != settings.otlp.end() && !given->second.value.empty()) return given->second;
    return otlp_setting_of_environment(what);
  });
}

}  // namespace goldwire
