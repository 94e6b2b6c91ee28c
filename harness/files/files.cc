// Files by their descriptors, so that every error is seen.
#include "harness/files/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace goldwire {
namespace {

constexpr const char* kLook = "look at the path and its rights";

std::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path) {
  return failure(std::string(what) + ": " + std::strerror(errno), path.string(), kLook);
}

bool write_all(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// What is there is not ours to replace.
Result<void> write_in_place(const std::filesystem::path& path, std::string_view octets) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return failed("cannot be written", path);
  const bool whole = write_all(file, octets);
  const int refused = errno;
  const bool closed = ::close(file) == 0;
  if (whole && closed) return {};
  if (!whole) errno = refused;
  return failed("cannot be written", path);
}

/// The descriptor of ours that `there` is already: two of them would write over each other.
std::optional<int> open_already(const struct stat& there) {
  for (const int own : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat open {};
    if (::fstat(own, &open) != 0) continue;
    if (open.st_dev == there.st_dev && open.st_ino == there.st_ino) return own;
  }
  return std::nullopt;
}

/// What a chain of links leads to, there or not; an error when it leads round.
std::filesystem::path behind_links(std::filesystem::path path, std::error_code& error) {
  constexpr int kMostLinks = 40;  // as many as Linux follows
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code no_link;
    const auto next = std::filesystem::read_symlink(path, no_link);
    if (no_link) return path;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  error = std::make_error_code(std::errc::too_many_symbolic_link_levels);
  return path;
}

/// Beside `target`, then renamed. `rights`: of the file that it replaces.
Result<void> replace(const std::filesystem::path& target, std::optional<mode_t> rights,
                     std::string_view octets) {
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const std::filesystem::path beside =
      folder / ("." + target.filename().string() + "." + std::to_string(::getpid()));
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return failed("cannot be written", target);
  const bool whole =
      write_all(file, octets) && (!rights || ::fchmod(file, *rights) == 0) && ::fsync(file) == 0;
  const bool closed = ::close(file) == 0;
  if (whole && closed && ::rename(beside.c_str(), target.c_str()) == 0) return {};
  auto error = failed("cannot be written", target);
  ::unlink(beside.c_str());
  return error;
}

}  // namespace

bool is_file(const std::filesystem::path& path) {
  std::error_code unseen;
  return std::filesystem::is_regular_file(path, unseen);
}

bool is_there(const std::filesystem::path& path) {
  std::error_code unseen;
  return std::filesystem::exists(path, unseen);
}

Result<std::string> read_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed("cannot be read", path);
  std::string octets;
  std::array<char, 1U << 16> buffer{};
  ssize_t got = 0;
  while ((got = ::read(file, buffer.data(), buffer.size())) > 0) {
    octets.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(file);
  if (got < 0) return failed("cannot be read", path);
  return octets;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view octets) {
  struct stat there {};
  const bool exists = ::stat(path.c_str(), &there) == 0;
  if (exists) {
    if (const auto own = open_already(there)) {
      std::fflush(*own == STDOUT_FILENO ? stdout : stderr);
      if (write_all(*own, octets)) return {};
      return failed("cannot be written", path);
    }
    if (!S_ISREG(there.st_mode)) return write_in_place(path, octets);
  }
  std::error_code round;
  const std::filesystem::path target = behind_links(path, round);
  if (round) return failure("cannot be written: " + round.message(), path.string(), kLook);
  return replace(target, exists ? std::optional(there.st_mode & 07777U) : std::nullopt, octets);
}

Result<void> keep_file(const std::filesystem::path& path, std::string_view octets) {
  std::error_code refused;
  const std::filesystem::path folder = behind_links(path, refused).parent_path();
  if (!refused && !folder.empty()) std::filesystem::create_directories(folder, refused);
  if (refused) {
    return failure("its folder cannot be made: " + refused.message(), path.string(), kLook);
  }
  return write_file(path, octets);
}

}  // namespace goldwire
