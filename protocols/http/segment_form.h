// Segment form: whether a segment of a path is a value or a word, judged by itself.
//
// Contract: numbers (not those of versions such as "2.1"), uuids, hashes, ids with a kind before
// them, dates, mail addresses, IBANs and tokens are values; words, slugs, locales, versions and
// templates are not. Where both are likely it is a word: a route too many is seen, two merged into
// one hide a difference.
#pragma once

#include <string>
#include <string_view>

namespace goldwire::http {

enum class SegmentForm : unsigned char { word, id, date };

/// `text` is decoded (RFC 3986 section 2.1).
SegmentForm form_of(std::string_view text);

/// Appends `segment`, as sent, or what stands for it: "{id}", "{date}", and with what is no value
/// left in place "{id}.json", "app.{id}.js", "users;region={id}", "Users({id})".
void append_segment(std::string& out, std::string_view segment);

}  // namespace goldwire::http
