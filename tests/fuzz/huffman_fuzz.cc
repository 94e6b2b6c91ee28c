// Fuzzes HPACK's string code: each text has one spelling, so what is read is written the same.
#include "protocols/http2/huffman.h"
#include "tests/fuzz/law.h"

using namespace goldwire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  std::string text;
  if (http2::huffman_decode(input, text)) {
    std::string coded;
    http2::huffman_encode(text, coded);
    fuzz::hold(coded == as_text(input), "what was decoded is encoded the same");
    fuzz::hold(http2::huffman_size(text) == size, "its size is told before");
  }
  std::string coded;
  http2::huffman_encode(as_text(input), coded);
  fuzz::hold(http2::huffman_size(as_text(input)) == coded.size(), "the size is told before");
  fuzz::hold(http2::huffman_decode(as_bytes(coded), text), "what was encoded can be decoded");
  fuzz::hold(text == as_text(input), "and is the same");
  return 0;
}
