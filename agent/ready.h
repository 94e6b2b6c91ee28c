// Ready: tells a service manager that the agent captures from now on (sd_notify(3), Type=notify).
#pragma once

#include <string_view>

namespace goldwire {

/// Sends `state` ("READY=1", "STOPPING=1") to the socket that NOTIFY_SOCKET names. Without one,
/// nothing happens: nobody waits.
void notify_service_manager(std::string_view state);

}  // namespace goldwire
