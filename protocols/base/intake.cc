// Intake: copies only what a frame boundary leaves over.
#include "protocols/base/intake.h"

#include <algorithm>

namespace goldwire {
namespace {

/// Tiny chunks must not cost more than their octets: so many marks are kept at most.
constexpr std::size_t kMaxMarks = 1024;
/// A buffer above this is given back when it is empty, else one long frame would be paid for to the
/// end.
constexpr std::size_t kKeptCapacity = 65536;

}  // namespace

void Intake::add(const Chunk& chunk) {
  mark({chunk.offset, chunk.time, chunk.acked});
  if (held() == 0) {
    borrowed_ = chunk.bytes;
    offset_ = chunk.offset;
  } else {
    kept_.append(as_text(chunk.bytes));
  }
}

void Intake::lose(const Gap& gap) {
  account_.lost += gap.length;
  forget_old_marks();
  offset_ = gap.offset + gap.length;
  mark({gap.offset, gap.time, newest_.acked});
}

void Intake::settle() {
  if (borrowed_.empty()) return;
  kept_.assign(as_text(borrowed_));
  kept_head_ = 0;
  borrowed_ = {};
}

void Intake::take(std::size_t count) {
  account_.taken += count;
  consume(count);
}

void Intake::skip(std::size_t count) {
  account_.skipped += count;
  consume(count);
}

Intake::Mark Intake::older_mark_at(std::uint64_t at) const {
  const auto after = std::ranges::upper_bound(older_, at, {}, &Mark::offset);
  return after == older_.begin() ? Mark{} : *std::prev(after);
}

void Intake::mark(const Mark& mark) {
  if (newest_.offset < mark.offset) older_.push_back(newest_);
  newest_ = mark;
  if (older_.size() < kMaxMarks) return;
  // Every second one goes, but never those of the last consumed and the first waiting octet.
  const auto after = std::ranges::upper_bound(older_, offset_, {}, &Mark::offset);
  auto kept = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, after - older_.begin()));
  for (std::size_t i = kept; i < older_.size(); i += 2) older_[kept++] = older_[i];
  older_.shrink(kept);
}

void Intake::consume(std::size_t count) {
  if (held() == 0) {
    borrowed_ = borrowed_.subspan(count);
  } else {
    consume_kept(count);
  }
  offset_ += count;
  forget_old_marks();
}

void Intake::consume_kept(std::size_t count) {
  kept_head_ += count;
  if (kept_head_ == kept_.size()) {
    kept_.clear();
    kept_head_ = 0;
    if (kept_.capacity() > kKeptCapacity) kept_.shrink_to_fit();
  } else if (kept_head_ > kept_.size() / 2 && kept_head_ > kKeptCapacity) {
    kept_.erase(0, kept_head_);
    kept_head_ = 0;
  }
}

/// The mark of the last consumed octet stays: a message's end is asked for after it was consumed.
void Intake::forget_old_marks() {
  if (newest_.offset < offset_) {
    older_.clear();
    return;
  }
  while (older_.size() > 1 && older_[1].offset < offset_) older_.pop_front();
}

}  // namespace goldwire
