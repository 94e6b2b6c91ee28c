// Uuid: its text.
#include "protocols/base/json.h"
#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

std::string Uuid::text() const {
  std::string out = base64(as_text(octets));
  for (char& c : out) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  out.resize(22);
  return out;
}

}  // namespace goldwire::kafka
