// XML: the elements of a text one after another, as much as naming an API asks for.
//
// Contract: not a validating reader. Never reads past the text and never expands an entity but the
// five that XML 1.0 predefines and characters by number; what follows a fault is not read. Names
// are local ones, without their prefix.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire::http {

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : rest_(text) {}

  /// Goes to the next element that begins. Returns its local name; empty at the end.
  std::string_view next();
  /// How many elements are open around the last one, which counts: 1 for the root.
  std::size_t depth() const { return depth_; }
  /// The text at the beginning of the last element, up to the next tag, without blanks around it.
  std::string text() const;

 private:
  std::string_view rest_;  ///< behind the last tag that was read
  std::size_t depth_ = 0;
  bool closed_ = false;  ///< the last element had no content: <a/>
};

/// The text of the first element of that name, if there is one.
std::optional<std::string> xml_text(std::string_view xml, std::string_view name);
/// The texts of all elements of that name, at most `limit`.
std::vector<std::string> xml_texts(std::string_view xml, std::string_view name, std::size_t limit);

}  // namespace goldwire::http
