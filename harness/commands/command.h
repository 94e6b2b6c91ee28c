// Command: how a command of goldwire joins the command line, and what it exits with.
//
// Contract: one file per command, NAME.cc, which defines `Command NAME_command()`; list.cc names
// them all. Results go to stdout, diagnostics to stderr. The exit codes are the contract's.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/result.h"

namespace goldwire {

/// Usage or bad input. The others are those of a verdict: exit_code() in harness/finding.h.
inline constexpr int kBadInput = 2;

/// What runs once the command line is understood; gives the exit code.
using Action = std::function<int()>;

struct Command {
  std::string_view name;
  std::string_view summary;   ///< one line for `goldwire --help`
  std::string_view examples;  ///< lines for `goldwire NAME --help`
  bool drives = false;        ///< takes "-- COMMAND..."
  /// Adds options and positionals to `app`, which outlives the action. `driven` is what stood after
  /// "--"; empty when there was none.
  Action (*prepare)(CLI::App& app, const std::vector<std::string>& driven) = nullptr;
};

/// Every command, in the order of `goldwire --help`.
std::span<const Command> commands();

/// Prints a part of the result. What stdout refused shows once, when the command has run.
template <class... Parts>
void tell(fmt::format_string<Parts...> format, Parts&&... parts) {
  const std::string text = fmt::format(format, std::forward<Parts>(parts)...);
  std::fwrite(text.data(), 1, text.size(), stdout);
}
/// The same to stderr, for what is no result.
template <class... Parts>
void tell_aside(fmt::format_string<Parts...> format, Parts&&... parts) {
  const std::string text = fmt::format(format, std::forward<Parts>(parts)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// Runs a command line without the program's name. Gives the exit code.
int run_command_line(const std::vector<std::string>& arguments);

/// Writes one clear line to stderr and gives `code`.
int refuse(const Error& error, int code = kBadInput);

/// An option that may be given several times, with one value each time.
CLI::Option* add_repeated(CLI::App& app, const std::string& flags, std::vector<std::string>& values,
                          const std::string& description);

}  // namespace goldwire
