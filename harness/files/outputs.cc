// Files compared as what they are, not as they are spelled.
#include "harness/files/outputs.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace goldwire {
namespace {

namespace fs = std::filesystem;

fs::path real(const std::string& file) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(fs::absolute(file, error), error);
  return error ? fs::path(file) : path;
}

/// Writing adds to it and destroys nothing.
bool takes_more(const std::string& file) {
  std::error_code error;
  const fs::file_status there = fs::status(file, error);
  return fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return real(a) == real(b) || fs::equivalent(a, b, error);
}

bool lies_in(const std::string& file, const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return false;
  const fs::path inner = real(file);
  const fs::path outer = real(folder);
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// What no run could change.
std::optional<Error> check_place(const OutputFlag& output) {
  std::error_code error;
  if (fs::is_directory(output.file, error)) {
    return Error{output.flag + " names a folder", output.file, "name a file in it"};
  }
  const fs::path folder = real(output.file).parent_path();
  if (folder.empty() || fs::is_directory(folder, error)) return std::nullopt;
  return Error{output.flag + " names a folder that is not there", output.file,
               "make it, or name another one"};
}

}  // namespace

std::optional<Error> check_outputs(const std::vector<OutputFlag>& outputs,
                                   const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& [flag, file] = outputs[i];
    if (file.empty() || takes_more(file)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].file.empty() || !same_file(outputs[j].file, file)) continue;
      return Error{fmt::format("{} and {} name one file", outputs[j].flag, flag), file,
                   "give each a file of its own"};
    }
    if (file == "-") continue;
    if (auto bad = check_place(outputs[i])) return bad;
    for (const std::string& input : inputs) {
      if (!same_file(file, input) && !lies_in(file, input)) continue;
      return Error{fmt::format("{} would write over what is read here", flag), file,
                   "name another file"};
    }
  }
  return std::nullopt;
}

}  // namespace goldwire
