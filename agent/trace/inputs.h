// Inputs: from the names a user gave to one merged Source.
//
// Contract: a directory stands for the regular files in it, by name. Each capture is one vantage,
// in the order given. Several are merged by packet time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/capture/source.h"
#include "protocols/base/result.h"

namespace goldwire {

/// The files that `inputs` stand for; an Error names what is missing or an empty directory.
Result<std::vector<std::string>> expand_inputs(const std::vector<std::string>& inputs);

/// True when the file's first octet is that of a spans file (jsonl). "-" is a capture.
bool is_spans_file(const std::string& file);

/// Opens all of `files`; `filter` is BPF, empty takes all.
Result<std::unique_ptr<Source>> open_captures(const std::vector<std::string>& files,
                                              const std::string& filter);

}  // namespace goldwire
