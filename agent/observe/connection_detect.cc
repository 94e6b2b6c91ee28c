// Connection, while its protocol is not known: what is heard is kept until the registry recognises
// it, and is then heard again by the conversation.
#include <algorithm>
#include <utility>

#include "agent/observe/connection.h"

namespace goldwire {
namespace {

/// The most inputs kept while the protocol is not known.
constexpr std::size_t kKeptInputs = 64;
/// A chunk of each side tells nearly always.
constexpr std::size_t kUsuallyKept = 2;

}  // namespace

Input Connection::turned(const Input& input) {
  return std::visit(
      [](auto one) -> Input {
        one.side = peer_of(one.side);
        return one;
      },
      input);
}

/// The usual case: the first chunk tells, and nothing has to be kept.
void Connection::detect_from(const Input& input) {
  const auto* chunk = std::get_if<Chunk>(&input);
  bool asked = false;
  if (chunk != nullptr && !kept_) {
    const bool from_client = chunk->side == Side::client;
    const Detection seen = detect(from_client ? chunk->bytes : Bytes{},
                                  from_client ? Bytes{} : chunk->bytes, direction_known_, false);
    if (seen.found) {
      start(*seen.found);
      hear(seen.found->swapped ? turned(input) : input);
      return;
    }
    asked = seen.undecided;
  }
  keep(input);
  if (!asked) decide(false);
}

void Connection::keep(const Input& input) {
  if (!kept_) {
    kept_ = std::make_unique<Detecting>();
    kept_->inputs.reserve(kUsuallyKept);
  }
  Kept& kept = kept_->inputs.emplace_back(input);
  if (auto* chunk = std::get_if<Chunk>(&kept.input)) {
    kept.octets = as_text(chunk->bytes);
    kept_->octets += kept.octets.size();
  }
}

/// Tries to tell the protocol from what is kept. After a midstream start or a hole, a chunk that
/// fits nothing may be the end of a message: it is dropped and the next chunk is tried.
void Connection::decide(bool last) {
  while (stage_ == Stage::detecting && kept_) {
    Bytes first[2];
    std::string joined[2];  // where several chunks have them
    bool cut[2] = {false, false};
    for (const Kept& kept : kept_->inputs) {
      if (const auto* gap = std::get_if<Gap>(&kept.input)) {
        const std::size_t side = index_of(gap->side);
        cut[side] = cut[side] || !first[side].empty();
      } else if (const auto* chunk = std::get_if<Chunk>(&kept.input)) {
        const std::size_t side = index_of(chunk->side);
        if (cut[side]) continue;
        if (first[side].empty()) {
          first[side] = as_bytes(kept.octets);
          continue;
        }
        if (joined[side].empty()) joined[side] = as_text(first[side]);
        joined[side] += kept.octets;
        first[side] = as_bytes(joined[side]);
      }
    }
    const bool full = kept_->octets > limits_.detection || kept_->inputs.size() > kKeptInputs;
    const bool final = last || full;
    const Detection seen = detect(first[0], first[1], direction_known_, final);
    if (seen.found) {
      start(*seen.found);
      replay_kept(seen.found->swapped);
      return;
    }
    if (seen.undecided) return;
    const bool one_sided = first[0].empty() || first[1].empty();
    const bool uncut = from_start_ && !cut[0] && !cut[1];
    if (one_sided && !final && (uncut || (first[0].empty() && first[1].empty()))) return;
    if (uncut) {
      stage_ = Stage::unknown;
    } else {
      drop_first_kept();
    }
  }
  if (stage_ == Stage::unknown && kept_) {
    for (const Kept& kept : kept_->inputs) count_unknown(kept.input);
    kept_.reset();
  }
}

/// The protocol is known: what was kept is heard, then forgotten.
void Connection::replay_kept(bool turn) {
  const std::unique_ptr<Detecting> all = std::exchange(kept_, nullptr);
  for (const Kept& kept : all->inputs) {
    Input again = turn ? turned(kept.input) : kept.input;
    if (auto* chunk = std::get_if<Chunk>(&again)) chunk->bytes = as_bytes(kept.octets);
    // Not through absorb(): its holes are known already. But an input may have switched away.
    if (stage_ == Stage::speaking) {
      hear(again);
    } else if (stage_ == Stage::detecting) {
      keep(again);
    } else {
      count_unknown(again);
    }
  }
}

/// Gives up the kept inputs up to and including the first chunk.
void Connection::drop_first_kept() {
  from_start_ = false;
  std::size_t count = 0;
  std::vector<Kept>& inputs = kept_->inputs;
  while (count < inputs.size()) {
    const Kept& kept = inputs[count++];
    count_unknown(kept.input);
    if (const auto* chunk = std::get_if<Chunk>(&kept.input)) {
      kept_->octets -= kept.octets.size();
      base_[index_of(chunk->side)] = chunk->offset + kept.octets.size();
      break;
    }
    if (const auto* gap = std::get_if<Gap>(&kept.input)) {
      base_[index_of(gap->side)] = gap->offset + gap->length;
    }
  }
  inputs.erase(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(count));
  if (inputs.empty()) kept_.reset();
}

void Connection::start(const Detected& detected) {
  stage_ = Stage::speaking;
  direction_known_ = true;
  if (detected.swapped) {
    swapped_ = !swapped_;
    std::swap(base_[0], base_[1]);
  }
  Opening opening;
  opening.limits = limits_.conversation;
  opening.midstream = !from_start_;
  conversation_ = detected.protocol->open(opening);
  describe_self(detected.protocol);
}

}  // namespace goldwire
