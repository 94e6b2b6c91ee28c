// Recording: the contract's span lines behind zstd.
#include "harness/files/recording.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <vector>
#include <zstd.h>

#include "agent/trace/jsonl.h"

namespace goldwire {
namespace {

constexpr int kLevel = 12;
constexpr const char* kRestore = "restore it from version control, or record the golden again";

Result<std::string> decompress(std::string_view octets, const std::string& name) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  ZSTD_inBuffer in{octets.data(), octets.size(), 0};
  std::string out;
  std::vector<char> buffer(ZSTD_DStreamOutSize());
  std::size_t left = 1;
  while (left != 0) {
    ZSTD_outBuffer piece{buffer.data(), buffer.size(), 0};
    const std::size_t before = in.pos;
    left = ZSTD_decompressStream(context.get(), &piece, &in);
    const bool stuck = in.pos == before && piece.pos == 0;
    if (ZSTD_isError(left) != 0 || stuck) return failure("damaged", name, kRestore);
    out.append(buffer.data(), piece.pos);
  }
  return out;
}

}  // namespace

std::string write_recording(const Run& run) {
  std::string lines;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      if (span.what.control) continue;
      write_span(lines, span);
      lines += '\n';
    }
  }
  std::string out(ZSTD_compressBound(lines.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), lines.data(), lines.size(), kLevel));
  return out;
}

Result<Run> read_recording(std::string_view octets, const std::string& name) {
  const auto lines = decompress(octets, name);
  if (!lines) return std::unexpected(lines.error());
  Run run;
  std::map<TraceId, std::size_t> known;
  std::string_view rest = *lines;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    auto span = read_span(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!span) return failure(span.error().what, fmt::format("{}:{}", name, line), kRestore);
    const auto [at, fresh] = known.emplace(span->trace_id, run.traces.size());
    if (fresh) run.traces.push_back({.id = span->trace_id, .root_span_id = 0, .spans = {}});
    Trace& trace = run.traces[at->second];
    if (trace.root_span_id == 0 && span->parent.span_id == 0) trace.root_span_id = span->span_id;
    trace.spans.push_back(std::move(*span));
  }
  return run;
}

}  // namespace goldwire
