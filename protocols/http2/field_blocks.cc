// FieldBlocks: the usual block is one frame, and is decoded where it stands.
#include "protocols/http2/field_blocks.h"

#include <utility>

#include "protocols/http2/codec.h"

namespace goldwire::http2 {
namespace {

/// A longer block is not kept; peers refuse it as well (SETTINGS_MAX_HEADER_LIST_SIZE).
constexpr std::size_t kMostKept = 256U << 10;

FieldBlock begun(const FrameHeader& header, std::uint32_t promised, const Place& place) {
  FieldBlock block;
  block.header = header;
  block.promised = promised;
  block.place = place;
  return block;
}

}  // namespace

std::optional<FieldBlock> FieldBlocks::interrupted_by(const FrameHeader& header) {
  if (!open_) return std::nullopt;
  if (header.type == FrameType::continuation && header.stream == open_->header.stream) {
    return std::nullopt;
  }
  return lose(Reason::undecodable);
}

std::optional<FieldBlock> FieldBlocks::take(const FrameHeader& header, Bytes payload,
                                            const Place& place) {
  if (header.type == FrameType::continuation) {
    if (open_) return add(header, payload, place);
    decoder_.lose();  // its beginning was not seen, or there is none
    return std::nullopt;
  }
  const Decoded<FieldBlockStart> start = read_field_block_start(header, payload);
  if (!start) return damaged(header, place, Reason::undecodable);
  FieldBlock block = begun(header, start->promised, place);
  if (header.has(flag::kEndHeaders)) return decoded(std::move(block), start->fragment);
  open_ = std::move(block);
  fragments_ = as_text(start->fragment);
  return std::nullopt;
}

std::optional<FieldBlock> FieldBlocks::damaged(const FrameHeader& header, const Place& place,
                                               Reason reason) {
  if (!open_) {
    lose_table(reason);
    if (header.type == FrameType::continuation) return std::nullopt;
    open_ = begun(header, 0, place);
  }
  open_->incomplete.add(reason);
  return add(header, {}, place);
}

std::optional<FieldBlock> FieldBlocks::lose(Reason reason) {
  lose_table(reason);
  if (open_) open_->incomplete.add(reason);
  return std::exchange(open_, std::nullopt);
}

std::optional<FieldBlock> FieldBlocks::shed() {
  fragments_ = {};
  return lose(Reason::limit);
}

/// Goes on with the open block.
std::optional<FieldBlock> FieldBlocks::add(const FrameHeader& header, Bytes fragment,
                                           const Place& place) {
  open_->place.end = place.end;
  open_->place.last = place.last;
  fragments_ += as_text(fragment);
  if (fragments_.size() > kMostKept) open_->incomplete.add(Reason::limit);
  if (!open_->incomplete.empty()) fragments_.clear();
  if (!header.has(flag::kEndHeaders)) return std::nullopt;
  FieldBlock block = *std::exchange(open_, std::nullopt);
  if (block.incomplete.empty()) return decoded(std::move(block), as_bytes(fragments_));
  lose_table(block.incomplete.has(Reason::gap) ? Reason::gap : Reason::limit);
  return block;
}

FieldBlock FieldBlocks::decoded(FieldBlock&& block, Bytes octets) {
  const bool read = decoder_.decode(octets, block.section).has_value();
  if (!read) lose_table(Reason::undecodable);
  if (!read || block.section.malformed) block.incomplete.add(Reason::undecodable);
  if (block.section.cut) block.incomplete.add(Reason::limit);
  if (block.section.unknown != 0) block.incomplete.add(unknown_);
  fragments_.clear();
  return std::move(block);
}

void FieldBlocks::lose_table(Reason reason) {
  decoder_.lose();
  unknown_ = reason;
}

}  // namespace goldwire::http2
