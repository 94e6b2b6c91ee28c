// Files made, filled and deleted by descriptor and inode, so that nobody else's is touched.
#include "agent/capture/kept_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace goldwire {
namespace {

namespace fs = std::filesystem;

/// What is kept is spread over so many files: the oldest part of it goes when one goes.
constexpr int kParts = 10;
constexpr Duration kShortestFile = std::chrono::seconds(1);
constexpr mode_t kOwnerOnly = 0600;

/// NNNNN of a name of ours.
std::optional<std::uint64_t> number_of(std::string_view name) {
  constexpr std::string_view kBegin = "goldwire_";
  constexpr std::string_view kEnd = "_YYYYMMDDhhmmss.pcapng";
  if (!name.starts_with(kBegin) || name.size() < kBegin.size() + 5 + kEnd.size()) return {};
  const std::string_view number =
      name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size());
  const std::string_view end = name.substr(name.size() - kEnd.size());
  const auto digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!digits(number) || number.size() > 18) return {};
  if (end.front() != '_' || !digits(end.substr(1, 14)) || !end.ends_with(".pcapng")) return {};
  return std::stoull(std::string(number));
}

/// The file says in its first octets that it is ours.
bool says_it_is_ours(int descriptor) {
  std::array<char, 256> start{};
  const ssize_t got = ::pread(descriptor, start.data(), start.size(), 0);
  const std::string_view shown(start.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  return shown.starts_with("\x0a\x0d\x0d\x0a") && shown.find(kKeeper) != std::string_view::npos;
}

std::unexpected<Error> cannot_write(int why, const std::string& where) {
  return failure(fmt::format("packets cannot be kept: {}", std::strerror(why)), where,
                 why == ENOSPC || why == EDQUOT ? "make room, or keep less"
                                                : "look at the folder and its permissions");
}

}  // namespace

Result<KeptFiles> KeptFiles::open(const std::string& folder, const KeepLimits& limits) {
  std::error_code error;
  fs::create_directories(folder, error);
  const auto refused = [&](int why) {
    return failure(fmt::format("packets cannot be kept there: {}", std::strerror(why)), folder,
                   "name a folder that whom the agent runs as may write to");
  };
  if (error) return refused(error.value());
  const int lock = ::open((folder + "/.goldwire-agent").c_str(),
                          O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (lock < 0) return refused(errno);
  KeptFiles files(folder, limits, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return failure("another goldwire-agent keeps its packets there", folder, "name another folder");
  }
  files.take_over();
  return files;
}

KeptFiles::KeptFiles(KeptFiles&& other) noexcept
    : folder_(std::move(other.folder_)),
      limits_(other.limits_),
      lock_(std::exchange(other.lock_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      began_(other.began_),
      head_(other.head_),
      files_(std::move(other.files_)),
      next_(other.next_) {}

KeptFiles::~KeptFiles() {
  close();
  if (lock_ >= 0) ::close(lock_);
}

/// Their packets are taken to be as old as the last write to them.
void KeptFiles::take_over() {
  const Time now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  std::error_code error;
  std::vector<std::pair<std::uint64_t, File>> found;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    const auto number = number_of(name);
    if (!number) continue;
    const int descriptor =
        ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) continue;
    struct stat about {};
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && says_it_is_ours(descriptor)) {
      const Time last{std::chrono::seconds(about.st_mtim.tv_sec)};
      found.push_back({*number, File{name, static_cast<std::uint64_t>(about.st_size),
                                     std::min(last, now), about.st_dev, about.st_ino}});
    }
    ::close(descriptor);
    next_ = std::max(next_, *number + 1);
  }
  std::ranges::sort(found, {}, &std::pair<std::uint64_t, File>::first);
  for (auto& [number, file] : found) files_.push_back(std::move(file));
}

bool KeptFiles::wants_another(Time now) const {
  if (!is_open()) return true;
  if (limits_.time != Duration{} &&
      now - began_ >= std::max(limits_.time / kParts, kShortestFile)) {
    return true;
  }
  return limits_.size != 0 && files_.back().size >= limits_.size / kParts;
}

Result<void> KeptFiles::begin(Time now, std::string_view head) {
  close();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const std::string name = fmt::format("goldwire_{:05}_{:%Y%m%d%H%M%S}.pcapng", next_,
                                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
  descriptor_ = ::open(path(name).c_str(),
                       O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (descriptor_ < 0) return cannot_write(errno, path(name));
  ++next_;
  struct stat about {};
  ::fstat(descriptor_, &about);
  files_.push_back({name, 0, now, about.st_dev, about.st_ino});
  began_ = now;
  head_ = 0;
  auto written = write(now, head);
  head_ = head.size();
  return written;
}

Result<void> KeptFiles::write(Time now, std::string_view octets) {
  File& file = files_.back();
  if (auto written = put(octets); !written) {
    // What is there of a block is no block.
    const bool cut = ::ftruncate(descriptor_, static_cast<off_t>(file.size)) == 0;
    if (!cut || file.size <= head_) {
      close();
      delete_newest();
    }
    return written;
  }
  file.size += octets.size();
  file.last = std::max(file.last, now);
  return {};
}

Result<void> KeptFiles::put(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t put = ::write(descriptor_, octets.data(), octets.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return cannot_write(errno, path(files_.back().name));
    octets.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

void KeptFiles::close() {
  if (is_open()) ::close(std::exchange(descriptor_, -1));
}

void KeptFiles::delete_old(Time now) {
  const std::size_t open = is_open() ? 1 : 0;
  const auto too_old = [&] {
    return limits_.time != Duration{} && now - files_.front().last > limits_.time;
  };
  const auto too_much = [&] { return limits_.size != 0 && octets() > limits_.size; };
  while (files_.size() > open && (too_old() || too_much())) {
    unlink(files_.front());
    files_.pop_front();
  }
}

void KeptFiles::delete_newest() {
  unlink(files_.back());
  files_.pop_back();
}

/// Somebody may have put another file in its place.
void KeptFiles::unlink(const File& file) const {
  struct stat about {};
  const std::string where = path(file.name);
  if (::lstat(where.c_str(), &about) != 0) return;
  if (about.st_dev == file.device && about.st_ino == file.number) ::unlink(where.c_str());
}

std::uint64_t KeptFiles::octets() const {
  return std::accumulate(files_.begin(), files_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const File& file) { return sum + file.size; });
}

}  // namespace goldwire
