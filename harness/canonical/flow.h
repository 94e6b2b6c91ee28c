// Flow: the order in which a trace's calls begin and are answered, so that causes stand before
// effects.
//
// Contract: a call's answer comes after everything it waited for. What consumers did with a record
// comes after the answer to the request that sent it. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "agent/trace/span.h"

namespace goldwire {

/// Two numbers for each span, counted through all of them.
struct Flow {
  std::vector<std::uint64_t> begins;
  std::vector<std::uint64_t> answers;
};

/// `parents` are indices (kNoSpan for roots), `kinds` as long; siblings stand in the order of
/// `order`, which names every span once.
Flow flow_of(std::span<const std::size_t> parents, std::span<const SpanKind> kinds,
             std::span<const std::size_t> order);

/// True for the paths of what came back: response.*, response headers and codes, affected rows.
bool is_answer(std::string_view path);

}  // namespace goldwire
