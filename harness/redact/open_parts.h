// Open parts: ids inside secrets that stand in the open elsewhere in the run anyway.
//
// A payment's client secret begins with the payment's id ("pi_3f9b_secret_cf0c"). The id is no
// secret, and hiding it would hide that the secret belongs to another payment.
//
// Contract: a part is whole words, long, of letters and digits, and what is left of the secret is a
// secret still. Of several the longest counts. Secrets of one word have none.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

class OpenParts {
 public:
  explicit OpenParts(const std::set<std::string>& secrets);

  bool empty() const { return found_.empty(); }
  /// Looks through a text that holds none of the secrets any more.
  void see(std::string_view text);
  /// What `secret` becomes: the open part as it is, what stands around it put through `replace`.
  /// Empty when nothing of it is open.
  std::string opened(std::string_view secret, const Replace& replace) const;

 private:
  std::map<std::string, bool, std::less<>> found_;  ///< parts, and whether they were seen
};

}  // namespace goldwire
