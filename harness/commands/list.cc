// The list of commands. A new command is one file and one line here.
#include "harness/commands/list.h"

#include <array>

#include "harness/commands/command.h"

namespace goldwire {

std::span<const Command> commands() {
  static const std::array all{
      spans_command(),  traces_command(), record_command(), check_command(),
      replay_command(), diff_command(),   show_command(),   review_command(),
      accept_command(), reject_command(), init_command(),   doctor_command(),
  };
  return all;
}

}  // namespace goldwire
