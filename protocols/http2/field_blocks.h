// FieldBlocks: the field blocks of one side, joined from HEADERS, PUSH_PROMISE and CONTINUATION
// (RFC 9113 section 4.3) and decoded in the order in which they came.
//
// Contract: a block of which a part is missing is not decoded, and what it may have inserted is
// unknown from then on. Blocks are bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocols/http2/framer.h"
#include "protocols/http2/hpack_decoder.h"

namespace goldwire::http2 {

/// A field block that came to its end.
struct FieldBlock {
  FrameHeader header;          ///< of the frame that began it
  std::uint32_t promised = 0;  ///< PUSH_PROMISE: the stream that will answer
  Place place;
  FieldSection section;
  Reasons incomplete;  ///< it was not read, or not wholly
};

class FieldBlocks {
 public:
  /// `from_start`: no block came before. Else entries inserted before joining are unknown.
  explicit FieldBlocks(bool from_start) : decoder_(from_start) {}

  /// The connection begins here after all.
  void begin() { decoder_ = HpackDecoder(true); }
  /// To be asked of every frame before it is read: the block that was begun and not ended, if
  /// `header` does not go on with it, which the specification forbids.
  std::optional<FieldBlock> interrupted_by(const FrameHeader& header);
  /// A HEADERS, PUSH_PROMISE or CONTINUATION frame; the block that it ends, if it ends one.
  std::optional<FieldBlock> take(const FrameHeader& header, Bytes payload, const Place& place);
  /// The same of a frame that cannot be read.
  std::optional<FieldBlock> damaged(const FrameHeader& header, const Place& place, Reason reason);
  /// Frames may go unseen from here on. The block that was not ended, if there is one.
  std::optional<FieldBlock> lose(Reason reason);

  /// Octets it keeps.
  std::size_t held() const { return fragments_.size() + decoder_.held(); }
  /// Gives them up: the block that was not ended, if there is one.
  std::optional<FieldBlock> shed();

 private:
  std::optional<FieldBlock> add(const FrameHeader& header, Bytes fragment, const Place& place);
  FieldBlock decoded(FieldBlock&& block, Bytes octets);
  void lose_table(Reason reason);

  HpackDecoder decoder_;
  Reason unknown_ = Reason::unknown_fields;  ///< why there may be entries that are not known
  std::optional<FieldBlock> open_;
  std::string fragments_;  ///< of the open block
};

}  // namespace goldwire::http2
