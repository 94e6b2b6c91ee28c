// Settings: what a user can tell the agent, each setting listed once; the command line, the config
// file and --help all come from that list.
//
// Contract: the command line wins over the config file, both win over the environment. A setting
// that is unknown, given twice or of the wrong type is an Error that names place and remedy.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "agent/capture/keep_limits.h"
#include "agent/export/otlp_config.h"
#include "protocols/base/result.h"

namespace goldwire {

struct Settings {
  std::vector<std::string> interfaces;
  std::string services;                  ///< file; empty: none
  std::vector<std::string> descriptors;  ///< files of message schemas
  std::string output;                    ///< file, or "-" for stdout; empty: not to a file
  std::string filter;                    ///< pcap-filter(7)
  std::string user;                      ///< to become; empty: stay who we are
  std::string stats;                     ///< file; empty: none
  std::uint64_t ring = 32;               ///< MiB of kernel ring per interface
  std::uint64_t snaplen = 262'144;       ///< octets kept of a packet
  std::optional<KeepLimits> keep;        ///< of packets; none: nothing is kept
  std::string keep_folder = "goldwire-packets";
  std::string keylog;            ///< file of TLS secrets that are kept with the packets
  std::uint64_t body = 1024;     ///< KiB kept of one payload
  std::uint64_t queue = 65'536;  ///< spans that wait for one destination
  /// Threads that read the protocols. One keeps up with most hosts; where there are cores to spare,
  /// a second one loses less when traffic bursts.
  std::uint64_t workers = std::thread::hardware_concurrency() < 4 ? 1 : 2;
  std::uint64_t hold = 5000;     ///< ms that a span waits for those it belongs to
  std::uint64_t flush = 10;      ///< s that the last spans may take to leave
  std::uint64_t heartbeat = 10;  ///< s between lines that tell of losses
  bool await_interfaces = false;
  bool promiscuous = false;
  bool verify_checksums = false;
  bool control = false;                     ///< give protocol housekeeping away too
  std::map<std::string, OtlpSetting> otlp;  ///< by the specification's last word: "ENDPOINT", ...
};

struct Setting {
  std::string_view name;   ///< "ring": --ring on the command line, ring: in the config file
  std::string_view flags;  ///< as CLI11 spells them: "-i,--interface"
  std::string_view value;  ///< "MB"; empty: a flag, true or false
  std::string_view help;
  bool repeated = false;
  bool is_file = false;  ///< in a config file, relative to that file's folder
  /// Takes one value, found at `where`.
  Result<void> (*set)(Settings& settings, const std::string& value, const std::string& where);
};

std::span<const Setting> setting_list();

/// A config file: a YAML map from setting to value (a list for a repeated setting). Settings that
/// are in `given` already are checked and left alone.
Result<void> read_config(Settings& settings, const std::string& file,
                         const std::vector<std::string_view>& given);

/// What a command line asks for: to run with settings, or to print `say` and be done.
struct CommandLine {
  Settings settings;
  std::optional<std::string> say;
};
/// Reads arguments (without the program's name) and the config file that they name. With no place
/// given for spans, neither here nor by OTEL_EXPORTER_OTLP_ENDPOINT, they go to stdout.
Result<CommandLine> read_command_line(std::vector<std::string> arguments);

/// OTLP's settings: those given here, else the environment's.
Result<std::optional<OtlpConfig>> otlp_config(const Settings& settings);

}  // namespace goldwire
