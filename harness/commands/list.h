// What each command's file defines.
#pragma once

namespace goldwire {

struct Command;

Command spans_command();
Command traces_command();
Command record_command();
Command check_command();
Command replay_command();
Command diff_command();
Command show_command();
Command review_command();
Command accept_command();
Command reject_command();
Command init_command();
Command doctor_command();

}  // namespace goldwire
