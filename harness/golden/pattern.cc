// Matching with anchors; a place that failed once is not tried again, so long texts stay cheap.
#include "harness/golden/pattern.h"

#include <algorithm>
#include <utility>

namespace goldwire {
namespace {

/// What one value may cost; one that is still undecided then is taken not to fit.
constexpr std::size_t kSteps = 1'000'000;

class Match {
 public:
  Match(const Pattern& pattern, std::string_view text, const PieceFits& piece_fits)
      : pattern_(pattern),
        text_(text),
        piece_fits_(piece_fits),
        failed_(pattern.size() * (text.size() + 1), false) {}

  bool from(std::size_t piece, std::size_t at) {
    if (piece == pattern_.size()) return at == text_.size();
    const std::size_t place = piece * (text_.size() + 1) + at;
    if (failed_[place] || steps_ > kSteps) return false;
    const bool fit = pattern_[piece].kind == Piece::Kind::literal ? literal(piece, at)
                                                                  : volatile_piece(piece, at);
    failed_[place] = !fit;
    return fit;
  }

  std::vector<std::string_view> captured;

 private:
  bool literal(std::size_t piece, std::size_t at) {
    const std::string& wanted = pattern_[piece].text;
    return text_.substr(at).starts_with(wanted) && from(piece + 1, at + wanted.size());
  }

  bool volatile_piece(std::size_t piece, std::size_t at) {
    for (std::size_t end = at; (end = next_end(piece, end)) != std::string_view::npos; ++end) {
      const std::string_view part = text_.substr(at, end - at);
      if (++steps_ > kSteps) return false;
      if (!piece_fits_(pattern_[piece], part)) continue;
      captured.push_back(part);
      if (from(piece + 1, end)) return true;
      captured.pop_back();
    }
    return false;
  }

  /// Where the piece may end, at `from` or later: before the literal that follows it, or at the
  /// end.
  std::size_t next_end(std::size_t piece, std::size_t from) const {
    if (from > text_.size()) return std::string_view::npos;
    if (piece + 1 == pattern_.size()) return text_.size();
    if (pattern_[piece + 1].kind != Piece::Kind::literal) return from;
    return text_.find(pattern_[piece + 1].text, from);
  }

  const Pattern& pattern_;
  std::string_view text_;
  const PieceFits& piece_fits_;
  std::vector<bool> failed_;  ///< by piece and place in the text
  std::size_t steps_ = 0;
};

}  // namespace

std::optional<std::vector<std::string_view>> captured(const Pattern& pattern, std::string_view text,
                                                      const PieceFits& piece_fits) {
  if (is_literal(pattern)) {
    const std::string_view wanted = pattern.empty() ? std::string_view{} : pattern.front().text;
    if (wanted != text) return std::nullopt;
    return std::vector<std::string_view>{};
  }
  Match match(pattern, text, piece_fits);
  if (!match.from(0, 0)) return std::nullopt;
  return std::move(match.captured);
}

Pattern literally(std::string_view text) {
  if (text.empty()) return {};
  return {{Piece::Kind::literal, std::string(text)}};
}

bool is_literal(const Pattern& pattern) {
  return pattern.empty() || (pattern.size() == 1 && pattern.front().kind == Piece::Kind::literal);
}

}  // namespace goldwire
