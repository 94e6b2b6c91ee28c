// Golden file: goldwire/NAME/golden.yaml, made for review in a pull request.
//
// Contract: a flat list of spans, each under its headline, with its values one a line, so that an
// unrelated change does not churn them. A value is written as it is; what may differ in it stands
// in braces ("Order {order#1} at {timestamp}"), and a brace of its own is doubled. Values of no
// plain type, values that may be absent, and large ones are maps: {type: number, value: "1.10"},
// {type: text, payload: DIGEST}. Reading gives exactly what was written; damage is an Error that
// names file and line.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "harness/golden/golden.h"
#include "harness/redact/redaction.h"
#include "protocols/base/result.h"

namespace goldwire {

/// What golden.yaml holds: the golden, and how secrets in it were redacted.
struct GoldenFile {
  Golden golden;
  RedactionSalt salt;
  friend bool operator==(const GoldenFile&, const GoldenFile&) = default;
};

/// Values longer than this stand in payloads/DIGEST.
inline constexpr std::size_t kLargeValue = 2048;

/// DIGEST -> what the file of that name holds.
using Payloads = std::map<std::string, std::string>;

/// Adds to `payloads` what the text refers to.
std::string write_golden(const GoldenFile& file, Payloads& payloads);

/// `name` is the file's, for errors; `payload` gives the content of payloads/DIGEST.
Result<GoldenFile> read_golden(
    std::string_view text, const std::string& name,
    const std::function<Result<std::string>(const std::string& digest)>& payload);

/// Stands beside a salt, so that one that was mistyped is told from another.
std::string salt_check(std::string_view salt);

/// The name under which payloads/ keeps `octets`.
std::string payload_digest(std::string_view octets);

}  // namespace goldwire
