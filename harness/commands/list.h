// What each command's file defines.
#pragma once

namespace goldwire {

struct Command;

Command doctor_command();

}  // namespace goldwire
