// Value: lookup by name.
#include "protocols/base/value.h"

namespace goldwire {

const Value* Value::find(std::string_view name) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

}  // namespace goldwire
