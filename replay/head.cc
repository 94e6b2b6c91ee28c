// Heads: one list of fields, each with what becomes of it.
#include "replay/head.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <ctime>
#include <map>

namespace goldwire::replay {
namespace {

enum class Fate { keep, drop, host, date, trace };

struct Rule {
  std::string_view field;
  Fate fate;
};

// Dropped fields speak of the recorded hop, or are written by the framing.
constexpr std::array kRules = {Rule{"connection", Fate::drop},
                               Rule{"keep-alive", Fate::drop},
                               Rule{"proxy-connection", Fate::drop},
                               Rule{"te", Fate::drop},
                               Rule{"trailer", Fate::drop},
                               Rule{"transfer-encoding", Fate::drop},
                               Rule{"upgrade", Fate::drop},
                               Rule{"content-length", Fate::drop},
                               Rule{"host", Fate::host},
                               Rule{"date", Fate::date},
                               Rule{"traceparent", Fate::trace},
                               Rule{"b3", Fate::trace},
                               Rule{"x-b3-traceid", Fate::trace},
                               Rule{"x-b3-spanid", Fate::trace},
                               Rule{"x-b3-parentspanid", Fate::trace},
                               Rule{"uber-trace-id", Fate::trace},
                               Rule{"x-amzn-trace-id", Fate::trace}};

constexpr std::size_t kShortestId = 8;  ///< hex digits; X-Ray's time part

Fate fate_of(std::string_view field) {
  const auto* const rule = std::ranges::find_if(
      kRules, [&](const Rule& one) { return http::same_name(one.field, field); });
  return rule == kRules.end() ? Fate::keep : rule->fate;
}

/// IMF-fixdate (RFC 9110 section 5.6.7).
std::string http_date(Time now) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return text.data();
}

/// Gives every run of hex digits that is long enough for an id a new one; equal ones the same.
class TraceIds {
 public:
  explicit TraceIds(const std::function<char()>& hex_digit) : hex_digit_(hex_digit) {}

  std::string renewed(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && std::isxdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
      if (end == at) {
        out += text[at++];
        continue;
      }
      const std::string id(text.substr(at, end - at));
      out += id.size() < kShortestId ? id : renewed_id(id);
      at = end;
    }
    return out;
  }

 private:
  const std::string& renewed_id(const std::string& id) {
    std::string& fresh = ids_[id];
    while (fresh.size() < id.size()) fresh += hex_digit_();
    // All zero would be no id (W3C Trace Context section 3.2.2.3).
    if (fresh.find_first_not_of('0') == std::string::npos) fresh.back() = '1';
    return fresh;
  }

  const std::function<char()>& hex_digit_;
  std::map<std::string, std::string> ids_;
};

}  // namespace

bool is_made_anew(std::string_view field) { return fate_of(field) != Fate::keep; }

http1::Framing framing_of(const http::Request& request) {
  if (request.fields.has("transfer-encoding") || !request.trailers.empty()) {
    return http1::Framing::chunked;
  }
  const bool length = request.fields.has("content-length") || !request.body.kept.empty();
  return length ? http1::Framing::length : http1::Framing::none;
}

void make_head_anew(http::Request& request, const Making& making) {
  const http1::Framing framing = framing_of(request);
  http::Fields out;
  TraceIds ids(making.hex_digit);
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    const http::Field field = request.fields[i];
    switch (fate_of(field.name)) {
      case Fate::drop:
        break;
      case Fate::keep:
        out.add(field.name, field.value);
        break;
      case Fate::host:
        out.add(field.name, making.host.empty() ? field.value : making.host);
        break;
      case Fate::date:
        out.add(field.name, http_date(making.now));
        break;
      case Fate::trace:
        out.add(field.name, ids.renewed(field.value));
        break;
    }
  }
  // HTTP/1.1 requires it (RFC 9112 section 3.2); HTTP/1.0 clients may not have sent it.
  if (!out.has("host") && request.version.minor != 0) out.add("Host", making.host);
  if (framing == http1::Framing::chunked) out.add("Transfer-Encoding", "chunked");
  request.fields = std::move(out);
}

}  // namespace goldwire::replay
