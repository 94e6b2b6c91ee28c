// Outcome: the paths that say how a call ended, and the words for what they say.
//
// Contract: pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace goldwire {

/// The most telling first: HTTP says 200 to every call of gRPC.
std::span<const std::string_view> outcome_paths();

/// True for the paths of a code: HTTP's, gRPC's, SQL's, an error's type.
bool is_status_code(std::string_view path);

/// True for those, and for what is said of the code.
bool is_outcome(std::string_view path);

/// A code as people say it: "NOT_FOUND" for gRPC's 5; others are as they are.
std::string outcome_word(std::string_view path, std::string_view code);

}  // namespace goldwire
