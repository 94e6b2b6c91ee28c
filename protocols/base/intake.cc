// Intake: copies only what a frame boundary leaves over.
#include "protocols/base/intake.h"

namespace goldwire {

void Intake::add(const Chunk& chunk) {
  marks_.push_back({chunk.offset, chunk.time});
  if (held() == 0) {
    borrowed_ = chunk.bytes;
    offset_ = chunk.offset;
  } else {
    kept_.append(as_text(chunk.bytes));
  }
}

void Intake::lose(const Gap& gap) {
  account_.lost += gap.length;
  offset_ = gap.offset + gap.length;
  marks_.push_back({gap.offset, gap.time});
}

void Intake::settle() {
  if (borrowed_.empty()) return;
  kept_.assign(as_text(borrowed_));
  kept_head_ = 0;
  borrowed_ = {};
}

Bytes Intake::waiting() const {
  if (held() == 0) return borrowed_;
  return as_bytes(std::string_view(kept_).substr(kept_head_));
}

void Intake::take(std::size_t count) {
  account_.taken += count;
  consume(count);
}

void Intake::skip(std::size_t count) {
  account_.skipped += count;
  consume(count);
}

Time Intake::time_at(std::uint64_t at) const {
  Time time{};
  for (const Mark& mark : marks_) {
    if (mark.offset > at) break;
    time = mark.time;
  }
  return time;
}

void Intake::consume(std::size_t count) {
  if (held() == 0) {
    borrowed_ = borrowed_.subspan(count);
  } else {
    kept_head_ += count;
    if (kept_head_ == kept_.size()) {
      kept_.clear();
      kept_head_ = 0;
    } else if (kept_head_ > kept_.size() / 2 && kept_head_ > 65536) {
      kept_.erase(0, kept_head_);
      kept_head_ = 0;
    }
  }
  offset_ += count;
  // The mark of the last consumed octet stays: a message's end is asked for after it was consumed.
  while (marks_.size() > 1 && marks_[1].offset < offset_) marks_.pop_front();
}

}  // namespace goldwire
