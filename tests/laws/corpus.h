// Corpus: the connections that the laws are tried on: every capture under fixtures/, and in a
// thorough run the public ones too.
//
// Contract: GOLDWIRE_THOROUGH set: more examples and more seeds; and where GOLDWIRE_CAPTURES names
// a folder, its captures are read as well. The same files give the same examples in the same order.
// GOLDWIRE_SEED: the number of the first seed, 0 when it is not set; a failure says its seed.
#pragma once

#include <gtest/gtest.h>
#include <ranges>
#include <string>
#include <vector>

#include "tests/laws/hearing.h"
#include "tests/laws/recording.h"

namespace goldwire::laws {

bool thorough();
/// `usual`, or ten times as many in a thorough run.
std::size_t times(std::size_t usual);
/// The seeds to try: times(usual) of them, from GOLDWIRE_SEED on.
std::ranges::iota_view<std::uint64_t, std::uint64_t> seeds(std::size_t usual);

/// Up to `most` connections in which `protocol` is spoken, spread over the corpus; in a thorough
/// run ten times as many.
std::vector<Recording> examples(const Protocol& protocol, std::size_t most);

/// Those of the registry, and those that only ride on them.
std::vector<const Protocol*> described_protocols();

/// One law, tried on each protocol of the registry. Fails where the corpus has no example of it.
class Laws : public testing::TestWithParam<const Protocol*> {
 protected:
  const Protocol& protocol() const { return *GetParam(); }
  std::vector<Recording> examples(std::size_t most) const;
};

/// "http_1_1": a protocol's name as a test's name may hold it.
std::string test_name(const testing::TestParamInfo<const Protocol*>& info);

/// Equal, or the first lines that only one of them has.
testing::AssertionResult same_lines(const std::vector<std::string>& expected,
                                    const std::vector<std::string>& got);
/// Every line of `some` is in `all`, as often at least; both sorted.
testing::AssertionResult among(const std::vector<std::string>& some,
                               const std::vector<std::string>& all);

}  // namespace goldwire::laws
