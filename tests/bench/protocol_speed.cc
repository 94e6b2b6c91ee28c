// protocol_speed: how fast each protocol is read, in memory and on one core, beside other readers
// of the same octets in the same run.
//
//   protocol_speed [BENCHMARK-OPTIONS...]
//
// For each protocol of the registry over all connections under fixtures/ that begin with it:
// `read` frames and pairs, `describe` makes interactions of what was read. Beside them:
// Boost.Beast's parser over the HTTP/1 connections that it takes to the end, and libnghttp2's
// inflater over the field blocks of the HTTP/2 ones. Counters: octets per second, and time per
// exchange (or block).
#include <benchmark/benchmark.h>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <nghttp2/nghttp2.h>

#include "protocols/http2/codec.h"
#include "protocols/http2/hpack_decoder.h"
#include "tests/laws/corpus.h"

namespace {

using namespace goldwire;

std::vector<laws::Transcript> transcripts_of(const Protocol& protocol) {
  std::vector<laws::Transcript> all;
  for (const laws::Recording& recording : laws::examples(protocol, 1U << 20)) {
    // Only what begins with the protocol: a hand-over costs more than it shows.
    if (recording.protocol == &protocol) all.push_back(laws::reassembled(recording));
  }
  return all;
}

std::size_t octets_in(const std::vector<laws::Transcript>& transcripts) {
  std::size_t octets = 0;
  for (const laws::Transcript& one : transcripts) {
    octets += one.total(Side::client) + one.total(Side::server);
  }
  return octets;
}

/// Gives all of `transcript` to a fresh conversation; `with` gets each exchange.
template <class With>
void read(const Protocol& protocol, const laws::Transcript& transcript, With with) {
  Opening opening;
  opening.midstream = transcript.midstream;
  const std::unique_ptr<Conversation> conversation = protocol.open(opening);
  for (const laws::Step& step : transcript.steps) {
    conversation->take(step.input());
    while (std::optional<Output> output = conversation->poll()) {
      if (std::holds_alternative<Switch>(*output)) return;
      if (auto* exchange = std::get_if<Exchange>(&*output)) with(std::move(*exchange));
    }
  }
}

void report(benchmark::State& state, std::size_t octets, std::size_t things, const char* thing) {
  const double rounds = static_cast<double>(state.iterations());
  state.counters["octets/s"] =
      benchmark::Counter(rounds * static_cast<double>(octets), benchmark::Counter::kIsRate);
  state.counters[std::string("time/") + thing] =
      benchmark::Counter(rounds * static_cast<double>(things),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void read_all(benchmark::State& state, const Protocol& protocol,
              const std::vector<laws::Transcript>& transcripts) {
  std::size_t exchanges = 0;
  for (auto _ : state) {
    exchanges = 0;
    for (const laws::Transcript& one : transcripts) {
      read(protocol, one, [&](const Exchange&) { ++exchanges; });
    }
  }
  report(state, octets_in(transcripts), exchanges, "exchange");
}

void describe_all(benchmark::State& state, const Protocol& protocol,
                  const std::vector<laws::Transcript>& transcripts) {
  std::vector<Exchange> exchanges;
  for (const laws::Transcript& one : transcripts) {
    read(protocol, one, [&](Exchange&& exchange) { exchanges.push_back(std::move(exchange)); });
  }
  for (auto _ : state) {
    for (const Exchange& exchange : exchanges) {
      benchmark::DoNotOptimize(describe(exchange, {}));
    }
  }
  report(state, octets_in(transcripts), exchanges.size(), "exchange");
}

// --- Boost.Beast ---

/// One side's messages, one after the other.
template <bool kRequest>
class BeastSide {
 public:
  explicit BeastSide(std::size_t& messages) : messages_(messages) {}

  /// False when Beast refuses them.
  bool take(std::string_view octets) {
    waiting_.append(octets);
    std::string_view rest = waiting_;
    while (!rest.empty()) {
      if (!parser_) {
        parser_.emplace();
        parser_->eager(true);
        parser_->body_limit(boost::none);
      }
      boost::beast::error_code error;
      const std::size_t used = parser_->put(boost::asio::buffer(rest), error);
      rest.remove_prefix(used);
      if (error == boost::beast::http::error::need_more) break;
      if (error) return false;
      if (parser_->is_done()) {
        ++messages_;
        parser_.reset();
      } else if (used == 0) {
        break;
      }
    }
    waiting_.erase(0, waiting_.size() - rest.size());
    return true;
  }

 private:
  std::size_t& messages_;
  std::string waiting_;
  std::optional<boost::beast::http::parser<kRequest, boost::beast::http::string_body>> parser_;
};

/// The number of requests; nothing when Beast does not take it to the end.
std::optional<std::size_t> beast_reads(const laws::Transcript& transcript) {
  std::size_t requests = 0;
  std::size_t responses = 0;
  BeastSide<true> client(requests);
  BeastSide<false> server(responses);
  for (const laws::Step& step : transcript.steps) {
    if (step.octets.empty()) continue;
    const bool taken =
        step.side() == Side::client ? client.take(step.octets) : server.take(step.octets);
    if (!taken) return std::nullopt;
  }
  if (requests != responses) return std::nullopt;
  return requests;
}

/// What Beast reads in full: without interim answers, HEAD and the like, which it is not told of.
std::vector<laws::Transcript> taken_by_beast(const Protocol& http1,
                                             const std::vector<laws::Transcript>& all) {
  std::vector<laws::Transcript> taken;
  for (const laws::Transcript& one : all) {
    std::size_t exchanges = 0;
    read(http1, one,
         [&](const Exchange& exchange) { exchanges += exchange.incomplete.empty() ? 1 : 0; });
    if (!one.midstream && exchanges > 0 && beast_reads(one) == exchanges) taken.push_back(one);
  }
  return taken;
}

void beast_all(benchmark::State& state, const std::vector<laws::Transcript>& transcripts) {
  std::size_t exchanges = 0;
  for (auto _ : state) {
    exchanges = 0;
    for (const laws::Transcript& one : transcripts) exchanges += *beast_reads(one);
  }
  report(state, octets_in(transcripts), exchanges, "exchange");
}

// --- libnghttp2 ---

/// The field blocks of one side, each whole.
using Blocks = std::vector<std::string>;

std::vector<Blocks> blocks_of(const std::vector<laws::Transcript>& transcripts) {
  std::vector<Blocks> all;
  for (const laws::Transcript& one : transcripts) {
    if (one.midstream) continue;
    for (const Side side : {Side::client, Side::server}) {
      const std::string stream = one.stream(side);
      std::string_view rest = stream;
      if (rest.starts_with(http2::kPreface)) rest.remove_prefix(http2::kPreface.size());
      Blocks blocks;
      bool open = false;
      while (rest.size() >= http2::FrameHeader::kSize) {
        const http2::FrameHeader header = http2::read_frame_header(as_bytes(rest));
        rest.remove_prefix(http2::FrameHeader::kSize);
        if (rest.size() < header.length) break;
        const Bytes payload = as_bytes(rest.substr(0, header.length));
        rest.remove_prefix(header.length);
        if (!header.carries_fields()) continue;
        if (header.type == http2::FrameType::continuation) {
          if (open) blocks.back() += as_text(payload);
        } else {
          blocks.emplace_back(as_text(http2::read_field_block_start(header, payload)->fragment));
        }
        open = !header.has(http2::flag::kEndHeaders);
      }
      if (!blocks.empty()) all.push_back(std::move(blocks));
    }
  }
  return all;
}

void report_blocks(benchmark::State& state, const std::vector<Blocks>& connections) {
  std::size_t octets = 0;
  std::size_t count = 0;
  for (const Blocks& blocks : connections) {
    for (const std::string& block : blocks) octets += block.size();
    count += blocks.size();
  }
  report(state, octets, count, "block");
}

void hpack_all(benchmark::State& state, const std::vector<Blocks>& connections) {
  for (auto _ : state) {
    for (const Blocks& blocks : connections) {
      http2::HpackDecoder decoder(true);
      for (const std::string& block : blocks) {
        http2::FieldSection section;
        benchmark::DoNotOptimize(decoder.decode(as_bytes(block), section));
      }
    }
  }
  report_blocks(state, connections);
}

/// `keep`: fields are kept as ours are, in goldwire's own form; else they are only looked at.
void nghttp2_all(benchmark::State& state, const std::vector<Blocks>& connections, bool keep) {
  for (auto _ : state) {
    for (const Blocks& blocks : connections) {
      nghttp2_hd_inflater* inflater = nullptr;
      nghttp2_hd_inflate_new(&inflater);
      nghttp2_hd_inflate_change_table_size(inflater, 1U << 16);
      for (const std::string& block : blocks) {
        http2::FieldSection section;
        const auto* at = reinterpret_cast<const std::uint8_t*>(block.data());
        std::size_t left = block.size();
        while (true) {
          nghttp2_nv field{};
          int flags = 0;
          const auto used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, at, left, 1);
          if (used < 0) break;
          at += used;
          left -= static_cast<std::size_t>(used);
          if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0 && keep) {
            section.fields.add({reinterpret_cast<char*>(field.name), field.namelen},
                               {reinterpret_cast<char*>(field.value), field.valuelen});
          }
          benchmark::DoNotOptimize(field);
          if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
          if (left == 0 && (flags & NGHTTP2_HD_INFLATE_EMIT) == 0) break;
        }
        nghttp2_hd_inflate_end_headers(inflater);
      }
      nghttp2_hd_inflate_del(inflater);
    }
  }
  report_blocks(state, connections);
}

void add(const std::string& name, std::function<void(benchmark::State&)> run) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [run = std::move(run)](benchmark::State& state) { run(state); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const Protocol* protocol : protocols()) {
    if (protocol->open == nullptr) continue;
    const std::vector<laws::Transcript> all = transcripts_of(*protocol);
    if (all.empty()) continue;
    const std::string name(protocol->name);
    add(name + " read", [=](benchmark::State& state) { read_all(state, *protocol, all); });
    add(name + " describe", [=](benchmark::State& state) { describe_all(state, *protocol, all); });
    if (name == "http/1.1") {
      const auto both = taken_by_beast(*protocol, all);
      add("http/1.1 read, what Beast takes",
          [=](benchmark::State& state) { read_all(state, *protocol, both); });
      add("Boost.Beast", [=](benchmark::State& state) { beast_all(state, both); });
    }
    if (name == "http/2") {
      const std::vector<Blocks> blocks = blocks_of(all);
      add("HPACK", [=](benchmark::State& state) { hpack_all(state, blocks); });
      add("libnghttp2", [=](benchmark::State& state) { nghttp2_all(state, blocks, false); });
      add("libnghttp2, fields kept",
          [=](benchmark::State& state) { nghttp2_all(state, blocks, true); });
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
