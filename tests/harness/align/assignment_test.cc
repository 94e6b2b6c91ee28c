// Assignment: the least total cost, and what stays without a partner.
#include "harness/align/assignment.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace goldwire {
namespace {

std::int64_t total(const std::vector<std::int64_t>& cost, const std::vector<std::size_t>& columns,
                   std::size_t width) {
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (columns[row] != kUnassigned) sum += cost[row * width + columns[row]];
  }
  return sum;
}

/// All ways of pairing the shorter side.
std::int64_t least_by_trying(const std::vector<std::int64_t>& cost, std::size_t rows,
                             std::size_t columns) {
  std::vector<std::size_t> order(std::max(rows, columns));
  std::iota(order.begin(), order.end(), 0U);
  std::int64_t least = -1;
  do {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < std::min(rows, columns); ++i) {
      sum += rows <= columns ? cost[i * columns + order[i]] : cost[order[i] * columns + i];
    }
    if (least < 0 || sum < least) least = sum;
  } while (std::ranges::next_permutation(order).found);
  return least;
}

TEST(Assignment, IsNoDearerThanAnyOtherPairing) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = 1 + random() % 6;
    const std::size_t columns = 1 + random() % 6;
    std::vector<std::int64_t> cost(rows * columns);
    for (auto& one : cost) one = random() % 20;
    const std::vector<std::size_t> found = assign(cost, rows, columns);
    ASSERT_EQ(found.size(), rows);
    const auto paired = static_cast<std::size_t>(
        std::ranges::count_if(found, [](std::size_t c) { return c != kUnassigned; }));
    EXPECT_EQ(paired, std::min(rows, columns));
    EXPECT_EQ(total(cost, found, columns), least_by_trying(cost, rows, columns));
  }
}

TEST(Assignment, NothingToPairIsNoError) {
  EXPECT_TRUE(assign({}, 0, 3).empty());
  EXPECT_EQ(assign({}, 2, 0), (std::vector<std::size_t>{kUnassigned, kUnassigned}));
}

}  // namespace
}  // namespace goldwire
