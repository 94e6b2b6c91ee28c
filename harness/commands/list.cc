// The list of commands. A new command is one file and one line here.
#include "harness/commands/list.h"

#include <array>

#include "harness/commands/command.h"

namespace goldwire {

std::span<const Command> commands() {
  static const std::array all{
      doctor_command(),
  };
  return all;
}

}  // namespace goldwire
