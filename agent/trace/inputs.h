// Inputs: from the names a user gave to one merged Source.
//
// Contract: a directory stands for the regular files in it, by name. Each capture is one vantage,
// in the order given. Several are merged by packet time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/capture/input_file.h"
#include "agent/capture/source.h"
#include "protocols/base/result.h"

namespace goldwire {

/// The files of one run, each opened once, so that stdin ("-") is like any other.
struct Inputs {
  std::vector<InputFile> files;
  bool spans = false;  ///< they are spans files (jsonl), by their first octet; else captures
};

/// Opens what `inputs` stand for. An Error names what is missing or empty; also where some are
/// spans files and some captures.
Result<Inputs> open_inputs(const std::vector<std::string>& inputs);

/// The captures as one source; `filter` is BPF, empty takes all.
Result<std::unique_ptr<Source>> open_captures(std::vector<InputFile> files,
                                              const std::string& filter);

/// The next line without its end; false when there is none.
bool next_line(InputFile& file, std::string& line);

}  // namespace goldwire
