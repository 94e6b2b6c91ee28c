// GoldenFolder: the files of one golden.
#include <algorithm>
#include <system_error>

#include "harness/files/files.h"
#include "harness/files/noise_file.h"
#include "harness/files/recording.h"
#include "harness/files/store.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;

constexpr const char* kGolden = "golden.yaml";
constexpr const char* kNoise = "noise.yaml";
constexpr const char* kPayloads = "payloads";
constexpr const char* kRecording = "recording/spans.jsonl.zst";

bool is_digest(const std::string& name) {
  return name.size() == payload_digest("").size() &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void remove_stale(const fs::path& folder, const Payloads& payloads) {
  std::vector<fs::path> stale;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_digest(name) && !payloads.contains(name)) stale.push_back(entry.path());
  }
  for (const fs::path& path : stale) fs::remove(path, ignored);
  if (payloads.empty()) fs::remove(folder, ignored);
}

}  // namespace

bool GoldenFolder::exists() const { return is_file(path_ / kGolden); }

bool GoldenFolder::has_rules() const { return is_file(path_ / kNoise); }

Result<Baseline> GoldenFolder::read() const {
  const fs::path file = path_ / kGolden;
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  auto golden = read_golden(*text, file.string(), [&](const std::string& digest) {
    if (!is_digest(digest)) return Result<std::string>(failure("no digest", digest));
    return read_file(path_ / kPayloads / digest);
  });
  if (!golden) return std::unexpected(golden.error());
  Baseline baseline{std::move(*golden), {}};
  if (!has_rules()) return baseline;
  const auto noise = read_file(path_ / kNoise);
  if (!noise) return std::unexpected(noise.error());
  auto rules = read_noise(*noise, (path_ / kNoise).string());
  if (!rules) return std::unexpected(rules.error());
  baseline.rules = std::move(*rules);
  return baseline;
}

Result<Run> GoldenFolder::recording() const {
  const fs::path file = path_ / kRecording;
  const auto octets = read_file(file);
  if (!octets) return std::unexpected(octets.error());
  return read_recording(*octets, file.string());
}

Result<void> GoldenFolder::write(const GoldenFile& golden, const std::string& recording) const {
  Payloads payloads;
  const std::string text = write_golden(golden, payloads);
  for (const auto& [digest, octets] : payloads) {
    if (auto written = keep_file(path_ / kPayloads / digest, octets); !written) return written;
  }
  if (auto written = keep_file(path_ / kRecording, recording); !written) return written;
  if (auto written = keep_file(path_ / kGolden, text); !written) return written;
  remove_stale(path_ / kPayloads, payloads);
  return {};
}

Result<void> GoldenFolder::write_rules(const Rules& rules) const {
  return keep_file(path_ / kNoise, write_noise(rules));
}

std::vector<fs::path> GoldenFolder::parts() const {
  return {path_ / "scenario.yaml", path_ / kGolden, path_ / kNoise, path_ / kPayloads,
          (path_ / kRecording).parent_path()};
}

std::string GoldenFolder::digest() const {
  const auto text = read_file(path_ / kGolden);
  return text ? payload_digest(*text) : std::string();
}

}  // namespace goldwire
