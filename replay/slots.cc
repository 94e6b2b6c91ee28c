// Every message is a list of parts; each part is cut into pieces, and a piece is a slot.
#include "replay/slots.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "protocols/base/ascii.h"
#include "protocols/http/media_type.h"
#include "protocols/http/target.h"
#include "replay/head.h"
#include "replay/json_scalars.h"

namespace goldwire::replay {
namespace {

/// How a value is written in its part.
enum class Spelling { plain, percent, form, json, json_number };

/// A value and where it stands in the text of its part.
struct Piece {
  std::string place;
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
  Spelling spelling = Spelling::plain;
};
using Pieces = std::vector<Piece>;

/// Only unreserved characters stay (RFC 3986 section 2.3).
std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("-._~").contains(c);
    if (plain) {
      out += c;
    } else {
      out.append({'%', kHex[octet >> 4], kHex[octet & 15]});
    }
  }
  return out;
}

std::string spelled(const Piece& old, std::string_view text) {
  switch (old.spelling) {
    case Spelling::plain:
      return std::string(text);
    case Spelling::percent:
    case Spelling::form:
      return encoded(text);
    case Spelling::json:
    case Spelling::json_number:
      return json_spelling(old.spelling == Spelling::json, text);
  }
  return {};
}

/// Numbers what has a name that was there before: name#2.
class Names {
 public:
  std::string next(std::string name) {
    const int times = ++seen_[name];
    return times == 1 ? name : name + "#" + std::to_string(times);
  }

 private:
  std::map<std::string, int> seen_;
};

/// "a=1&b=2" from `begin` on in `text`.
Pieces form_pieces(std::string_view text, std::size_t begin, std::string_view above) {
  Pieces out;
  Names names;
  for (std::size_t at = begin; at < text.size();) {
    const std::size_t end = std::min(text.find('&', at), text.size());
    const std::size_t equals = text.find('=', at);
    if (equals < end) {
      const std::string name = http::form_decoded(text.substr(at, equals - at));
      out.push_back({names.next(std::string(above) + name),
                     http::form_decoded(text.substr(equals + 1, end - equals - 1)), equals + 1, end,
                     Spelling::form});
    }
    at = end + 1;
  }
  return out;
}

Pieces target_pieces(std::string_view target) {
  Pieces out;
  const std::size_t query = std::min(target.find('?'), target.size());
  std::size_t index = 0;
  for (std::size_t at = target.starts_with('/') ? 1 : query; at < query; ++index) {
    const std::size_t end = std::min(target.find('/', at), query);
    out.push_back({"path[" + std::to_string(index) + "]",
                   http::percent_decoded(target.substr(at, end - at)), at, end, Spelling::percent});
    at = end + 1;
  }
  if (query < target.size()) {
    Pieces parameters = form_pieces(target, query + 1, "query.");
    out.insert(out.end(), parameters.begin(), parameters.end());
  }
  return out;
}

/// "a=1; b=2", or of a Set-Cookie line its first pair.
Pieces cookie_pieces(std::string_view line, bool set_cookie, Names& names) {
  Pieces out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(';', at), line.size());
    const std::size_t begin = std::min(line.find_first_not_of(' ', at), end);
    const std::size_t equals = line.find('=', begin);
    if (equals < end) {
      out.push_back({names.next("cookie." + std::string(line.substr(begin, equals - begin))),
                     std::string(line.substr(equals + 1, end - equals - 1)), equals + 1, end,
                     Spelling::plain});
    }
    if (set_cookie) break;
    at = end + 1;
  }
  return out;
}

Pieces body_pieces(const http::Fields& fields, std::string_view body) {
  if (body.empty()) return {};
  const http::MediaType type = http::read_media_type(fields.find("content-type").value_or(""));
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  const bool like_json =
      first != std::string_view::npos && std::string_view("{[").contains(body[first]);
  if (type.is_form() && !like_json) return form_pieces(body, 0, "body.");
  Pieces out;
  if (type.is_json() || like_json) {
    for (JsonScalar& scalar : json_scalars(body)) {
      out.push_back({"body" + scalar.path, std::move(scalar.text), scalar.begin, scalar.end,
                     scalar.quoted ? Spelling::json : Spelling::json_number});
    }
  }
  if (out.empty()) out.push_back({"body", std::string(body), 0, body.size(), Spelling::plain});
  return out;
}

/// Calls `visit(field index, piece)` for headers, then cookies.
template <class Visit>
void each_field_piece(const http::Fields& fields, std::string_view cookie_field, Visit visit) {
  Names names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields[i];
    if (http::same_name(field.name, cookie_field) || is_made_anew(field.name)) continue;
    visit(i, Piece{names.next("header." + lower_case(field.name)), std::string(field.value), 0,
                   field.value.size(), Spelling::plain});
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!http::same_name(fields[i].name, cookie_field)) continue;
    for (const Piece& piece : cookie_pieces(fields[i].value, cookie_field == "set-cookie", names)) {
      visit(i, piece);
    }
  }
}

std::string spliced(std::string_view text, const Piece& piece, std::string_view value) {
  return std::string(text.substr(0, piece.begin)) + spelled(piece, value) +
         std::string(text.substr(piece.end));
}

void set_field(http::Fields& fields, std::size_t index, std::string_view value) {
  http::Fields out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    out.add(fields[i].name, i == index ? value : fields[i].value);
  }
  fields = std::move(out);
}

void add_slots(std::vector<Slot>& out, Pieces pieces) {
  for (Piece& piece : pieces) out.push_back({std::move(piece.place), std::move(piece.text)});
}

}  // namespace

std::vector<Slot> slots_of(const http::Request& request) {
  std::vector<Slot> out;
  add_slots(out, target_pieces(request.target));
  each_field_piece(request.fields, "cookie", [&](std::size_t, Piece piece) {
    out.push_back({std::move(piece.place), std::move(piece.text)});
  });
  add_slots(out, body_pieces(request.fields, request.body.kept));
  return out;
}

std::vector<Slot> slots_of(const http::Response& answer) {
  std::vector<Slot> out;
  each_field_piece(answer.fields, "set-cookie", [&](std::size_t, Piece piece) {
    out.push_back({std::move(piece.place), std::move(piece.text)});
  });
  add_slots(out, body_pieces(answer.fields, answer.body.kept));
  return out;
}

bool put(http::Request& request, std::string_view place, std::string_view text) {
  for (const Piece& piece : target_pieces(request.target)) {
    if (piece.place != place) continue;
    request.target = spliced(request.target, piece, text);
    return true;
  }
  std::optional<std::pair<std::size_t, Piece>> found;
  each_field_piece(request.fields, "cookie", [&](std::size_t index, const Piece& piece) {
    if (piece.place == place) found.emplace(index, piece);
  });
  if (found) {
    const std::string_view line = request.fields[found->first].value;
    set_field(request.fields, found->first, spliced(line, found->second, text));
    return true;
  }
  for (const Piece& piece : body_pieces(request.fields, request.body.kept)) {
    if (piece.place != place) continue;
    request.body.kept = spliced(request.body.kept, piece, text);
    request.body.size = request.body.kept.size();
    return true;
  }
  return false;
}

bool is_place(std::string_view place) {
  if (place == "body") return true;
  constexpr std::array<std::string_view, 6> kBeginnings = {"path[",   "query.", "header.",
                                                           "cookie.", "body.",  "body["};
  return std::ranges::any_of(kBeginnings, [&](std::string_view beginning) {
    return place.starts_with(beginning) && place.size() > beginning.size();
  });
}

}  // namespace goldwire::replay
