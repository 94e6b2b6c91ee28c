// FileSink: spans to a file, one JSON object per line.
//
// Contract: appends whole lines only; a line that could not be written whole counts as failed.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "agent/export/sink.h"
#include "protocols/base/result.h"

namespace goldwire {

class FileSink final : public Sink {
 public:
  /// Opens `file` for appending; "-" is stdout.
  static Result<std::unique_ptr<FileSink>> open(const std::string& file);
  ~FileSink() override;
  void take(const Span& span) override;
  bool flush(Duration limit) override;
  SinkCounts counts() const override { return counts_; }

 private:
  explicit FileSink(std::FILE* file) : file_(file) {}

  std::FILE* file_;
  std::string line_;
  SinkCounts counts_;
};

}  // namespace goldwire
