// Inputs: files, folders, vantages.
#include "agent/trace/inputs.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "agent/capture/bpf_filter.h"
#include "agent/capture/capture_file.h"
#include "agent/capture/merged_source.h"

namespace goldwire {

namespace fs = std::filesystem;

namespace {

/// The files that `inputs` stand for.
Result<std::vector<std::string>> expanded(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    if (input.empty()) return failure("an input has no name", {}, "name a capture or a spans file");
    if (input == "-" || !fs::is_directory(input, error)) {
      files.push_back(input);
      continue;
    }
    std::vector<std::string> inside;
    fs::directory_iterator entry(input, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::error_code unknown;  // a link that leads nowhere is no file
      const std::string name = entry->path().filename().string();
      if (entry->is_regular_file(unknown) && !name.starts_with('.'))
        inside.push_back(entry->path().string());
    }
    if (error) return failure(error.message(), input, "give a folder that may be read");
    if (inside.empty()) {
      return failure("a folder without a file in it", input, "give a folder that holds captures");
    }
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

}  // namespace

Result<Inputs> open_inputs(const std::vector<std::string>& inputs) {
  const auto names = expanded(inputs);
  if (!names) return std::unexpected(names.error());
  Inputs opened;
  for (const std::string& name : *names) {
    auto file = InputFile::open(name);
    if (!file) return std::unexpected(file.error());
    const Bytes start = file->need(1);
    const bool spans = !start.empty() && start.front() == '{';
    if (!opened.files.empty() && spans != opened.spans) {
      return failure(
          fmt::format("is a {}, and {} is a {}", spans ? "spans file" : "capture",
                      opened.files.front().name(), opened.spans ? "spans file" : "capture"),
          file->name(), "one run is seen by captures or by spans files; give each kind alone");
    }
    opened.spans = spans;
    opened.files.push_back(std::move(*file));
  }
  return opened;
}

bool next_line(InputFile& file, std::string& line) {
  std::size_t searched = 0;
  for (;;) {
    const Bytes shown = file.need(searched + 1);
    const auto end = std::find(shown.begin() + static_cast<std::ptrdiff_t>(searched), shown.end(),
                               static_cast<std::uint8_t>('\n'));
    const bool whole = end != shown.end();
    if (!whole && shown.size() > searched) {
      searched = shown.size();
      continue;
    }
    line.assign(shown.begin(), end);
    file.consume(line.size() + (whole ? 1 : 0));
    return whole || !line.empty();
  }
}

Result<std::unique_ptr<Source>> open_captures(std::vector<InputFile> files,
                                              const std::string& filter) {
  std::vector<std::unique_ptr<Source>> sources;
  for (InputFile& file : files) {
    auto source = open_capture(std::move(file), static_cast<std::uint32_t>(sources.size()));
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
