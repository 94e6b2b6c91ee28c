// Ledger: addition and the --stats spelling.
#include "protocols/base/ledger.h"

#include <vector>

namespace goldwire {

void Ledger::add(const Ledger& other) {
  std::vector<std::uint64_t> counts;
  visit(other, [&](auto, auto, std::uint64_t count) { counts.push_back(count); });
  std::size_t at = 0;
  visit(*this, [&](auto, auto, std::uint64_t& count) { count += counts[at++]; });
}

std::string Ledger::json() const {
  std::string out = "{";
  std::string_view open_layer;
  visit(*this, [&](std::string_view layer, std::string_view name, std::uint64_t count) {
    if (layer != open_layer) {
      if (!open_layer.empty()) out += "},";
      out.append("\"").append(layer).append("\":{");
      open_layer = layer;
    } else {
      out += ',';
    }
    out.append("\"").append(name).append("\":").append(std::to_string(count));
  });
  return out + "}}";
}

}  // namespace goldwire
