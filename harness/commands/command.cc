// The command line's frame: finds the command, lets CLI11 read its options, and runs it.
#include "harness/commands/command.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <iterator>
#include <memory>

#include "harness/files/nearest.h"
#include "harness/report/report.h"

namespace goldwire {
namespace {

constexpr std::string_view kHelp =
    R"(goldwire: golden baselines from the wire. Record what your services say to each other, and hold
every later run against it.

Usage: goldwire COMMAND [OPTIONS]

Commands:
{}
Examples:
  goldwire show run.pcapng                                 what a capture holds, as trees
  goldwire record deposit -i any --runs 3 -- ./drive.sh    capture three runs and learn a golden
  goldwire check deposit -i any -- ./drive.sh              hold a new run against it
  goldwire record deposit --from a.pcap --from b.pcap      the same from captures, no privileges
  goldwire check --from new.pcap --junit report.xml

Exit codes: 0 same, 1 different, 2 usage or bad input, 3 incomplete, 4 could not be driven.
'goldwire COMMAND --help' shows the options and examples of one command.
)";

std::string help() {
  std::string lines;
  for (const Command& command : commands()) {
    lines += fmt::format("  {:<9} {}\n", command.name, command.summary);
  }
  return fmt::format(kHelp, lines);
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

/// CLI11's own, which knows nothing of what stands after "--".
class Help : public CLI::Formatter {
 public:
  explicit Help(bool drives) : drives_(drives) {}

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = CLI::Formatter::make_usage(app, std::move(name));
    if (drives_) usage.insert(usage.find_last_not_of('\n') + 1, " [-- COMMAND...]");
    return usage;
  }

 private:
  bool drives_;
};

int run(const Command& command, std::vector<std::string> arguments,
        const std::vector<std::string>& driven) {
  CLI::App app(std::string(command.summary), "goldwire " + std::string(command.name));
  app.formatter(std::make_shared<Help>(command.drives));
  app.footer("Examples:\n" + std::string(command.examples));
  const Action action = command.prepare(app, driven);
  const std::string hint = fmt::format("'goldwire {} --help' shows how", command.name);
  try {
    std::ranges::reverse(arguments);  // the order in which CLI11 takes a vector
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    tell("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& bad) {
    return refuse({one_line(bad.what()), {}, hint});
  }
  if (!driven.empty() && !command.drives) {
    return refuse({fmt::format("'{}' takes no -- COMMAND", command.name), {}, hint});
  }
  return action();
}

int dispatch(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    tell_aside("{}", help());
    return kBadInput;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    tell("{}", help());
    return 0;
  }
  if (name == "--version") {
    tell("goldwire {}\n", GOLDWIRE_VERSION);
    return 0;
  }
  const auto command = std::ranges::find(commands(), name, &Command::name);
  if (command == commands().end()) {
    std::vector<std::string> known;
    for (const Command& one : commands()) known.emplace_back(one.name);
    return refuse({fmt::format("there is no command '{}'", name),
                   {},
                   fmt::format("did you mean '{}'? 'goldwire --help' lists all",
                               nearest_first(name, known).front())});
  }
  const auto dashes = std::ranges::find(arguments, "--");
  const bool drives = dashes != arguments.end();
  std::vector<std::string> own(arguments.begin() + 1, dashes);
  std::vector<std::string> driven(drives ? std::next(dashes) : dashes, arguments.end());
  if (std::ranges::find(own, "--version") != own.end()) {
    tell("goldwire {}\n", GOLDWIRE_VERSION);
    return 0;
  }
  if (drives && driven.empty()) {
    return refuse({"there is no COMMAND after --", {}, "name the program that drives the system"});
  }
  return run(*command, std::move(own), driven);
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments) {
  const int code = dispatch(arguments);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return refuse(
        {"the result could not be written to stdout", {}, "look at where it is piped to"});
  }
  return code;
}

int refuse(const Error& error, int code) {
  std::fflush(stdout);
  tell_aside("goldwire: {}\n", printable(error.line(), 2000));
  return code;
}

CLI::Option* add_repeated(CLI::App& app, const std::string& flags, std::vector<std::string>& values,
                          const std::string& description) {
  return app.add_option(flags, values, description)->allow_extra_args(false);
}

}  // namespace goldwire
