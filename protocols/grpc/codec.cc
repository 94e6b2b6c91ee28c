// Prefixes are read one after the other; everything else is text.
#include "protocols/grpc/codec.h"

#include <algorithm>

#include "protocols/base/json.h"

namespace goldwire::grpc {
namespace {

constexpr std::size_t kGroup = 4;  ///< characters of base64 that stand for three octets

std::uint32_t read_length(std::string_view prefix) {
  std::uint32_t length = 0;
  for (const char octet : prefix.substr(1, kPrefixSize - 1)) {
    length = length << 8U | static_cast<std::uint8_t>(octet);
  }
  return length;
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Reading read_messages(std::string_view octets, Dialect dialect) {
  Reading out;
  const std::uint8_t known = dialect == Dialect::web ? kCompressed | kTrailers : kCompressed;
  for (std::size_t at = 0; at < octets.size();) {
    const auto flags = static_cast<std::uint8_t>(octets[at]);
    if ((flags & ~known) != 0) {
      out.fault = Malformed{"a message's flags are none of gRPC's", at};
      return out;
    }
    const std::string_view left = octets.substr(at);
    if (left.size() < kPrefixSize) {
      out.rest = left;
      return out;
    }
    Message message{flags, read_length(left), {}};
    message.octets = left.substr(kPrefixSize, message.length);
    at += kPrefixSize + message.octets.size();
    out.messages.push_back(message);
  }
  return out;
}

std::string write_message(std::string_view octets, std::uint8_t flags) {
  std::string out(1, static_cast<char>(flags));
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(octets.size() >> shift)));
  }
  return out.append(octets);
}

Decoded<http::Fields> read_trailers(std::string_view octets) {
  http::Fields fields;
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t end = std::min(octets.find('\n', at), octets.size());
    const std::string_view line = without_line_end(octets.substr(at, end - at));
    if (!line.empty()) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos || colon == 0) {
        return std::unexpected(Malformed{"a trailer line has no name", at});
      }
      fields.add(line.substr(0, colon), http::trimmed(line.substr(colon + 1)));
    }
    at = end + 1;
  }
  return fields;
}

std::string write_trailers(const http::Fields& fields) {
  std::string section;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    section.append(fields[i].name).append(": ").append(fields[i].value).append("\r\n");
  }
  return write_message(section, kTrailers);
}

WebText read_web_text(std::string_view text) {
  WebText out;
  std::size_t run = 0;  // what has no padding inside is decoded at once
  while (run < text.size()) {
    const std::size_t padding = std::min(text.find('=', run), text.size());
    if (padding == run) {  // it pads nothing
      out.whole = false;
      return out;
    }
    const std::size_t end = run + (padding - run + kGroup - 1) / kGroup * kGroup;
    const std::size_t whole =
        end <= text.size() ? end : run + (text.size() - run) / kGroup * kGroup;
    const auto octets = unbase64(text.substr(run, whole - run));
    if (!octets) {
      const std::size_t good = octets.error().offset / kGroup * kGroup;
      const auto before = unbase64(text.substr(run, good));
      if (before) out.octets += *before;
      out.whole = false;
      return out;
    }
    out.octets += *octets;
    if (whole != end) {
      out.whole = false;
      return out;
    }
    run = end;
  }
  return out;
}

std::string write_web_text(std::string_view octets) { return base64(octets); }

Decoded<std::string> read_binary_value(std::string_view text) {
  if (text.starts_with('\0')) return std::string(text.substr(1));
  std::string padded(text);
  while (padded.size() % kGroup != 0 && padded.size() < text.size() + 2) padded += '=';
  return unbase64(padded);
}

}  // namespace goldwire::grpc
