// The real program, run by the tests of this folder.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace goldwire {

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;

  std::string first_line() const { return out.substr(0, out.find('\n')); }
  std::size_t err_lines() const { return static_cast<std::size_t>(std::ranges::count(err, '\n')); }
};

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A folder of its own for each test, in which the program runs.
class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("goldwire-") + info->test_suite_name() + "-" + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  /// Runs "goldwire ARGUMENTS" by the shell, with `environment` before it ("CI=1").
  Outcome run(const std::string& arguments, const std::string& environment = {}) const {
    const std::filesystem::path err = folder_.string() + ".err";
    const std::string command = "cd '" + folder_.string() + "' && env -u CI -u NO_COLOR " +
                                environment + " '" GOLDWIRE_BINARY "' " + arguments + " 2>'" +
                                err.string() + "'";
    Outcome outcome;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return outcome;
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      outcome.out.append(buffer, n);
    }
    const int status = pclose(pipe);
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    outcome.err = content_of(err);
    std::filesystem::remove(err);
    return outcome;
  }

  /// A capture of the bank.
  static std::string capture(const std::string& name) {
    return GOLDWIRE_SOURCE_DIR "/fixtures/captures/" + name + ".pcap";
  }
  static std::string services() {
    return " --services '" GOLDWIRE_SOURCE_DIR "/fixtures/bank/services.yaml' ";
  }
  /// A golden of three clean runs.
  Outcome record(const std::string& name = "deposit", const std::string& more = {}) const {
    std::string from;
    for (const char* const run : {"clean-1", "clean-2", "clean-3"})
      from += " --from " + capture(run);
    return run("record " + name + from + services() + more);
  }
  Outcome check(const std::string& capture_name, const std::string& more = {},
                const std::string& environment = {}) const {
    return run("check deposit --from " + capture(capture_name) + services() + more, environment);
  }

  /// Every file below `below`, by its path there.
  std::map<std::string, std::string> files(const std::string& below) const {
    std::map<std::string, std::string> all;
    const std::filesystem::path root = folder_ / below;
    if (!std::filesystem::exists(root)) return all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      all[std::filesystem::relative(entry.path(), root).string()] = content_of(entry.path());
    }
    return all;
  }
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }

  std::filesystem::path folder_;
};

}  // namespace goldwire
