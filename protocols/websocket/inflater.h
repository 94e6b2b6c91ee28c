// Inflater: the receiving half of permessage-deflate (RFC 7692 section 7.2.2) for one side.
//
// Contract: its window holds only octets that are known. After forget() it is empty, and a message
// that refers to what was said before is damaged, never guessed. Memory is one zlib state, made
// when the first compressed message comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <zlib.h>

namespace goldwire::websocket {

/// Receives what was decoded, piece by piece; borrowed for the call.
struct Inflated {
  virtual ~Inflated() = default;
  virtual void inflated(std::string_view octets) = 0;
};

class Inflater {
 public:
  /// The next octets of a message's compressed payload. False when they are damaged or expand
  /// beyond `most` octets in all; then forget() comes next.
  bool add(std::string_view coded, std::uint64_t most, Inflated& out);
  /// The message ended. False when its payload did not.
  bool finish(std::uint64_t most, Inflated& out);
  /// What was said before is not known, or must not be used.
  void forget();
  /// The same, and gives back the memory.
  void drop() { stream_.reset(); }
  /// Octets it keeps, as far as zlib tells.
  std::size_t held() const;

 private:
  struct End {
    void operator()(z_stream* stream) const;
  };
  bool make();
  bool go_on_after_final_block();

  std::unique_ptr<z_stream, End> stream_;
  std::uint64_t expanded_ = 0;  ///< octets of the message being read
};

}  // namespace goldwire::websocket
