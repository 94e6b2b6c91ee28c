// FileDestination: write(2) line by line, so that what was written is known to the octet.
#include "agent/export/file_destination.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/trace/jsonl.h"

namespace goldwire {
namespace {

/// How often a wait for a pipe's reader looks at `stop`.
constexpr int kLookAround = 100;  // milliseconds

int open_for_appending(const std::string& file) {
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

std::unexpected<Error> not_opened(const std::string& file) {
  return failure(std::string("cannot be opened for writing: ") + std::strerror(errno), file,
                 "name a file in a folder that may be written");
}

}  // namespace

FileDestination::FileDestination(std::string file, int descriptor)
    : file_(std::move(file)), descriptor_(descriptor) {
  look_at_descriptor();
}

FileDestination::~FileDestination() {
  if (file_ == "-") return;
  ::close(descriptor_);
  if (next_ >= 0) ::close(next_);
}

Result<std::unique_ptr<FileDestination>> FileDestination::open(const std::string& file) {
  const int descriptor = file == "-" ? STDOUT_FILENO : open_for_appending(file);
  if (descriptor < 0) return not_opened(file);
  return std::unique_ptr<FileDestination>(new FileDestination(file, descriptor));
}

Result<void> FileDestination::reopen() {
  if (file_ == "-") return {};
  const int descriptor = open_for_appending(file_);
  if (descriptor < 0) return not_opened(file_);
  if (const int unused = next_.exchange(descriptor); unused >= 0) ::close(unused);
  return {};
}

void FileDestination::look_at_descriptor() {
  struct stat status {};
  regular_ = ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
}

Delivery FileDestination::deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) {
  if (const int next = next_.exchange(-1); next >= 0) {
    ::close(descriptor_);
    descriptor_ = next;
    look_at_descriptor();
  }
  Delivery delivery;
  for (const SharedSpan& span : batch) {
    text_.clear();
    if (torn_) text_ += '\n';
    write_span(text_, *span);
    text_ += '\n';
    if (!write_whole(text_, stop)) {
      delivery.trouble = stop.stop_requested() ? "nobody reads" : std::strerror(errno);
      abandoned_ = abandoned_ || errno == EPIPE;
      break;
    }
    ++delivery.written;
  }
  return delivery;
}

/// False with errno when the line could not be written whole.
bool FileDestination::write_whole(std::string_view text, const std::stop_token& stop) {
  const off_t begin = regular_ ? ::lseek(descriptor_, 0, SEEK_END) : 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    if (!regular_) {
      pollfd waited{descriptor_, POLLOUT, 0};
      const int ready = ::poll(&waited, 1, kLookAround);
      if (ready == 0 && !stop.stop_requested()) continue;
      if (ready == 0) break;
    }
    // A pipe that is ready has room for PIPE_BUF octets, so this does not wait.
    const std::size_t count = regular_ ? rest.size() : std::min<std::size_t>(rest.size(), PIPE_BUF);
    const ssize_t written = ::write(descriptor_, rest.data(), count);
    if (written > 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0 || (errno != EINTR && errno != EAGAIN)) {
      break;
    }
  }
  torn_ = !regular_ && !rest.empty() && (torn_ || rest.size() < text.size());
  if (rest.empty()) return true;
  if (regular_ && rest.size() < text.size()) {
    const int why = errno;
    if (::ftruncate(descriptor_, begin) != 0) torn_ = true;
    errno = why;
  }
  return false;
}

}  // namespace goldwire
