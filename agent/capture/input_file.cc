// Opening by magic, reading by blocks.
#include "agent/capture/input_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/capture/decompress.h"

namespace goldwire {
namespace {

/// Large enough to make system calls cheap, small enough to stay in the second-level cache.
constexpr std::size_t kBlock = 512U << 10;

/// A file descriptor; closed unless it is stdin.
class Descriptor final : public OctetSource {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() override {
    if (number_ != STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  Result<std::size_t> fill(std::uint8_t* to, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(number_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return failure(fmt::format("cannot be read: {}", std::strerror(errno)));
    }
  }

 private:
  int number_;
};

/// Gives the octets that were read for their magic once more, then the rest.
class Replayed final : public OctetSource {
 public:
  Replayed(std::string first, std::unique_ptr<OctetSource> rest)
      : first_(std::move(first)), rest_(std::move(rest)) {}

  Result<std::size_t> fill(std::uint8_t* to, std::size_t size) override {
    if (at_ == first_.size()) return rest_->fill(to, size);
    const std::size_t count = std::min(size, first_.size() - at_);
    std::memcpy(to, first_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string first_;
  std::size_t at_ = 0;
  std::unique_ptr<OctetSource> rest_;
};

struct Magic {
  std::string_view octets;
  const char* name;
};

constexpr std::string_view kGzip{"\x1f\x8b", 2};
constexpr std::string_view kZstd{"\x28\xb5\x2f\xfd", 4};
constexpr std::array kOtherCompressions{
    Magic{{"\xfd"
           "7zXZ\0",
           6},
          "xz"},
    Magic{{"BZh", 3}, "bzip2"},
    Magic{{"\x04\x22\x4d\x18", 4}, "lz4"},
    Magic{{"PK\x03\x04", 4}, "zip"},
    Magic{{"7z\xbc\xaf\x27\x1c", 6}, "7z"},
};

/// RFC 8878 section 3.1.2: a zstd file may begin with frames to be skipped.
bool is_zstd(std::string_view first) {
  return first.starts_with(kZstd) ||
         (first.size() >= 4 && (static_cast<std::uint8_t>(first[0]) & 0xf0U) == 0x50 &&
          first.substr(1, 3) == std::string_view{"\x2a\x4d\x18", 3});
}

Result<int> open_descriptor(const std::string& path) {
  if (path == "-") return STDIN_FILENO;
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (number < 0) {
    if (errno == ENOENT) return failure("no such file", path, "check the path");
    if (errno == EACCES) return failure("may not be read", path, "check its permissions");
    return failure(fmt::format("cannot be opened: {}", std::strerror(errno)), path,
                   "check the path");
  }
  struct stat about {};
  if (::fstat(number, &about) == 0 && S_ISDIR(about.st_mode)) {
    ::close(number);
    return failure("is a directory", path, "name the capture file inside it");
  }
  return number;
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path) {
  const auto number = open_descriptor(path);
  if (!number) return std::unexpected(number.error());
  InputFile file;
  file.name_ = path == "-" ? "stdin" : path;
  file.source_ = std::make_unique<Descriptor>(*number);

  std::array<std::uint8_t, 8> start{};
  std::size_t got = 0;
  while (got < start.size()) {
    const auto filled = file.source_->fill(start.data() + got, start.size() - got);
    if (!filled) return failure(filled.error().what, file.name_);
    if (*filled == 0) break;
    got += *filled;
  }
  if (got == 0) {
    return failure("is empty", file.name_, "no capture was written to it; record it again");
  }
  std::string first(reinterpret_cast<const char*>(start.data()), got);
  for (const Magic& other : kOtherCompressions) {
    if (first.starts_with(other.octets)) {
      return failure(fmt::format("is compressed with {}", other.name), file.name_,
                     "decompress it first; gzip and zstd are read as they are");
    }
  }
  const bool gzip = first.starts_with(kGzip);
  const bool zstd = is_zstd(first);
  file.source_ = std::make_unique<Replayed>(std::move(first), std::move(file.source_));
  if (gzip) file.source_ = gunzip(std::move(file.source_));
  if (zstd) file.source_ = unzstd(std::move(file.source_));
  file.compressed_ = gzip || zstd;
  file.capacity_ = kBlock;
  file.buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(kBlock);
  return file;
}

void InputFile::refill(std::size_t size) {
  const std::size_t left = filled_ - at_;
  if (size > capacity_) {
    auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(size);
    std::memcpy(larger.get(), buffer_.get() + at_, left);
    buffer_ = std::move(larger);
    capacity_ = size;
  } else if (at_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + at_, left);
  }
  base_ += at_;
  at_ = 0;
  filled_ = left;
  while (filled_ < size && !ended_) {
    const auto got = source_->fill(buffer_.get() + filled_, capacity_ - filled_);
    if (!got) {
      stopped_ = std::make_unique<Error>(got.error());
      stopped_->where = place(base_ + filled_);
    }
    ended_ = !got || *got == 0;
    if (got) filled_ += *got;
  }
}

bool InputFile::skip(std::uint64_t size) {
  while (size > 0) {
    const Bytes shown = need(1);
    if (shown.empty()) return false;
    const std::size_t step = static_cast<std::size_t>(std::min<std::uint64_t>(size, shown.size()));
    consume(step);
    size -= step;
  }
  return true;
}

std::string InputFile::place(std::uint64_t offset) const {
  return fmt::format("{}, octet {}{}", name_, offset, compressed_ ? " after decompression" : "");
}

}  // namespace goldwire
