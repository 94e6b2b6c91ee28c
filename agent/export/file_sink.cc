// FileSink: stdio's buffer is the only queue.
#include "agent/export/file_sink.h"

#include <cerrno>
#include <cstring>

#include "agent/trace/jsonl.h"

namespace goldwire {

Result<std::unique_ptr<FileSink>> FileSink::open(const std::string& file) {
  std::FILE* const out = file == "-" ? stdout : std::fopen(file.c_str(), "ae");
  if (out == nullptr) {
    return failure(std::string("cannot be opened for writing: ") + std::strerror(errno), file,
                   "name a file in a folder that may be written");
  }
  return std::unique_ptr<FileSink>(new FileSink(out));
}

FileSink::~FileSink() {
  if (file_ != stdout) std::fclose(file_);
}

void FileSink::take(const Span& span) {
  line_.clear();
  write_span(line_, span);
  line_ += '\n';
  if (std::fwrite(line_.data(), 1, line_.size(), file_) == line_.size()) {
    ++counts_.written;
  } else {
    ++counts_.failed;
  }
}

bool FileSink::flush(Duration) { return std::fflush(file_) == 0; }

}  // namespace goldwire
