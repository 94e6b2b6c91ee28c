// Law: how a fuzz target says that one was broken.
#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace goldwire::fuzz {

[[noreturn]] inline void broken(std::string_view law, std::string_view how = {}) {
  std::cerr << "broken: " << law << (how.empty() ? "" : "\n") << how << std::endl;
  std::abort();
}

inline void hold(bool true_so, std::string_view law, std::string_view how = {}) {
  if (!true_so) broken(law, how);
}

}  // namespace goldwire::fuzz
