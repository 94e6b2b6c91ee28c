// Noise kind: what a value that differs from run to run may be: its class, of a time where it lies
// from the call that carries it, and what shape all values have in common (value_shape.h).
//
// Contract: pure; "now" is the first byte of the call in the same run, never a clock. Spelled as
// rules and goldens have it:
//
//   timestamp            any time
//   timestamp now        the call's own time
//   timestamp now+24h    a day after it (m, h and d: minutes, hours, days)
//   epoch ms now         its own time, counted in milliseconds (s, ms, us, ns)
//   token 27             a token of 27 characters
//   timestamp now zone   the call's own time, with its zone
//
// What a kind does not say may be anything of its class.
//
// A relation is held to minutes once the clock that told the time is set right (CallTime): a value
// may be as old as its run, and come as late as its call's last byte. A day ahead or more may be an
// hour off, as summer time is, and so may a time without a zone; from two days on, counted in days,
// three days: months have 28 to 31, and a weekend is no working day. A date alone may be the day
// beside it. What lay ahead is never past, and what lay behind never ahead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/canonical/time_form.h"
#include "harness/canonical/value_class.h"
#include "harness/canonical/value_shape.h"

namespace goldwire {

struct NoiseKind {
  ValueClass value_class = ValueClass::any;
  std::optional<Duration> after_call;   ///< of times; negative: before it
  EpochUnit unit = EpochUnit::seconds;  ///< of an epoch with a relation
  ValueShape shape = {};
  friend bool operator==(const NoiseKind&, const NoiseKind&) = default;
};

/// When a call was made, and by which clocks its times may be told.
struct CallTime {
  Time begin;        ///< its first byte
  Duration took{};   ///< until its last
  Duration since{};  ///< the run's first byte
  /// What the clock that told a time may be ahead of the capture's; one of them has to fit.
  std::vector<Duration> clocks = {Duration{}};
};

/// The offset is spelled in whole minutes; less than one is "now".
std::string name_of(const NoiseKind& kind);
std::optional<NoiseKind> noise_kind_named(std::string_view name);
/// "timestamp" of "timestamp now+24h": the class alone.
std::string_view class_in(std::string_view name);
/// What both of two kinds of one class say.
NoiseKind common(const NoiseKind& a, const NoiseKind& b);

/// How long after `call` the time is that `text` means; of a date alone, in whole days. Nothing
/// when it is no time.
std::optional<Duration> after_call(std::string_view text, Time call);

/// The same by the clock that brings it nearest to where `kind` has it.
std::optional<Duration> after_call(std::string_view text, const NoiseKind& kind,
                                   const CallTime& call);

/// Whether `text` lies from `call` as `kind` says, in the same unit; always true without a
/// relation.
bool keeps_relation(std::string_view text, const NoiseKind& kind, const CallTime& call);

/// Whether a value of its class has the shape that `kind` says.
bool has_shape(const NoiseKind& kind, std::string_view text);
/// What of `kind` a value of its class keeps in that call.
NoiseKind kept(const NoiseKind& kind, std::string_view text, const CallTime& call);

/// "56 years", "25 h", "3 ms"; without a sign.
std::string length_text(Duration duration);
/// "seconds".
std::string_view name_of(EpochUnit unit);

}  // namespace goldwire
