// Files by their descriptors, so that every error is seen.
#include "harness/files/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace goldwire {
namespace {

std::unexpected<Error> failed(std::string_view what, const std::filesystem::path& path) {
  return failure(std::string(what) + ": " + std::strerror(errno), path.string(),
                 "look at the path and its rights");
}

bool write_all(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

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
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::error_code refused;
  std::filesystem::create_directories(folder, refused);
  if (refused) {
    return failure("its folder cannot be made: " + refused.message(), path.string(),
                   "look at the path and its rights");
  }
  const std::filesystem::path beside =
      folder / ("." + path.filename().string() + "." + std::to_string(::getpid()));
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return failed("cannot be written", path);
  const bool whole = write_all(file, octets);
  const bool closed = ::close(file) == 0;
  if (whole && closed && ::rename(beside.c_str(), path.c_str()) == 0) return {};
  auto error = failed("cannot be written", path);
  ::unlink(beside.c_str());
  return error;
}

}  // namespace goldwire
