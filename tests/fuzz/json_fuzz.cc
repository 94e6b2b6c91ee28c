// Fuzzes JSON: what is read can be written, and reads the same again.
#include <cstdlib>

#include "protocols/base/bytes.h"
#include "protocols/base/json.h"

using namespace goldwire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text(Bytes{data, size});
  if (const Decoded<Value> value = read_json(text)) {
    if (read_json(write_json(*value)) != value) std::abort();
  }
  if (const Decoded<std::string> octets = unbase64(text)) {
    if (base64(*octets) != text) std::abort();
  }
  std::string literal;
  write_json_text(literal, text);
  if (!read_json(literal)) std::abort();
  is_readable_text(text);
  return 0;
}
