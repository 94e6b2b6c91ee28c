// Content codings (RFC 9110 section 8.4): those of coding.h, and any stack of them.
//
// Contract: expansion is limited, so a small body cannot become a large one. What could be decoded
// before an error or a cut is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/body.h"
#include "protocols/http/coding.h"

namespace goldwire::http {

struct ContentLimits {
  std::size_t kept = 1U << 20;       ///< octets of the decoded content that are kept
  std::size_t expanded = 64U << 20;  ///< octets that are decoded at all, of each coding
};

struct Content {
  std::string octets;
  std::uint64_t size = 0;    ///< octets decoded, whether kept or not
  std::uint64_t digest = 0;  ///< of all of them, as a Body's; 0 when they are not whole
  Decoding decoding = Decoding::whole;
};

/// Decodes a content that comes in pieces. `codings` are the members of Content-Encoding (and
/// Transfer-Encoding without chunked) in the order they were applied, as one comma-separated list.
class ContentDecoder {
 public:
  ContentDecoder(std::string_view codings, const ContentLimits& limits);
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  void add(std::string_view octets);
  /// No more octets come.
  Content finish() &&;
  /// How it would end with the octets up to now.
  Decoding decoding() const;
  /// Octets it keeps.
  std::size_t held() const;

 private:
  struct Layer {
    std::unique_ptr<Coding> coding;
    std::uint64_t size = 0;  ///< octets that it gave
    Decoding decoding = Decoding::cut;
  };
  void pass(std::size_t layer, std::string_view octets);

  std::size_t expanded_;
  std::vector<Layer> layers_;          ///< the one put on last comes first
  Decoding behind_ = Decoding::whole;  ///< what stops those that come after them
  Body body_;
  BodyKeeper keeper_;
};

/// The codings between the octets that were sent and the content: Content-Encoding, then what
/// Transfer-Encoding put on top but chunked. Empty without any.
std::string content_codings(const Fields& fields);

/// Decodes `octets` at once.
Content decode_content(std::string_view codings, std::string_view octets,
                       const ContentLimits& limits = {});

}  // namespace goldwire::http
