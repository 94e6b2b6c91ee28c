// HPACK decoder (RFC 7541): field blocks -> field sections, from the first octet or from the
// middle.
#pragma once

#include <string>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"
#include "protocols/http2/hpack_table.h"
#include "protocols/http2/message.h"

namespace goldwire::http2 {

class HpackDecoder {
 public:
  /// `from_start`: no block came before the first one given.
  explicit HpackDecoder(bool from_start) : table_(from_start) {}

  /// Reads one whole block, all its fragments joined. Fields that refer to what was inserted before
  /// joining are counted as unknown. After an error what came before it is in `out`, and the table
  /// is as after lose(): no later field is invented.
  Decoded<void> decode(Bytes block, FieldSection& out);

  /// A block was not seen, or not wholly.
  void lose() { table_.lose(); }

  /// Octets it keeps.
  std::size_t held() const { return table_.held(); }

 private:
  class Reading;

  DynamicTable table_;
  std::string name_;  ///< decoded strings; here so that their memory is used again
  std::string value_;
};

}  // namespace goldwire::http2
