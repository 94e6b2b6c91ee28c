// Canonical form: what of a run is compared. Transport accidents are gone, nothing else is.
//
// Contract: canonical() is a pure function of the spans, not of the order in which they are given.
// Everything a span shows becomes a leaf, except what framing.h names. Redact (both sides alike,
// with a hash that keeps equality) between canonical() and learn() or compare(): leaves are plain
// data.
//
//   CanonicalRun one = canonical(run);
//   Learned learned  = learn({one, two, three});                 // noise.h
//   Diff diff        = compare(learned.golden, rules, other);    // diff.h
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "agent/trace/trace.h"
#include "harness/canonical/leaf.h"

namespace goldwire {

inline constexpr std::size_t kNoSpan = static_cast<std::size_t>(-1);

/// Below this an edge is a guess: it never makes a finding by itself.
inline constexpr double kSureParent = 0.75;

/// The callee answered with an error, whether or not its side of the call counts it as one.
bool answered_with_error(const Interaction& what);

struct CanonicalSpan {
  std::string caller;  ///< kOutside for a request from outside (outside.h)
  std::string callee;
  std::string operation;        ///< the span's name
  bool operation_known = true;  ///< false: its text or its path was sent before the capture began
  SpanKind kind = SpanKind::internal;
  std::size_t parent = kNoSpan;  ///< index into CanonicalRun::spans; kNoSpan for a root
  double confidence = 1;  ///< of the parent edge; a root's is 1 when nobody could be its parent
  bool failed = false;    ///< the callee answered with an error
  Reasons incomplete;
  Time start;  ///< first byte of the request; for a received record, of the answer
  Time end;    ///< last byte seen
  std::uint64_t span_id = 0;
  std::vector<Leaf> leaves;  ///< sorted by path

  const Leaf* find(std::string_view path) const;
  /// What of this exchange was lost ("gap"), if that is why it is not whole. A statement that was
  /// prepared before the capture began lost nothing but its text; header fields that refer to what
  /// was sent before it lost nothing but theirs.
  std::optional<std::string_view> loss() const;
};

/// Whether `reason` (contract.md, "incomplete") leaves something of an exchange unseen. The others
/// say what cannot ever be read (encrypted, unsupported), or what was never sent (no-response,
/// truncated).
bool is_loss(std::string_view reason);

struct CanonicalRun {
  std::vector<CanonicalSpan>
      spans;                     ///< parents before children; siblings by start, then by content
  std::vector<LossNote> losses;  ///< those that touch a named service (or any, when none is named)
  std::vector<std::string>
      lost;                ///< losses known only as counters: "12 packets dropped by the kernel"
  std::string unfinished;  ///< why calls may be missing only because they had not come yet
};

CanonicalRun canonical(const Run& run);

}  // namespace goldwire
