// Words: values that stand in a text among others: an id in a URL, a token behind "Bearer ".
//
// Contract: pure. A word of a text stands alone: what comes before and after it would not go on
// with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goldwire::replay {

/// What may be a value in `text`, longest first and each once: the text itself, then what stands
/// between blanks, quotes, brackets, commas and semicolons, then what stands between the marks of a
/// URL. Borrowed. Of very long texts only the text itself.
std::vector<std::string_view> words_of(std::string_view text);

bool holds_word(std::string_view text, std::string_view word);
/// `text` with `word` replaced wherever it stands alone.
std::string with_word(std::string_view text, std::string_view word, std::string_view replacement);

/// True when two equal values of this form cannot be chance: a UUID, a long random token, a
/// redacted secret.
bool is_distinctive(std::string_view word);

/// The redacted secrets in `text`. Borrowed.
std::vector<std::string_view> redacted_words(std::string_view text);

}  // namespace goldwire::replay
