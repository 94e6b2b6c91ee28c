// Inputs: files, folders, vantages.
#include "agent/trace/inputs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "agent/capture/bpf_filter.h"
#include "agent/capture/capture_file.h"
#include "agent/capture/merged_source.h"

namespace goldwire {

namespace fs = std::filesystem;

Result<std::vector<std::string>> expand_inputs(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    if (input.empty()) return failure("an input has no name", {}, "name a capture or a spans file");
    if (input == "-" || !fs::is_directory(input, error)) {
      files.push_back(input);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : fs::directory_iterator(input, error)) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && !name.starts_with('.'))
        inside.push_back(entry.path().string());
    }
    if (inside.empty()) {
      return failure("a folder without a file in it", input, "give a folder that holds captures");
    }
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

bool is_spans_file(const std::string& file) {
  if (file == "-") return false;
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return false;
  std::ifstream in(file, std::ios::binary);
  return in.peek() == '{';
}

Result<std::unique_ptr<Source>> open_captures(const std::vector<std::string>& files,
                                              const std::string& filter) {
  std::vector<std::unique_ptr<Source>> sources;
  for (const std::string& file : files) {
    auto source = open_capture(file, static_cast<std::uint32_t>(sources.size()));
    if (!source) return std::unexpected(source.error());
    sources.push_back(std::move(*source));
  }
  std::unique_ptr<Source> all = sources.size() == 1
                                    ? std::move(sources.front())
                                    : std::make_unique<MergedSource>(std::move(sources));
  if (filter.empty()) return all;
  auto compiled = BpfFilter::compile(filter);
  if (!compiled) return std::unexpected(compiled.error());
  return filtered(std::move(all), std::move(*compiled));
}

}  // namespace goldwire
