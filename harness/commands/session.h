// Session: what every command about scenarios begins with: the folder, the project, the flags.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/trace/reading.h"
#include "agent/wire/checksum.h"
#include "harness/files/store.h"
#include "harness/golden/choice.h"
#include "harness/report/report.h"

namespace goldwire {

inline constexpr const char* kDefaultFolder = "goldwire";

struct RunFlags {
  std::string folder = kDefaultFolder;
  std::string services;
  std::vector<std::string> descriptors;
  std::string filter;
  bool verify_checksums = false;
  std::vector<std::string> interfaces;
  int ring = 32;          ///< MB
  int snaplen = 262'144;  ///< octets
  std::vector<std::string> from;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::string settle;
  std::string timeout;
};

void add_folder_flag(CLI::App& app, std::string& folder);
/// --descriptors.
void add_descriptors_flag(CLI::App& app, std::vector<std::string>& files);
void add_checksum_flag(CLI::App& app, bool& verify);
/// --services, --descriptors, --filter, --verify-checksums, --include, --exclude and --dir.
void add_choice_flags(CLI::App& app, RunFlags& flags);
/// Those, and -i, --settle, --timeout.
void add_live_flags(CLI::App& app, RunFlags& flags);
/// Those, and --from.
void add_run_flags(CLI::App& app, RunFlags& flags);

class Session {
 public:
  /// Reads goldwire.yaml and the flags; --services replaces the names of goldwire.yaml.
  static Result<Session> open(const RunFlags& flags);

  const Store& store() const { return store_; }
  const Project& project() const { return project_; }
  /// Which traces the user wants to see.
  const Choice& choice() const { return choice_; }
  Checksums checksums() const { return checksums_; }
  /// The vantages of one run: a file, a directory, or several with commas between.
  ReadingOptions reading(const std::string& run) const;
  /// The names given, each of which is known, once; all scenarios when there are none.
  Result<std::vector<std::string>> scenarios(const std::vector<std::string>& names) const;
  /// An Error when `what` is neither a file nor a scenario, nor spelled like a path.
  std::optional<Error> check_there(const std::string& what) const;
  /// The files and folders that `runs` (each a --from) and goldens of `names` are read from, and
  /// the file that names parties.
  std::vector<std::string> inputs(const std::vector<std::string>& runs,
                                  const std::vector<std::string>& names) const;

 private:
  Session(Store store, Project project) : store_(std::move(store)), project_(std::move(project)) {}

  Store store_;
  Project project_;
  std::string services_;  ///< --services, or goldwire.yaml
  Choice choice_;
  Checksums checksums_ = Checksums::tolerated;
};

/// `names` in their order, each where it stands first.
std::vector<std::string> each_once(const std::vector<std::string>& names);

/// Colour on a terminal, unless NO_COLOR is set or TERM is dumb.
TextStyle style_of_stdout();

/// Says something that changes no result, on stderr.
void note(std::string_view text);

}  // namespace goldwire
