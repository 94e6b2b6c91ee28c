// Transcript: telling the same connection in other pieces.
#include "tests/laws/transcript.h"

#include <algorithm>

namespace goldwire::laws {
namespace {

/// The octets of `chunk` from `begin` to `end`, as a step of its own.
Step piece(const Step& chunk, std::size_t begin, std::size_t end) {
  Chunk part = std::get<Chunk>(chunk.what);
  part.offset += begin;
  return {part, chunk.octets.substr(begin, end - begin)};
}

template <class CutAfter>
Transcript cut_chunks(const Transcript& transcript, CutAfter cut_after) {
  Transcript out = transcript;
  out.steps.clear();
  for (const Step& step : transcript.steps) {
    if (!std::holds_alternative<Chunk>(step.what)) {
      out.steps.push_back(step);
      continue;
    }
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= step.octets.size(); ++end) {
      if (end != step.octets.size() && !cut_after(end)) continue;
      out.steps.push_back(piece(step, begin, end));
      begin = end;
    }
  }
  return out;
}

Time time_of(const Input& input) {
  return std::visit([](const auto& what) { return what.time; }, input);
}

/// May `later`, which follows `earlier` of the other side, be told first?
bool independent(const Step& earlier, const Step& later) {
  const auto* before = std::get_if<Chunk>(&earlier.what);
  const auto* after = std::get_if<Chunk>(&later.what);
  return before != nullptr && after != nullptr && before->side != after->side &&
         after->acked <= before->offset;
}

}  // namespace

Input Step::input() const {
  Input out = what;
  if (auto* chunk = std::get_if<Chunk>(&out)) chunk->bytes = as_bytes(octets);
  return out;
}

Side Step::side() const {
  return std::visit([](const auto& any) { return any.side; }, what);
}

std::uint64_t Step::length() const {
  if (const auto* gap = std::get_if<Gap>(&what)) return gap->length;
  return octets.size();
}

void Transcript::add(const Input& input) {
  Step step{input, {}};
  if (auto* chunk = std::get_if<Chunk>(&step.what)) {
    step.octets = as_text(chunk->bytes);
    chunk->bytes = {};
  }
  steps.push_back(std::move(step));
}

std::uint64_t Transcript::total(Side side) const {
  std::uint64_t sum = 0;
  for (const Step& step : steps) sum += step.side() == side ? step.length() : 0;
  return sum;
}

std::string Transcript::stream(Side side) const {
  std::string out;
  for (const Step& step : steps) {
    if (step.side() == side) out += step.octets;
  }
  return out;
}

Transcript bytewise(const Transcript& transcript) {
  return cut_chunks(transcript, [](std::size_t) { return true; });
}

Transcript split(const Transcript& transcript, Random& random) {
  // From a cut after nearly every octet to one in some hundreds.
  const std::uint64_t mean = 1 + below(random, 1 + below(random, 400));
  return cut_chunks(transcript, [&](std::size_t) { return below(random, mean) == 0; });
}

Transcript coalesced(const Transcript& transcript) {
  Transcript out = transcript;
  out.steps.clear();
  for (const Step& step : transcript.steps) {
    auto* chunk = std::get_if<Chunk>(&step.what);
    auto* before = out.steps.empty() ? nullptr : std::get_if<Chunk>(&out.steps.back().what);
    if (chunk != nullptr && before != nullptr && before->side == chunk->side &&
        before->acked == chunk->acked) {
      out.steps.back().octets += step.octets;
    } else {
      out.steps.push_back(step);
    }
  }
  return out;
}

Transcript reordered(const Transcript& transcript, Random& random) {
  Transcript out = transcript;
  for (std::size_t i = 1; i < out.steps.size(); ++i) {
    if (below(random, 2) == 0 || !independent(out.steps[i - 1], out.steps[i])) continue;
    std::swap(out.steps[i - 1], out.steps[i]);
    // Packet time goes on; what is told is exchanged, not when.
    Chunk& first = std::get<Chunk>(out.steps[i - 1].what);
    Chunk& second = std::get<Chunk>(out.steps[i].what);
    std::swap(first.time, second.time);
  }
  return out;
}

Transcript cut(const Transcript& transcript, std::uint64_t octets, Ending kind) {
  Transcript out = transcript;
  out.steps.clear();
  Time last{};
  for (const Step& step : transcript.steps) {
    if (octets == 0) break;
    last = time_of(step.what);
    if (std::holds_alternative<Close>(step.what)) continue;
    if (step.length() <= octets) {
      out.steps.push_back(step);
    } else if (std::holds_alternative<Chunk>(step.what)) {
      out.steps.push_back(piece(step, 0, octets));
    } else {
      Gap gap = std::get<Gap>(step.what);
      gap.length = octets;
      out.steps.push_back({gap, {}});
    }
    octets -= std::min(octets, step.length());
  }
  for (const Side side : {Side::client, Side::server}) out.add(Close{side, kind, last});
  return out;
}

}  // namespace goldwire::laws
