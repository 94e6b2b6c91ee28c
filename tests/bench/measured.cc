// measured: runs one command and prints what it took.
//
//   measured COMMAND [ARGUMENT...]
//
// Prints "WALL CPU ANON STATUS": seconds that passed; seconds of processor time, user and system,
// of all its threads and awaited children; the peak of its anonymous memory in KiB; its exit
// status. The peak is that of RssAnon in /proc/PID/status, looked at each millisecond: pages of
// files and libraries are no part of it, as they are of VmHWM, and a shorter peak escapes. The
// command's input is empty, its output goes to /dev/null, its complaints stay where ours go. Its
// exit status is not ours: that is 2 when the command could not be run, else 0.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/anonymous_memory.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kNotRun = 127;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

[[noreturn]] void become(char** command) {
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  ::execvp(command[0], command);
  fmt::print(stderr, "measured: {} cannot be run\n", command[0]);
  ::_exit(kNotRun);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: measured COMMAND [ARGUMENT...]\n");
    return 2;
  }
  const auto begin = Clock::now();
  const pid_t child = ::fork();
  if (child == 0) become(argv + 1);
  const int ended = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  const int status = ::open(fmt::format("/proc/{}/status", child).c_str(), O_RDONLY | O_CLOEXEC);
  if (child < 0 || ended < 0 || status < 0) {
    fmt::print(stderr, "measured: no process to watch\n");
    return 2;
  }
  std::uint64_t peak = 0;
  pollfd awaited{ended, POLLIN, 0};
  do {
    peak = std::max(peak, goldwire::bench::anonymous_kib(status));
  } while (::poll(&awaited, 1, 1) == 0);
  const std::chrono::duration<double> wall = Clock::now() - begin;
  int how = 0;
  rusage used{};
  ::wait4(child, &how, 0, &used);
  const int code = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
  fmt::print("{:.4f} {:.4f} {} {}\n", wall.count(), seconds(used.ru_utime) + seconds(used.ru_stime),
             peak, code);
  return code == kNotRun ? 2 : 0;
}
