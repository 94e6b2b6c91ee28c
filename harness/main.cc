// goldwire: the harness's program.
#include <string>
#include <vector>

#include "harness/commands/command.h"

int main(int argc, char** argv) {
  return goldwire::run_command_line(std::vector<std::string>(argv + 1, argv + argc));
}
