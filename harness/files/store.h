// Store: the folder a user keeps in git, and what is in it.
//
// Contract: the layout of contract.md, "Files a user keeps in git". Nothing is deleted unasked:
// accept replaces a golden with its proposal, reject removes a proposal. Every Error names the
// file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/files/golden_file.h"
#include "harness/files/project_file.h"
#include "harness/files/scenario_file.h"
#include "harness/golden/rule.h"

namespace goldwire {

/// What a run is held against.
struct Baseline {
  GoldenFile golden;
  Rules rules;
};

/// One golden with all that belongs to it: goldwire/NAME, or goldwire/.pending/NAME.
class GoldenFolder {
 public:
  explicit GoldenFolder(std::filesystem::path path) : path_(std::move(path)) {}

  bool exists() const;  ///< there is a golden.yaml
  bool has_rules() const;
  Result<Baseline> read() const;  ///< no noise.yaml: no rules
  Result<Run> recording() const;
  /// Writes golden.yaml last. Payloads that only an older golden had are removed.
  Result<void> write(const GoldenFile& golden, const std::string& recording) const;
  Result<void> write_rules(const Rules& rules) const;
  /// Of golden.yaml as it is now; empty when there is none.
  std::string digest() const;
  const std::filesystem::path& path() const { return path_; }
  /// The files and folders that make it up, there or not.
  std::vector<std::filesystem::path> parts() const;

 private:
  std::filesystem::path path_;
};

class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  /// Defaults when there is no goldwire.yaml.
  Result<Project> project() const;
  /// Names with a scenario.yaml or a golden.yaml, sorted.
  std::vector<std::string> scenarios() const;
  /// Names with a proposal, sorted.
  std::vector<std::string> pending() const;
  /// An Error that lists the known names, nearest first, when `name` is none of them.
  Result<void> known(const std::string& name) const;

  GoldenFolder golden(const std::string& name) const { return GoldenFolder(folder_ / name); }
  GoldenFolder proposal(const std::string& name) const {
    return GoldenFolder(folder_ / ".pending" / name);
  }
  /// The golden of `name` and its rules. An Error when there is none, when it is another
  /// scenario's, or when its noise.yaml is gone though its values may differ: all of them would be
  /// findings.
  Result<Baseline> baseline(const std::string& name) const;
  /// Nothing when there is no scenario.yaml.
  Result<std::optional<Scenario>> scenario(const std::string& name) const;
  /// The scenario.yaml of a golden. An Error when it is gone: nobody could tell which traffic
  /// belongs to the golden.
  Result<Scenario> kept_scenario(const std::string& name) const;
  std::filesystem::path scenario_path(const std::string& name) const;
  Result<void> write_scenario(const std::string& name, const Scenario& scenario) const;

  /// Keeps a proposal. `rules` replace the learned ones when it is accepted; without them the rules
  /// stay.
  Result<void> propose(const std::string& name, const GoldenFile& golden,
                       const std::string& recording, const std::optional<Rules>& rules) const;
  /// An Error when there is no proposal, or the golden changed since it was made.
  Result<void> accept(const std::string& name) const;
  Result<void> reject(const std::string& name) const;

 private:
  std::filesystem::path folder_;
};

/// An Error when `name` cannot name a folder beside goldwire.yaml.
Result<void> check_name(const std::string& name);

}  // namespace goldwire
