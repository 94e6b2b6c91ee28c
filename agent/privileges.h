// Privileges: what the agent gives up once its interfaces are open.
//
// Contract: call it while there is one thread: capabilities belong to threads.
#pragma once

#include <string>

#include "protocols/base/result.h"

namespace goldwire {

/// Becomes `user` (with its own group only; empty: stays who it is), then gives up every capability
/// and the right to gain any. Gives one phrase that tells what the process is now. An Error when
/// the user does not exist or cannot be become.
Result<std::string> drop_privileges(const std::string& user);

}  // namespace goldwire
