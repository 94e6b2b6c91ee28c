// Adoption: where in the flow a call belongs whose cause nobody could tell.
//
// Contract: for the order of findings only; no parent is made of it. A call whose parent is unknown
// is placed with the request or record that its caller received and with which it shares the most
// ids, if there is exactly one such; among that one's calls it stands before the first that uses an
// id of its answer.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/diff/comparison.h"

namespace goldwire {

struct Placement {
  std::vector<std::size_t> parents;  ///< by node
  std::vector<std::size_t> order;    ///< every node once; siblings in the order of the flow
};

/// `order` is the order of all nodes so far.
Placement adopt(const std::vector<Node>& nodes, std::vector<std::size_t> order);

}  // namespace goldwire
