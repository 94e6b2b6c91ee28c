// Inputs: files, folders, rotated sets, vantages.
#include "agent/trace/inputs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

#include "agent/capture/bpf_filter.h"
#include "agent/capture/capture_file.h"
#include "agent/capture/merged_source.h"
#include "agent/capture/rotated_source.h"
#include "agent/capture/rotation_names.h"

namespace goldwire {

namespace fs = std::filesystem;

namespace {

struct Named {
  std::string path;
  bool in_folder = false;  ///< the user named the folder, not the file
};

Result<std::vector<std::string>> files_in(const std::string& folder) {
  std::vector<std::string> inside;
  bool folders = false;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;  // a link that leads nowhere is no file
    if (entry->path().filename().string().starts_with('.')) continue;
    if (entry->is_regular_file(unknown)) inside.push_back(entry->path().string());
    folders |= entry->is_directory(unknown);
  }
  if (error) return failure(error.message(), folder, "give a folder that may be read");
  if (inside.empty()) {
    return failure("a folder without a file in it", folder,
                   folders ? "name the folders in it instead, those of one run together"
                           : "give a folder that holds captures");
  }
  std::ranges::sort(inside);
  return inside;
}

/// The files that `inputs` stand for.
Result<std::vector<Named>> expanded(const std::vector<std::string>& inputs) {
  std::vector<Named> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    if (input.empty()) return failure("an input has no name", {}, "name a capture or a spans file");
    if (input == "-" || !fs::is_directory(input, error)) {
      files.push_back({input, false});
      continue;
    }
    auto inside = files_in(input);
    if (!inside) return std::unexpected(inside.error());
    for (std::string& path : *inside) files.push_back({std::move(path), true});
  }
  return files;
}

/// A file that says by its name that it can be read.
bool is_called_like_one(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  constexpr std::array kExtensions{".pcap", ".cap", ".dmp", ".ntar", ".jsonl"};
  return std::ranges::any_of(
      kExtensions, [&](std::string_view one) { return name.find(one) != std::string::npos; });
}

/// Stands for a capture that cannot be read, so that the others are read first.
class Unreadable final : public Source {
 public:
  explicit Unreadable(Error why) : why_(std::move(why)) {}
  Result<Arrival> next() override { return std::unexpected(why_); }
  void count(Ledger&) const override {}

 private:
  Error why_;
};

/// Takes the files one family after the other, and knows what they are altogether.
class Opening {
 public:
  /// A file that is a vantage by itself.
  Result<void> take(const Named& named) {
    auto file = InputFile::open(named.path);
    if (!file) return cannot(named, file.error());
    if (!is_wanted(named, *file)) return {};
    if (auto alike = note_kind(*file); !alike) return alike;
    if (spans_) {
      inputs_.spans.push_back(std::move(*file));
      return {};
    }
    auto source = open_capture(std::move(*file), vantage_++);
    if (!source) return cannot(named, source.error());
    sources_.push_back(std::move(*source));
    return {};
  }

  /// Files that may be one rotated set.
  Result<void> take(const std::vector<Named>& family, bool ordered) {
    std::vector<RotatedFile> files;
    for (const Named& named : family) {
      auto file = InputFile::open(named.path);
      if (!file) {
        if (auto go_on = cannot(named, file.error()); !go_on) return go_on;
        continue;
      }
      if (is_spans(*file)) return take_each(family);
      if (!is_wanted(named, *file)) continue;
      if (auto alike = note_kind(*file); !alike) return alike;
      auto beginning = beginning_of(std::move(*file));
      if (beginning) {
        files.push_back({named.path, std::move(*beginning)});
      } else {
        put_off(beginning.error());
      }
    }
    if (files.empty()) return {};
    const auto most = static_cast<std::uint32_t>(files.size());
    sources_.push_back(std::make_unique<RotatedSource>(std::move(files), ordered, vantage_));
    vantage_ += most;
    return {};
  }

  Result<Inputs> finish(const std::string& filter) {
    note_left_aside();
    if (!inputs_.spans.empty()) return std::move(inputs_);
    if (sources_.empty()) {
      if (unreadable_) return std::unexpected(*unreadable_);
      return failure("none of the files in it is a capture or a spans file",
                     fs::path(left_aside_.front()).parent_path().string(),
                     "give a folder that holds captures");
    }
    if (unreadable_) sources_.push_back(std::make_unique<Unreadable>(*unreadable_));
    inputs_.vantages = sources_.size();
    inputs_.captures = sources_.size() == 1 ? std::move(sources_.front())
                                            : std::make_unique<MergedSource>(std::move(sources_));
    if (filter.empty()) return std::move(inputs_);
    auto compiled = BpfFilter::compile(filter);
    if (!compiled) return std::unexpected(compiled.error());
    inputs_.captures = filtered(std::move(inputs_.captures), std::move(*compiled));
    return std::move(inputs_);
  }

 private:
  static bool is_spans(InputFile& file) {
    const Bytes start = file.need(1);
    return !start.empty() && start.front() == '{';
  }

  /// False for what only happens to lie in the folder.
  bool is_wanted(const Named& named, InputFile& file) {
    if (!named.in_folder || is_spans(file) || is_capture(file.need(4))) return true;
    if (is_called_like_one(named.path)) return true;
    left_aside_.push_back(named.path);
    return false;
  }

  Result<void> note_kind(InputFile& file) {
    const bool spans = is_spans(file);
    if (first_.empty()) {
      first_ = file.name();
      spans_ = spans;
    }
    if (spans == spans_) return {};
    return failure(fmt::format("is a {}, and {} is a {}", spans ? "spans file" : "capture", first_,
                               spans_ ? "spans file" : "capture"),
                   file.name(),
                   "one run is seen by captures or by spans files; give each kind alone");
  }

  void note_left_aside() {
    if (left_aside_.empty()) return;
    const std::size_t more = left_aside_.size() - 1;
    inputs_.notes.push_back(fmt::format("{}{}: no capture; left aside", left_aside_.front(),
                                        more == 0 ? "" : fmt::format(" and {} more", more)));
  }

  Result<void> take_each(const std::vector<Named>& family) {
    for (const Named& named : family) {
      if (auto taken = take(named); !taken) return taken;
    }
    return {};
  }

  Result<void> cannot(const Named& named, const Error& error) {
    if (!named.in_folder || spans_) return std::unexpected(error);
    if (is_called_like_one(named.path)) {
      put_off(error);
    } else {
      left_aside_.push_back(named.path);
    }
    return {};
  }
  void put_off(const Error& error) {
    if (!unreadable_) unreadable_ = error;
  }

  Inputs inputs_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<std::string> left_aside_;
  std::string first_;  ///< the first file, whose kind all have
  bool spans_ = false;
  std::uint32_t vantage_ = 0;
  std::optional<Error> unreadable_;  ///< the first one put off
};

}  // namespace

Result<Inputs> open_inputs(const std::vector<std::string>& inputs, const std::string& filter) {
  const auto files = expanded(inputs);
  if (!files) return std::unexpected(files.error());
  std::vector<std::string> paths;
  std::ranges::transform(*files, std::back_inserter(paths), &Named::path);
  Opening opening;
  for (const Family& family : families_of(paths)) {
    std::vector<Named> members;
    for (const std::size_t one : family.members) members.push_back((*files)[one]);
    std::error_code error;
    // A pipe cannot be opened twice.
    const bool regular = std::ranges::all_of(
        members, [&](const Named& one) { return fs::is_regular_file(one.path, error); });
    if (members.size() > 1 && regular) {
      if (auto taken = opening.take(members, family.ordered); !taken) {
        return std::unexpected(taken.error());
      }
      continue;
    }
    for (const Named& one : members) {
      if (auto taken = opening.take(one); !taken) return std::unexpected(taken.error());
    }
  }
  return opening.finish(filter);
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

}  // namespace goldwire
