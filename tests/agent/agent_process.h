// Test tool: goldwire-agent as a child, as a user starts it.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <gtest/gtest.h>
#include <optional>
#include <poll.h>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "protocols/base/json.h"

namespace goldwire::testing {

/// How long anything that is sure to come may take on a busy machine.
constexpr std::chrono::seconds kSoon{60};

/// The text of a pipe as it comes.
class PipeText {
 public:
  explicit PipeText(int descriptor) : descriptor_(descriptor) {}
  ~PipeText() { close(); }
  PipeText(const PipeText&) = delete;
  PipeText& operator=(const PipeText&) = delete;

  /// Reads until `wanted` is in the text; false at its end, or when it takes too long.
  bool read_until(const std::string& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kSoon;
    while (text_.find(wanted) == std::string::npos) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd waited{descriptor_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0)
        return false;
      char buffer[65536];
      const ssize_t count = ::read(descriptor_, buffer, sizeof buffer);
      if (count <= 0) return false;
      text_.append(buffer, static_cast<std::size_t>(count));
    }
    return true;
  }
  /// Everything up to the end.
  const std::string& all() {
    read_until(std::string(1, '\0'));
    return text_;
  }
  /// What came so far.
  const std::string& text() const { return text_; }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
  std::string text_;
};

struct ChildOptions {
  std::vector<std::string> environment = {};  ///< "NAME=value", beside PATH
  bool as_nobody = false;
};

/// A program with its output on pipes. Killed when it outlives its test.
class Child {
 public:
  using Options = ChildOptions;

  Child(std::vector<std::string> command, const Options& options) {
    int in[2];
    int out[2];
    int err[2];
    EXPECT_EQ(::pipe2(in, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(out, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(err, O_CLOEXEC), 0);
    std::vector<char*> arguments;
    for (std::string& one : command) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    std::vector<std::string> variables = options.environment;
    for (const char* const kept : {"PATH", "TSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
      if (const char* const value = std::getenv(kept)) {
        variables.push_back(std::string(kept) + "=" + value);
      }
    }
    std::vector<char*> environment;
    for (std::string& one : variables) environment.push_back(one.data());
    environment.push_back(nullptr);
    id_ = ::fork();
    if (id_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(err[1], STDERR_FILENO);
      constexpr unsigned kNobody = 65'534;
      if (options.as_nobody && ::geteuid() == 0 &&
          (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
        ::_exit(126);
      }
      ::execvpe(arguments[0], arguments.data(), environment.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(err[1]);
    input_ = in[1];
    output.emplace(out[0]);
    errors.emplace(err[0]);
  }
  ~Child() {
    close_input();
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void signal(int number) const { ::kill(id_, number); }
  /// Its exit code once its output ended; 128 and more: a signal ended it.
  int wait() {
    errors->all();
    int status = 0;
    ::waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  pid_t id() const { return id_; }
  /// Its stdin is empty and open until then.
  void close_input() {
    if (input_ >= 0) ::close(input_);
    input_ = -1;
  }

  std::optional<PipeText> output;
  std::optional<PipeText> errors;

 private:
  pid_t id_ = -1;
  int input_ = -1;
};

/// The agent, capturing what `filter` lets through.
class Agent : public Child {
 public:
  explicit Agent(const std::vector<std::string>& arguments, const Options& options = {})
      : Child(command(arguments), options) {}

  /// True once it captures.
  bool ready() { return errors->read_until("capturing on"); }
  /// Ends it by SIGTERM; its exit code.
  int end() {
    signal(SIGTERM);
    return wait();
  }
  /// After the end: a counter of the ledger on its last but perhaps one line, by layer and name.
  std::uint64_t count(std::string_view layer, std::string_view name) {
    const Value* const value = layer_of(layer);
    return number_in(value, name);
  }
  std::uint64_t exported(std::string_view place, std::string_view name) {
    const Value* const value = layer_of("export");
    return number_in(value == nullptr ? nullptr : value->find(place), name);
  }

 private:
  static std::vector<std::string> command(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{GOLDWIRE_AGENT};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }
  const Value* layer_of(std::string_view layer) {
    if (!ledger_) {
      std::istringstream lines(errors->all());
      for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('{')) continue;
        if (auto read = read_json(line)) ledger_ = std::move(*read);
      }
    }
    return ledger_ ? ledger_->find(layer) : nullptr;
  }
  std::uint64_t number_in(const Value* value, std::string_view name) {
    const Value* const found = value == nullptr ? nullptr : value->find(name);
    if (found == nullptr || found->number() == nullptr) {
      ADD_FAILURE() << "no counter " << name << " in: " << errors->all();
      return 0;
    }
    return std::stoull(found->number()->text);
  }

  std::optional<Value> ledger_;
};

/// CAP_NET_RAW is in effect.
inline bool may_capture() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("CapEff:")) continue;
    constexpr unsigned kNetRaw = 13;
    return (std::stoull(line.substr(7), nullptr, 16) >> kNetRaw & 1U) != 0;
  }
  return false;
}

#define NEEDS_CAPTURE()                                                            \
  if (!::goldwire::testing::may_capture()) {                                       \
    GTEST_SKIP() << "live capture needs CAP_NET_RAW: run as root, or with setcap"; \
  }

}  // namespace goldwire::testing
