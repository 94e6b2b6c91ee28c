// Obtaining a run: reading, or driving a child process under a capture.
#include "harness/commands/obtain.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/golden/duration_text.h"

namespace goldwire {
namespace {

constexpr int kNotDriven = 4;

/// Runs `command` to its end. Its stdout goes to our stderr: our own is for results.
Result<void> drive(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = 0;
  const int refused =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  const std::string& name = command.front();
  if (refused != 0) {
    return failure(fmt::format("COMMAND cannot be run: {}", std::strerror(refused)), name,
                   "name a program that exists");
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const std::string how = WIFSIGNALED(status)
                              ? fmt::format("was ended by signal {}", WTERMSIG(status))
                              : fmt::format("exited with {}", WEXITSTATUS(status));
  return failure(fmt::format("COMMAND {}", how), name, "it has to end with 0");
}

}  // namespace

std::expected<Obtained, Refusal> obtain_from(const Session& session, const std::string& run) {
  auto reading = read_run(session.reading(run));
  if (!reading) return std::unexpected(Refusal{reading.error()});
  for (const std::string& one : reading->notes) note(one);
  if (reading->stopped) return std::unexpected(Refusal{*reading->stopped});
  return Obtained{run, std::move(reading->run), {}};
}

Plan plan_for(const Session& session, const RunFlags& flags, const Scenario& scenario,
              const std::vector<std::string>& command) {
  Plan plan;
  plan.interfaces = !flags.interfaces.empty()      ? flags.interfaces
                    : !scenario.interfaces.empty() ? scenario.interfaces
                                                   : session.project().interfaces;
  const bool own_filter = flags.filter.empty() && !scenario.filter.empty();
  plan.filter = own_filter ? scenario.filter : session.project().filter;
  plan.ring = flags.ring;
  plan.snaplen = flags.snaplen;
  plan.command = command.empty() ? scenario.command : command;
  return plan;
}

std::string wait_quiet(const Session& session, LiveRun& live) {
  const Project& project = session.project();
  if (live.wait_quiet(project.settle, project.timeout)) return {};
  const std::string why = live.unfinished();
  return fmt::format("the system was not quiet for {} within {}{}{}",
                     spell_duration(project.settle), spell_duration(project.timeout),
                     why.empty() ? "" : ": ", why);
}

std::expected<Obtained, Refusal> obtain_live(const Session& session, const Plan& plan) {
  return obtain_while(session, plan, fmt::format("{}", fmt::join(plan.command, " ")),
                      [&](LiveRun&) { return drive(plan.command); });
}

std::expected<Obtained, Refusal> obtain_while(const Session& session, const Plan& plan,
                                              const std::string& name,
                                              const std::function<Result<void>(LiveRun&)>& drive) {
  ReadingOptions options;
  options.inputs = plan.interfaces;
  options.services = session.project().services;
  options.filter = plan.filter;
  options.checksums = session.checksums();
  options.ring = plan.ring << 20;
  options.snaplen = plan.snaplen;
  auto live = LiveRun::start(options);
  if (!live) return std::unexpected(Refusal{live.error()});
  Obtained obtained;
  obtained.name = name;
  const auto driven = drive(**live);
  if (driven) {
    std::string noisy = wait_quiet(session, **live);
    if (!noisy.empty()) obtained.reasons.push_back(std::move(noisy));
  }
  auto reading = (*live)->stop();
  if (!driven) return std::unexpected(Refusal{driven.error(), kNotDriven});
  if (!reading) return std::unexpected(Refusal{reading.error()});
  for (const std::string& one : reading->notes) note(one);
  if (reading->stopped) obtained.reasons.push_back(reading->stopped->line());
  obtained.run = std::move(reading->run);
  return obtained;
}

}  // namespace goldwire
