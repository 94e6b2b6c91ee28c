// Conversation: one function per law.
#include "tests/fuzz/conversation.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "tests/fuzz/law.h"
#include "tests/fuzz/outcome.h"

namespace goldwire::fuzz {
namespace {

using laws::Step;
using laws::Transcript;
using Lines = std::vector<std::string>;

std::string difference(const Lines& expected, const Lines& got) {
  std::string out;
  const auto add = [&](const char* mark, const Lines& lines, const Lines& others) {
    Lines only;
    std::ranges::set_difference(lines, others, std::back_inserter(only));
    for (const std::string& line : only) out.append(mark).append(line).append("\n");
  };
  add("missing ", expected, got);
  add("extra   ", got, expected);
  return out;
}

std::uint64_t total_of(const Transcript& transcript) {
  return transcript.total(Side::client) + transcript.total(Side::server);
}

/// One connection that has to obey.
class Subject {
 public:
  Subject(const Protocol& protocol, const Opening& opening, const Script& script, Compare compare)
      : protocol_(protocol),
        opening_(opening),
        transcript_(script.transcript),
        choice_(static_cast<std::uint16_t>(script.choice / kLaws)),
        compare_(compare) {}

  void obeys(unsigned law) const {
    if (law == 0) return stays_bounded();
    const Outcome heard = hear(protocol_, opening_, transcript_);
    has_no_hole(heard);
    if (law == 1) return does_not_depend_on_rests(heard);
    if (law == 2 && was_framed(heard)) return does_not_depend_on_cuts(heard);
    if (law == 3 && was_framed(heard)) return is_never_whole_with_less(heard);
    stays_as_it_was_written(heard);
  }
  static constexpr unsigned kLaws = 5;

 private:
  std::string line(const Exchange& exchange) const {
    return compare_ == Compare::messages ? message_line(exchange) : description_line(exchange);
  }

  Lines whole(const Outcome& heard) const {
    Lines lines;
    for (const Exchange& exchange : heard.exchanges) {
      if (exchange.incomplete.empty()) lines.push_back(line(exchange));
    }
    std::ranges::sort(lines);
    return lines;
  }

  Lines everything(const Outcome& heard) const {
    Lines lines;
    for (const Exchange& exchange : heard.exchanges) lines.push_back(line(exchange));
    for (const Fact& fact : heard.facts) lines.push_back(fact.key + " = " + fact.value);
    for (const Account& account : heard.accounts) {
      lines.push_back("account " + std::to_string(account.taken) + " " +
                      std::to_string(account.skipped) + " " + std::to_string(account.lost));
    }
    lines.push_back("opened " + std::to_string(heard.opened));
    if (heard.moved) {
      lines.push_back("moved to " + std::string(heard.moved->protocol) + " " +
                      heard.moved->carried);
    }
    std::ranges::sort(lines);
    return lines;
  }

  void hold_same(const Outcome& expected, const Outcome& got, std::string_view law) const {
    const Lines lines = everything(expected);
    const Lines others = everything(got);
    if (lines != others) broken(law, difference(lines, others));
  }

  /// Framing was never lost, as far as the exchanges tell. Where octets that keep no rule lost it,
  /// a reader finds back by what looks like a message, and what comes later may contradict it. For
  /// losses that happen tests/laws holds the same laws.
  bool was_framed(const Outcome& heard) const {
    const auto is_gap = [](const Step& step) { return std::holds_alternative<Gap>(step.what); };
    const auto is_sound = [](const Exchange& exchange) {
      const Reasons& lacks = exchange.incomplete;
      return !lacks.has(Reason::undecodable) && !lacks.has(Reason::midstream) &&
             !lacks.has(Reason::no_request);
    };
    return !opening_.midstream && std::ranges::none_of(transcript_.steps, is_gap) &&
           std::ranges::all_of(heard.exchanges, is_sound);
  }

  /// Told under tight limits, and made to shed once where the script chooses.
  void stays_bounded() const {
    constexpr Limits kTight{.body = 512, .frame = 4096, .held = 2048, .pending = 8};
    constexpr std::size_t kTables = 600;  // are bounded in their own ways
    Opening opening = opening_;
    opening.limits = kTight;
    const auto conversation = protocol_.open(opening);
    const std::vector<Step>& steps = transcript_.steps;
    const std::size_t shed_after = choice_ % (steps.size() + 1);
    std::array<std::uint64_t, 2> fed{};
    for (std::size_t i = 0; i < steps.size(); ++i) {
      fed[index_of(steps[i].side())] += steps[i].length();
      conversation->take(steps[i].input());
      while (const auto output = conversation->poll()) {
        if (std::holds_alternative<Switch>(*output)) return;
      }
      const std::size_t held = conversation->held();
      hold(held <= kTight.held + steps[i].octets.size(), "held stays within its limit",
           std::to_string(held));
      if (i != shed_after) continue;
      conversation->shed(held);
      while (conversation->poll()) continue;
      hold(conversation->held() <= held / 2 + kTables, "shedding gives up what is held",
           std::to_string(held) + ", then " + std::to_string(conversation->held()));
    }
    for (const Side side : {Side::client, Side::server}) {
      const Account account = conversation->account(side);
      hold(account.taken + account.skipped + account.lost == fed[index_of(side)],
           "every octet is accounted for under tight limits");
    }
  }

  /// On HTTP/2 other streams' frames stand between an exchange's own.
  void has_no_hole(const Outcome& heard) const {
    for (const Exchange& exchange : heard.exchanges) {
      if (!exchange.incomplete.empty() || exchange.protocol == "http/2") continue;
      for (const Step& step : transcript_.steps) {
        const auto* gap = std::get_if<Gap>(&step.what);
        if (gap == nullptr) continue;
        const Half& half = gap->side == Side::client ? exchange.request : exchange.response;
        hold(half.end <= gap->offset || gap->offset + gap->length <= half.begin,
             "what is whole has no hole");
      }
    }
  }

  void does_not_depend_on_rests(const Outcome& heard) const {
    hold_same(heard, hear(protocol_, opening_, transcript_, true), "resting changes nothing");
  }

  void does_not_depend_on_cuts(const Outcome& heard) const {
    constexpr std::uint64_t kFew = 512;
    constexpr std::size_t kMostPieces = 900;
    laws::Random random(choice_);
    const bool bytewise = choice_ % 2 == 0 && total_of(transcript_) <= kFew;
    Transcript told = bytewise ? laws::bytewise(transcript_) : laws::split(transcript_, random);
    // Where a thousand chunks wait, Intake tells their times less exactly.
    while (told.steps.size() > kMostPieces) told = laws::split(transcript_, random);
    hold_same(heard, hear(protocol_, opening_, told), "any split gives the same exchanges");
  }

  void is_never_whole_with_less(const Outcome& heard) const {
    constexpr std::array kKinds = {Ending::reset, Ending::idle, Ending::evicted,
                                   Ending::end_of_capture};
    const std::uint64_t octets = choice_ % (total_of(transcript_) + 1);
    const Transcript less = laws::cut(transcript_, octets, kKinds[choice_ % kKinds.size()]);
    const Lines truth = whole(heard);
    const Lines lines = whole(hear(protocol_, opening_, less));
    hold(std::ranges::includes(truth, lines), "a cut is never reported whole with less",
         difference(truth, lines));
  }

  struct Written {
    std::string client;
    std::string server;
    friend bool operator==(const Written&, const Written&) = default;
  };
  Written written(const Exchange& exchange) const {
    return {protocol_.encode(exchange, Side::client), protocol_.encode(exchange, Side::server)};
  }

  Outcome read_again(const Written& octets) const {
    Transcript transcript;
    const Time now = from_unix_nano(1'000'000'000);
    const auto say = [&](Side side, const std::string& said, std::uint64_t acked) {
      if (!said.empty()) transcript.add(Chunk{side, 0, as_bytes(said), now, acked});
    };
    say(Side::client, octets.client, 0);
    say(Side::server, octets.server, octets.client.size());
    transcript.add(Close{Side::client, Ending::fin, now});
    transcript.add(Close{Side::server, Ending::fin, now});
    Opening opening = opening_;
    opening.asked = nullptr;  // what was asked before the hand-over is written, too
    return hear(protocol_, opening, transcript);
  }

  /// What only a peer that breaks the rules says, or what was said before the exchange, may be lost
  /// when it is written. What is left is written and read the same from then on.
  void stays_as_it_was_written(const Outcome& heard) const {
    for (const Exchange& exchange : heard.exchanges) {
      if (!exchange.incomplete.empty()) continue;
      const Outcome first = read_again(written(exchange));
      if (first.exchanges.size() != 1 || !first.exchanges[0].incomplete.empty()) continue;
      const Written octets = written(first.exchanges[0]);
      const std::string shown = octets.client + "\n" + octets.server;
      const Outcome second = read_again(octets);
      hold(second.exchanges.size() == 1, "what is written is one exchange", shown);
      const Written again = written(second.exchanges[0]);
      hold(again == octets, "what is written is written the same again",
           shown + "\nthen\n" + again.client + "\n" + again.server);
      if (second.exchanges[0].incomplete.empty()) continue;
      broken("what is written is whole", shown);
    }
  }

  const Protocol& protocol_;
  const Opening& opening_;
  const Transcript& transcript_;
  const std::uint16_t choice_;
  const Compare compare_;
};

}  // namespace

void obey_laws(const Protocol& protocol, const Opening& opening, const Script& script,
               Compare compare) {
  Subject(protocol, opening, script, compare).obeys(script.choice % Subject::kLaws);
}

}  // namespace goldwire::fuzz
