// Interfaces polled together.
#include "agent/capture/live_capture.h"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "agent/capture/bpf_filter.h"

namespace goldwire {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kQuiet{50};
constexpr std::chrono::milliseconds kSoon{5};
/// What the kernel's timer (a jiffy or two) and a busy host add to the time a block is held.
constexpr std::chrono::milliseconds kTimer{10};
/// So many packets later, at the latest, an interface that had none is looked at again.
constexpr unsigned kPollEvery = 32;
/// Interfaces may come and go for weeks while nobody listens.
constexpr std::size_t kMostNews = 100;

Time wall_clock() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// Without an interface to open there is still the right to be asked for.
Result<void> check_right(const std::string& name) {
  const int number = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (number < 0 && (errno == EPERM || errno == EACCES)) {
    return failure("may not be captured from", name,
                   "run as root, or give the program the right once: setcap "
                   "cap_net_raw,cap_net_admin=eip PROGRAM");
  }
  if (number >= 0) ::close(number);
  return {};
}

}  // namespace

// ---- interfaces that come and go ----------------------------------------------------------------

LiveCapture::LiveCapture(LiveOptions options)
    : options_(std::move(options)), late_(options_.hold + kTimer) {}
LiveCapture::~LiveCapture() = default;

Result<std::unique_ptr<LiveCapture>> LiveCapture::open(const LiveOptions& options) {
  std::unique_ptr<LiveCapture> capture(new LiveCapture(options));
  if (options.await || std::ranges::any_of(options.interfaces, is_pattern)) {
    auto watch = InterfaceWatch::open();
    if (!watch) return std::unexpected(watch.error());
    capture->watch_.emplace(std::move(*watch));
  }
  if (auto opened = capture->open_named(); !opened) return std::unexpected(opened.error());
  if (!capture->watch_) return capture;
  capture->look_for_interfaces();
  capture->tell_whom_it_awaits();
  if (!capture->parts_.empty()) return capture;
  if (auto may = check_right(options.interfaces.front()); !may) return std::unexpected(may.error());
  if (!options.filter.empty()) {
    if (auto filter = BpfFilter::compile(options.filter); !filter) {
      return std::unexpected(filter.error());
    }
  }
  return capture;
}

/// The Errors of those that are named are for the caller.
Result<void> LiveCapture::open_named() {
  for (std::size_t number = 0; number < options_.interfaces.size(); ++number) {
    const std::string& name = options_.interfaces[number];
    if (is_pattern(name) || is_open(name)) continue;
    const auto joined = join(name, number);
    if (joined || (options_.await && joined.error().absent)) continue;
    return std::unexpected(joined.error().error);
  }
  return {};
}

std::expected<void, LiveHandle::Refused> LiveCapture::join(const std::string& name,
                                                           std::size_t number) {
  std::optional<std::uint16_t> group;
  if (options_.fanout) group = static_cast<std::uint16_t>(*options_.fanout + number);
  auto handle = LiveHandle::open(name, options_,
                                 options_.vantage + static_cast<std::uint32_t>(number), group);
  if (!handle) return std::unexpected(std::move(handle.error()));
  auto part = std::make_unique<Part>();
  part->handle = std::move(*handle);
  part->opening = openings_++;
  part->number = number;
  parts_.push_back(std::move(part));
  ++changes_;
  return {};
}

/// Opens what is there now and was not before.
void LiveCapture::look_for_interfaces() {
  for (const std::string& name : names_of_those_up()) {
    if (is_open(name) || refused_.contains(name)) continue;
    const auto& wanted = options_.interfaces;
    const auto named = std::ranges::find(wanted, name);
    const bool fits = std::ranges::any_of(
        wanted, [&](const std::string& one) { return is_pattern(one) && fits_pattern(one, name); });
    if (!fits && (named == wanted.end() || !options_.await)) continue;
    const std::size_t number =
        named != wanted.end() ? static_cast<std::size_t>(named - wanted.begin()) : free_number();
    const auto joined = join(name, number);
    if (joined) {
      tell(fmt::format("{}: captured from now on", name));
    } else if (!joined.error().absent) {
      refused_.insert(name);
      tell(joined.error().error.line());
    }
  }
}

bool LiveCapture::is_open(const std::string& name) const {
  return std::ranges::any_of(parts_, [&](const auto& part) {
    return !part->broken && part->handle->description().name == name;
  });
}

void LiveCapture::tell_whom_it_awaits() {
  for (const std::string& one : options_.interfaces) {
    const bool there = std::ranges::any_of(parts_, [&](const auto& part) {
      const std::string& name = part->handle->description().name;
      return one == name || fits_pattern(one, name);
    });
    if (!there) tell(fmt::format("{}: not there yet; captured from once it is up", one));
  }
}

/// Behind those of the interfaces that were named, each of which keeps its own.
std::size_t LiveCapture::free_number() const {
  std::size_t number = options_.interfaces.size();
  while (std::ranges::any_of(parts_, [&](const auto& part) { return part->number == number; })) {
    ++number;
  }
  return number;
}

/// Those that went away, once their rings have had time to give what they held.
void LiveCapture::part_with_those_gone(Moment now) {
  for (auto at = parts_.begin(); at != parts_.end();) {
    Part& part = **at;
    if (!part.broken || part.ring.head || now < part.until) {
      ++at;
      continue;
    }
    const std::string& name = part.handle->description().name;
    const bool fits = std::ranges::any_of(options_.interfaces, [&](const std::string& one) {
      return is_pattern(one) && fits_pattern(one, name);
    });
    if (!fits && !options_.await && !lost_) lost_ = *part.broken;
    gone_.kernel_drops += part.handle->drops().kernel;
    gone_.interface_drops += part.handle->drops().interface;
    ++gone_.interfaces_lost;
    if (parts_.size() > 1 || watch_) {
      tell(part.broken->line());
    } else {
      broke_off_ = *part.broken;
    }
    at = parts_.erase(at);
    ++changes_;
  }
}

void LiveCapture::tell(std::string line) {
  const std::lock_guard lock(mutex_);
  if (news_.size() < kMostNews) news_.push_back(std::move(line));
}

std::vector<std::string> LiveCapture::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

std::vector<LiveInterface> LiveCapture::interfaces() const {
  std::vector<LiveInterface> all;
  for (const auto& part : parts_) {
    const LiveHandle& handle = *part->handle;
    all.push_back({handle.vantage(), part->opening, handle.description(), handle.drops()});
  }
  return all;
}

void LiveCapture::count(Ledger& ledger) const {
  ledger.add(gone_);
  for (const auto& part : parts_) {
    const pcapng::Drops& drops = part->handle->drops();
    ledger.kernel_drops += drops.kernel;
    ledger.interface_drops += drops.interface;
  }
}

// ---- packets ------------------------------------------------------------------------------------

/// Reads one packet into the head, if there is one now.
void LiveCapture::read(Part& part) {
  const auto got = part.handle->read();
  part.idle = !got || !*got;
  if (!got && !part.broken) {
    part.broken = got.error();
    part.until = Steady::now() + 2 * options_.hold + kQuiet;
  }
  if (part.idle) {
    part.ring.show_nothing(looked_, late_);
    return;
  }
  const Packet& packet = **got;
  if (last_wanted_ && packet.time > *last_wanted_) {
    part.done = true;
    part.ring.end();
  } else {
    part.ring.show(packet);
  }
}

/// Whose packet comes next; null when there is none, or it has to wait for what others may hide.
LiveCapture::Part* LiveCapture::earliest() {
  RingOrder order;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Part& part = *parts_[i];
    if (!part.ring.head && !part.done && !part.idle) read(part);
    order.see(i, part.ring);
  }
  waits_.reset();
  if (!order.earliest()) return nullptr;
  if (!order.is_certain()) {
    const Time now = wall_clock();
    if (order.must_wait(now) && !is_drained()) {
      const Duration left = order.until(late_) - now;
      // Not for each packet anew, as long as none is due.
      waits_ = left > Duration::zero() ? std::max<Duration>(left, kSoon) : Duration::zero();
      return nullptr;
    }
  }
  return parts_[*order.earliest()].get();
}

/// What was wanted must have come by now.
bool LiveCapture::is_drained() const { return last_wanted_ && Steady::now() >= drained_; }

Result<Arrival> LiveCapture::next() {
  if (given_ != nullptr) std::exchange(given_, nullptr)->ring.head.reset();
  if (++since_poll_ >= kPollEvery && (watch_ || parts_.size() > 1)) {
    const auto now = Steady::now();
    poll(now);
    part_with_those_gone(now);
  }
  std::optional<Moment> deadline;
  for (;;) {
    given_ = earliest();
    if (given_ != nullptr) return *given_->ring.head;
    const auto now = Steady::now();
    part_with_those_gone(now);
    const bool all_done = std::ranges::all_of(parts_, [](const auto& part) { return part->done; });
    if (last_wanted_ && !waits_ && (now >= drained_ || all_done)) return End{};
    if (broke_off_) return std::unexpected(*broke_off_);
    if (!deadline) deadline = now + kQuiet;
    if (now >= *deadline) return Quiet{};
    Moment until = last_wanted_ ? std::min(*deadline, drained_) : *deadline;
    if (waits_) until = std::min(until, now + *waits_);
    poll(until);
  }
}

void LiveCapture::poll(Moment deadline) {
  since_poll_ = 0;
  polled_.clear();
  bool broken = false;
  for (const auto& part : parts_) {
    const bool asked = !part->done && !part->ring.head;
    polled_.push_back({asked ? part->handle->descriptor() : -1, POLLIN, 0});
    broken |= part->broken.has_value();
  }
  if (watch_) polled_.push_back({watch_->descriptor(), POLLIN, 0});
  auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now());
  if (broken) left = std::min(left, kSoon);
  looked_ = wall_clock();
  ::poll(polled_.data(), polled_.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Part& part = *parts_[i];
    if (polled_[i].revents != 0 || part.broken || part.handle->is_down()) part.idle = false;
    if (part.idle && !part.done) part.ring.show_nothing(looked_, late_);
  }
  if (watch_ && polled_.back().revents != 0 && watch_->changed() && !last_wanted_) {
    look_for_interfaces();
  }
}

void LiveCapture::drain() {
  if (last_wanted_) return;
  last_wanted_ = wall_clock();
  // The kernel hands over a block at the latest after `hold`; twice that allows for its timer.
  drained_ = Steady::now() + 2 * options_.hold + kQuiet;
  for (const auto& part : parts_) part->idle = false;
}

}  // namespace goldwire
