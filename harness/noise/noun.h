// Noun: the word a generated id is called by, from where it stands.
//
// Contract: pure. "response.body.orderId" -> "order"; "/accounts/{id}" -> "account"; a header
// "x-request-id" -> "request"; where nothing better is known, "id".
#pragma once

#include <string>
#include <string_view>

namespace goldwire {

struct Noun {
  std::string word;
  int rank = 0;  ///< lower is better
};

/// `before` is the literal text in front of the id within the value, `operation` the span's name.
Noun noun_of(std::string_view path, std::string_view before, std::string_view operation);

}  // namespace goldwire
