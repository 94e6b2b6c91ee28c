// The command line, made from the list of settings.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <fmt/format.h>

#include "agent/settings.h"

namespace goldwire {
namespace {

constexpr std::string_view kAbout =
    R"(goldwire-agent: watches packets and gives spans away, without touching what it watches.

Spans go to a file, to stdout, or by OTLP/HTTP (protobuf) to a receiver. It needs CAP_NET_RAW while it
opens the interfaces, and gives up every privilege then. SIGTERM and SIGINT write out everything that
was on the wire, print the ledger as one JSON line on stderr, and end with 0; a second signal ends at
once. What it sends itself is not captured; what another program does with its output (a log shipper)
is, so leave that out with --filter. Spans hold what was on the wire, credentials too: its file is
readable by the owner only, and a receiver should be one you trust.)";

constexpr std::string_view kExamples =
    R"(Environment: OTEL_EXPORTER_OTLP_[TRACES_]{ENDPOINT,HEADERS,TIMEOUT,COMPRESSION,CERTIFICATE,
CLIENT_CERTIFICATE,CLIENT_KEY,PROTOCOL}, OTEL_RESOURCE_ATTRIBUTES (added to every span's resource),
OTEL_SERVICE_NAME (the agent's own name, as goldwire.agent.name: every span has its own service's).

Examples:
  goldwire-agent                                          every interface, spans to stdout
  goldwire-agent -i eth0 --services services.yaml -o spans.jsonl --user nobody
  OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 goldwire-agent -i any
  goldwire-agent -i 'veth*' --keep 5m,200MB               beside it, the packets of five minutes
  goldwire-agent --config agent.yaml                      'output: spans.jsonl' and so on, line by line

Exit codes: 0 ended by a signal, 2 usage or bad input, 3 the capture broke off.)";

/// What the command line says of one setting.
struct Given {
  explicit Given(const Setting& what) : setting(what) {}
  const Setting& setting;
  std::vector<std::string> values;
  bool on = false;
};

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace

Result<CommandLine> read_command_line(std::vector<std::string> arguments) {
  CLI::App app(std::string(kAbout), "goldwire-agent");
  app.footer(std::string(kExamples));
  app.set_version_flag("--version", "goldwire-agent " GOLDWIRE_VERSION);
  std::string config;
  app.add_option("--config", config, "settings as YAML, by the names of these options")
      ->type_name("FILE");
  std::deque<Given> all;  // CLI11 keeps references into it
  for (const Setting& setting : setting_list()) {
    Given& one = all.emplace_back(setting);
    const std::string flags(setting.flags);
    const std::string help(setting.help);
    if (setting.value.empty()) {
      app.add_flag(flags, one.on, help);
    } else if (setting.repeated) {
      app.add_option(flags, one.values, help)
          ->type_name(std::string(setting.value))
          ->allow_extra_args(false);
    } else {
      app.add_option(flags, one.values, help)->type_name(std::string(setting.value))->expected(1);
    }
  }

  CommandLine line;
  try {
    std::ranges::reverse(arguments);  // the order in which CLI11 takes a vector
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    line.say = app.help();
    return line;
  } catch (const CLI::CallForVersion& version) {
    line.say = std::string(version.what()) + "\n";
    return line;
  } catch (const CLI::ParseError& bad) {
    return failure(one_line(bad.what()), {}, "'goldwire-agent --help' shows how");
  }

  Settings& settings = line.settings;
  std::vector<std::string_view> given;
  for (Given& one : all) {
    if (one.on) one.values = {"true"};
    if (one.values.empty()) continue;
    given.push_back(one.setting.name);
    for (const std::string& value : one.values) {
      const std::string where = fmt::format("--{}", one.setting.name);
      if (auto set = one.setting.set(settings, value, where); !set) {
        return std::unexpected(set.error());
      }
    }
  }
  if (!config.empty()) {
    if (auto read = read_config(settings, config, given); !read) {
      return std::unexpected(read.error());
    }
  }
  if (settings.interfaces.empty()) settings.interfaces = {"any"};
  return line;
}

}  // namespace goldwire
