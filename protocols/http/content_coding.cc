// Each coding gives what it decoded to the one that was put on before it.
#include "protocols/http/content_coding.h"

#include <algorithm>
#include <utility>

#include "protocols/http/fields.h"

namespace goldwire::http {
namespace {

/// More codings than this on one body are an attack, not a stack.
constexpr std::size_t kMaxCodings = 5;

/// In the order in which they were put on.
std::vector<std::string_view> stack_of(std::string_view codings) {
  std::vector<std::string_view> stack = list_members(codings);
  std::erase_if(stack, [](std::string_view coding) { return same_name(coding, "identity"); });
  // Its senders name it before the codings that it is put around.
  std::ranges::stable_partition(
      stack, [](std::string_view coding) { return !same_name(coding, "aws-chunked"); });
  return stack;
}

bool goes_on(Decoding decoding) { return decoding == Decoding::whole || decoding == Decoding::cut; }

}  // namespace

ContentDecoder::ContentDecoder(std::string_view codings, const ContentLimits& limits)
    : expanded_(limits.expanded) {
  keeper_.begin(body_, limits.kept);
  std::vector<std::string_view> stack = stack_of(codings);
  if (stack.size() > kMaxCodings) {
    behind_ = Decoding::limit;
    stack.clear();
  }
  for (; !stack.empty(); stack.pop_back()) {
    auto coding = coding_named(stack.back());
    if (!coding) {
      behind_ = Decoding::unknown;
      return;
    }
    layers_.push_back({std::move(coding)});
  }
}

void ContentDecoder::add(std::string_view octets) { pass(0, octets); }

void ContentDecoder::pass(std::size_t index, std::string_view octets) {
  if (index == layers_.size()) {
    keeper_.add(octets);
    return;
  }
  Layer& layer = layers_[index];
  if (!goes_on(layer.decoding)) return;
  layer.decoding = layer.coding->add(octets, [&](std::string_view piece) {
    layer.size += piece.size();
    pass(index + 1, piece);
    return layer.size <= expanded_;
  });
}

Decoding ContentDecoder::decoding() const {
  // A fault further out explains one further in: octets that stop early stop every coding.
  for (const Layer& layer : layers_) {
    if (layer.decoding != Decoding::whole) return layer.decoding;
  }
  return behind_;
}

Content ContentDecoder::finish() && {
  const Decoding how = decoding();
  if (how == Decoding::whole) {
    keeper_.finish();
  } else {
    keeper_.cut();
  }
  return {std::move(body_.kept), body_.size, body_.digest, how};
}

std::size_t ContentDecoder::held() const {
  std::size_t octets = body_.kept.size();
  for (const Layer& layer : layers_) octets += layer.coding->held();
  return octets;
}

std::string content_codings(const Fields& fields) {
  std::string codings;
  for (const std::string_view name : {"content-encoding", "transfer-encoding"}) {
    if (!fields.has(name)) continue;
    const std::string list = fields.joined(name);
    for (const std::string_view coding : list_members(list)) {
      if (same_name(coding, "chunked") || same_name(coding, "identity")) continue;
      if (!codings.empty()) codings += ", ";
      codings += coding;
    }
  }
  return codings;
}

Content decode_content(std::string_view codings, std::string_view octets,
                       const ContentLimits& limits) {
  if (octets.empty() || stack_of(codings).empty()) {
    return {.octets = std::string(octets.substr(0, limits.kept)), .size = octets.size()};
  }
  ContentDecoder decoder(codings, limits);
  decoder.add(octets);
  return std::move(decoder).finish();
}

}  // namespace goldwire::http
