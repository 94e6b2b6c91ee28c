// Outlets: a file, a receiver, or both.
#include "agent/outlets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>
#include <utility>

#include "agent/export/otlp_http.h"

namespace goldwire {

Result<Outlets> Outlets::open(std::string output, std::optional<OtlpConfig> otlp,
                              OwnEndpoints& own) {
  Outlets outlets;
  if (output.empty() && !otlp) output = "-";
  if (!output.empty()) {
    auto file = FileDestination::open(output);
    if (!file) return std::unexpected(file.error());
    outlets.file_ = file->get();
    outlets.outlets_.push_back(
        {"file", output == "-" ? "stdout" : output, std::move(*file), nullptr});
    if (output == "-") own.add_socket(STDOUT_FILENO);
  }
  if (otlp) {
    const std::string url = otlp->url();
    auto http = OtlpHttp::open(std::move(*otlp), own);
    if (!http) return std::unexpected(http.error());
    outlets.outlets_.push_back({"otlp", url, std::move(*http), nullptr});
  }
  return outlets;
}

void Outlets::start(QueueRoom room) {
  for (Outlet& outlet : outlets_) {
    outlet.sink = std::make_unique<Sink>(std::move(outlet.destination), room);
  }
}

std::vector<Sink*> Outlets::sinks() const {
  std::vector<Sink*> sinks;
  for (const Outlet& outlet : outlets_) sinks.push_back(outlet.sink.get());
  return sinks;
}

Result<void> Outlets::reopen() {
  if (file_ == nullptr) return {};
  return file_->reopen();
}

bool Outlets::abandoned() const {
  return outlets_.size() == 1 && file_ != nullptr && file_->abandoned();
}

void Outlets::finish(Sink::Moment deadline) {
  for (const Outlet& outlet : outlets_) outlet.sink->finish(deadline);
}

bool Outlets::stuck() const {
  bool stuck = false;
  for (const Outlet& outlet : outlets_) stuck = stuck || outlet.sink->stuck();
  return stuck;
}

std::string Outlets::places() const {
  std::vector<std::string_view> places;
  for (const Outlet& outlet : outlets_) places.push_back(outlet.place);
  return fmt::format("{}", fmt::join(places, " and "));
}

std::string Outlets::counts_json() const {
  std::vector<std::string> all;
  for (const Outlet& outlet : outlets_) {
    const SinkCounts counts = outlet.sink->counts();
    all.push_back(fmt::format(R"("{}":{{"written":{},"dropped":{},"failed":{}}})", outlet.name,
                              counts.written, counts.dropped, counts.failed));
  }
  return fmt::format("{{{}}}", fmt::join(all, ","));
}

std::uint64_t Outlets::lost() const {
  std::uint64_t lost = 0;
  for (const Outlet& outlet : outlets_) {
    const SinkCounts counts = outlet.sink->counts();
    lost += counts.dropped + counts.failed;
  }
  return lost;
}

std::string Outlets::complaints() const {
  std::vector<std::string> all;
  for (const Outlet& outlet : outlets_) {
    const SinkCounts counts = outlet.sink->counts();
    if (counts.dropped + counts.failed == 0) continue;
    std::string one = fmt::format("{}: {} spans without room, {} failed", outlet.place,
                                  counts.dropped, counts.failed);
    if (!counts.trouble.empty()) one += fmt::format(" ({})", counts.trouble);
    all.push_back(std::move(one));
  }
  return fmt::format("{}", fmt::join(all, "; "));
}

}  // namespace goldwire
