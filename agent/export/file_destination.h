// FileDestination: spans to a file or to stdout, one JSON object per line.
//
// Contract: a file is appended to, and made readable by its owner only (payloads are in it). A line
// that could not be written whole is taken back where the file allows it. A pipe that nobody reads
// holds up this destination, never longer than until `stop`.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "agent/export/sink.h"
#include "protocols/base/result.h"

namespace goldwire {

class FileDestination final : public Destination {
 public:
  /// Opens `file` for appending; "-" is stdout.
  static Result<std::unique_ptr<FileDestination>> open(const std::string& file);
  ~FileDestination() override;

  Delivery deliver(std::span<const SharedSpan> batch, const std::stop_token& stop) override;
  BatchLimits batch() const override { return {}; }

  /// Opens the file by its name again, after somebody moved it away. The next batch goes there, and
  /// what was open is closed then. May be called by any thread. Nothing happens to stdout.
  Result<void> reopen();
  /// True once nobody can read stdout's other end any more.
  bool abandoned() const { return abandoned_; }

 private:
  FileDestination(std::string file, int descriptor);
  void look_at_descriptor();
  bool write_whole(std::string_view text, const std::stop_token& stop);

  const std::string file_;
  int descriptor_;
  bool regular_ = false;       ///< can be cut again, and never holds up
  bool torn_ = false;          ///< the last line written to what is not regular is not whole
  std::atomic<int> next_{-1};  ///< reopened, not yet used
  std::atomic<bool> abandoned_ = false;
  std::string text_;
};

}  // namespace goldwire
