// FieldReader: the parts that do not depend on a field's type.
#include "protocols/kafka/field_reader.h"

namespace goldwire::kafka {

void FieldReader::move(std::size_t at, std::size_t end) {
  end_ = end;
  at_ = std::min(at, end);
  clear_ = std::max(at_, std::min(end_, octets_.size()));
  if (holes_ == nullptr) return;
  for (const FrameHole& hole : *holes_) {
    if (hole.end > at_) clear_ = std::clamp(hole.begin, at_, clear_);
  }
}

Bytes FieldReader::take_beyond(std::size_t count) {
  if (stopped()) return {};
  if (count > end_ - at_) return fail();
  lost_ = true;
  return {};
}

std::uint32_t FieldReader::long_varint() {
  std::uint32_t out = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    const auto octet = std::uint32_t{integer<std::uint8_t>()};
    if (stopped()) return 0;
    if (shift == 28 && octet > 0x0f) break;
    out |= (octet & 0x7fU) << shift;
    if ((octet & 0x80U) == 0) return out;
  }
  fail();
  return 0;
}

std::int64_t FieldReader::length(bool array_or_bytes) {
  if (flexible_) return static_cast<std::int64_t>(varint()) - 1;
  const std::int64_t count = array_or_bytes ? std::int64_t{integer<std::int32_t>()}
                                            : std::int64_t{integer<std::int16_t>()};
  if (count < -1) fail();
  return count;
}

void FieldReader::records(const Field& f, Records& member) {
  const std::int64_t count = length(true);
  member = {};
  if (stopped()) return;
  if (count < 0) {
    if (!allows_null(f)) fail();
    return;
  }
  const auto size = static_cast<std::size_t>(count);
  if (size > end_ - at_) {
    fail();
    return;
  }
  const std::size_t begin = std::min(at_, octets_.size());
  member.null = false;
  member.size = size;
  member.at = at_;
  member.octets = octets_.subspan(begin, std::min(size, octets_.size() - begin));
  move(at_ + size, end_);
}

void FieldReader::read_tags() {
  if (level_.read || stopped()) return;
  level_.read = true;
  level_.first = tags_.size();
  const std::uint32_t count = varint();
  for (std::uint32_t i = 0; i < count && !stopped(); ++i) {
    const std::uint32_t number = varint();
    const std::uint32_t size = varint();
    const std::size_t begin = at_;
    take(size);
    tags_.push_back({number, begin, begin + size});
  }
}

const FieldReader::Tag* FieldReader::find_tag(int number) {
  for (std::size_t i = level_.first; i < tags_.size(); ++i) {
    if (tags_[i].number == static_cast<std::uint32_t>(number)) return &tags_[i];
  }
  return nullptr;
}

}  // namespace goldwire::kafka
