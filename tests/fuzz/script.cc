// Script: orders, and the offsets that follow from them.
#include "tests/fuzz/script.h"

#include <array>

namespace goldwire::fuzz {
namespace {

enum class First : std::uint8_t { nothing, hole, end, minute };

struct Order {
  Side side = Side::client;
  bool stale = false;  ///< acknowledges nothing new
  First first = First::nothing;
  unsigned number = 0;
};

Order read_order(std::uint8_t octet) {
  return {(octet & 1U) == 0 ? Side::client : Side::server, (octet & 2U) != 0,
          static_cast<First>(octet >> 2U & 3U), unsigned{octet} >> 4U};
}

char write_order(const Order& order) {
  return static_cast<char>(index_of(order.side) | (order.stale ? 2U : 0U) |
                           static_cast<unsigned>(order.first) << 2U | order.number << 4U);
}

constexpr std::array kEndings = {Ending::fin, Ending::reset, Ending::idle, Ending::evicted,
                                 Ending::end_of_capture};

/// Tells pieces with the offsets and acknowledgements that they must have.
class Teller {
 public:
  explicit Teller(laws::Transcript& out) : out_(out) {}

  void tell(const Order& order, Bytes octets) {
    const std::size_t i = index_of(order.side);
    now_ += order.first == First::minute ? Duration(std::chrono::minutes(1))
                                         : Duration(std::chrono::milliseconds(1));
    if (order.first == First::end) end(order.side, kEndings[order.number % kEndings.size()]);
    if (ended_[i]) return;
    if (order.first == First::hole) {
      const std::uint64_t length = 1ULL << order.number;
      out_.add(Gap{order.side, offset_[i], length, Loss::acknowledged, now_});
      offset_[i] += length;
    }
    if (octets.empty()) return;
    if (!order.stale) acked_[i] = offset_[1 - i];
    out_.add(Chunk{order.side, offset_[i], octets, now_, acked_[i]});
    offset_[i] += octets.size();
  }

  void end(Side side, Ending kind) {
    if (std::exchange(ended_[index_of(side)], true)) return;
    out_.add(Close{side, kind, now_});
  }

 private:
  laws::Transcript& out_;
  std::array<std::uint64_t, 2> offset_{};
  std::array<std::uint64_t, 2> acked_{};  ///< by each side, of the other's
  std::array<bool, 2> ended_{};
  Time now_ = from_unix_nano(1'000'000'000);
};

}  // namespace

Script read_script(Bytes input) {
  constexpr std::size_t kFront = 3;
  Script script;
  if (input.size() < kFront) return script;
  script.midstream = (input[0] & 1U) != 0;
  script.beginning = input[0] >> 1U;
  script.choice = static_cast<std::uint16_t>(input[1] << 8U | input[2]);
  script.transcript.midstream = script.midstream;
  Teller teller(script.transcript);
  std::string_view rest = as_text(input.subspan(kFront));
  Order order;
  while (true) {
    const std::size_t end = rest.find(kMark);
    teller.tell(order, as_bytes(rest.substr(0, end)));
    if (end == std::string_view::npos || end + kMark.size() >= rest.size()) break;
    rest.remove_prefix(end + kMark.size());
    order = read_order(static_cast<std::uint8_t>(rest.front()));
    rest.remove_prefix(1);
  }
  teller.end(Side::client, Ending::fin);
  teller.end(Side::server, Ending::end_of_capture);
  return script;
}

std::vector<std::string_view> pieces(std::string_view input) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t end = input.find(kMark);
    out.push_back(input.substr(0, end));
    if (end == std::string_view::npos || end + kMark.size() >= input.size()) return out;
    input.remove_prefix(end + kMark.size() + 1);
  }
}

std::string write_script(const laws::Transcript& transcript, unsigned beginning, std::size_t most) {
  std::string out;
  out.push_back(static_cast<char>(beginning << 1U | (transcript.midstream ? 1U : 0U)));
  out.append(2, '\0');
  std::array<std::uint64_t, 2> told{};
  for (const laws::Step& step : transcript.steps) {
    Order order{step.side()};
    if (const auto* gap = std::get_if<Gap>(&step.what)) {
      order.first = First::hole;
      while (1ULL << order.number < gap->length && order.number < 15) ++order.number;
    } else if (const auto* close = std::get_if<Close>(&step.what)) {
      order.first = First::end;
      while (kEndings[order.number] != close->kind) ++order.number;
    } else {
      order.stale = std::get<Chunk>(step.what).acked < told[1 - index_of(order.side)];
    }
    out.append(kMark).push_back(write_order(order));
    out += step.octets;
    told[index_of(order.side)] += step.length();
    if (out.size() > most) break;
  }
  return out;
}

}  // namespace goldwire::fuzz
