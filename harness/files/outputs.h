// Outputs: the files that a command is told to write, held against each other and against what it
// reads, before anything is read or written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/base/result.h"

namespace goldwire {

struct OutputFlag {
  std::string flag;  ///< as the user wrote it: "--json"
  std::string file;  ///< empty: not asked for; "-": stdout
};

/// An Error when one of `outputs` is a folder or lies in none that is there: the user mistyped it;
/// when two are one file, or one is an input or lies in an input that is a folder: writing would
/// destroy what the user gave. Links are followed. Devices and pipes are not destroyed by writing;
/// stdout takes one output.
std::optional<Error> check_outputs(const std::vector<OutputFlag>& outputs,
                                   const std::vector<std::string>& inputs);

}  // namespace goldwire
