// Inputs: from the names a user gave to one merged Source, or to spans files.
//
// Contract: a folder stands for the captures (or spans files) in it, by name; what is neither and
// is not called like one is left aside and told. The files of one rotated set
// (agent/capture/rotated_source.h) are one vantage, every other capture is one of its own, numbered
// in the order given; all are merged by packet time. A file that was named and cannot be opened is
// an Error at once; one that a folder holds, or that breaks off, is one behind all that can be
// read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agent/capture/input_file.h"
#include "agent/capture/source.h"
#include "protocols/base/result.h"

namespace goldwire {

/// What one run is read from. Each file is opened once unless it belongs to a rotated set, so that
/// stdin ("-") is like any other.
struct Inputs {
  std::unique_ptr<Source> captures;  ///< null when they are spans files
  std::size_t vantages = 0;          ///< of them
  std::vector<InputFile> spans;      ///< spans files (jsonl), by their first octet
  std::vector<std::string> notes;    ///< lines for a person: what was left aside
};

/// Opens what `inputs` stand for; `filter` is BPF, empty takes all. An Error names what is missing
/// or empty; also where some are spans files and some captures.
Result<Inputs> open_inputs(const std::vector<std::string>& inputs, const std::string& filter);

/// The next line without its end; false when there is none.
bool next_line(InputFile& file, std::string& line);

}  // namespace goldwire
