// Tells the two formats apart and hands on to the one.
#include "agent/capture/capture_file.h"

#include <fmt/format.h>
#include <utility>
#include <variant>

#include "agent/capture/input_file.h"
#include "agent/capture/pcap_format.h"
#include "agent/capture/pcapng_format.h"

namespace goldwire {

struct CaptureFile::State {
  InputFile file;
  std::variant<PcapFormat, PcapngFormat> format;
  std::uint32_t vantage = 0;
};

CaptureFile::CaptureFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureFile::~CaptureFile() = default;

Result<Arrival> CaptureFile::next() {
  if (auto* pcap = std::get_if<PcapFormat>(&state_->format)) {
    return pcap->next(state_->file, state_->vantage);
  }
  return std::get<PcapngFormat>(state_->format).next(state_->file, state_->vantage);
}

void CaptureFile::count(Ledger& ledger) const {
  if (const auto* pcapng = std::get_if<PcapngFormat>(&state_->format)) pcapng->count(ledger);
}

const Annotations& CaptureFile::annotations() const {
  static const Annotations none;
  const auto* pcapng = std::get_if<PcapngFormat>(&state_->format);
  return pcapng != nullptr ? pcapng->annotations() : none;
}

bool is_capture(Bytes start) {
  return PcapFormat::recognises(start) || PcapngFormat::recognises(start);
}

Result<std::unique_ptr<CaptureFile>> open_capture(const std::string& path, std::uint32_t vantage) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  return open_capture(std::move(*file), vantage);
}

Result<std::unique_ptr<CaptureFile>> open_capture(InputFile file, std::uint32_t vantage) {
  const auto opened = [&](auto format) -> Result<std::unique_ptr<CaptureFile>> {
    if (!format) return std::unexpected(format.error());
    auto state = std::make_unique<CaptureFile::State>(
        CaptureFile::State{std::move(file), std::move(*format), vantage});
    return std::unique_ptr<CaptureFile>(new CaptureFile(std::move(state)));
  };
  const Bytes start = file.need(4);
  if (PcapFormat::recognises(start)) return opened(PcapFormat::begin(file));
  if (PcapngFormat::recognises(start)) return opened(PcapngFormat::begin(file));
  if (const Error* stopped = file.stopped()) return std::unexpected(*stopped);
  return failure("is no capture", file.name(), "pcap and pcapng are read, also with gzip or zstd");
}

}  // namespace goldwire
