// aws-chunked: the content coding in which S3's clients sign or sum an object while they send it
// (Amazon S3 API Reference, "Transferring payload in multiple chunks").
//
// Contract: chunks are taken off with their signatures and what trails them; nothing is verified.
// Pure, and takes octets in any pieces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/http/coding.h"

namespace goldwire::http {

class AwsChunked final : public Coding {
 public:
  Decoding add(std::string_view in, const Sink& out) override;
  std::size_t held() const override { return line_.size(); }

 private:
  Decoding size_line();

  enum class Place : std::uint8_t { size, content, behind, trailers };
  Place place_ = Place::size;
  std::string line_;        ///< of a size, as far as it came
  std::uint64_t left_ = 0;  ///< octets of the chunk that come
};

}  // namespace goldwire::http
