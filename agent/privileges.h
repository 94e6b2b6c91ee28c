// Privileges: what the agent gives up once its interfaces are open.
//
// Contract: call it while there is one thread: capabilities belong to threads.
#pragma once

#include <string>

#include "protocols/base/result.h"

namespace goldwire {

/// Becomes `user` (with its own group only; empty: stays who it is), then gives up every capability
/// and the right to gain any. CAP_NET_RAW alone stays with `keep_capturing`, for interfaces that
/// are opened later. Gives one phrase that tells what the process is now. An Error when the user
/// does not exist or cannot be become.
Result<std::string> drop_privileges(const std::string& user, bool keep_capturing);

}  // namespace goldwire
