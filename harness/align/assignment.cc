// Shortest augmenting paths with potentials (Kuhn, Munkres; the form of Jonker and Volgenant).
#include "harness/align/assignment.h"

#include <limits>

namespace goldwire {
namespace {

/// At least as many columns as rows; cost(row, column). Rows and columns count from 1 inside, 0 is
/// none.
template <class Cost>
std::vector<std::size_t> column_of_rows(std::size_t rows, std::size_t columns, const Cost& cost) {
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;
  std::vector<std::int64_t> row_potential(rows + 1, 0);
  std::vector<std::int64_t> column_potential(columns + 1, 0);
  std::vector<std::size_t> row_of(columns + 1, 0);
  std::vector<std::size_t> came_from(columns + 1, 0);
  for (std::size_t row = 1; row <= rows; ++row) {
    std::vector<std::int64_t> distance(columns + 1, kFar);
    std::vector<bool> settled(columns + 1, false);
    std::size_t column = 0;
    row_of[0] = row;
    do {
      settled[column] = true;
      const std::size_t here = row_of[column];
      std::int64_t least = kFar;
      std::size_t next = 0;
      for (std::size_t k = 1; k <= columns; ++k) {
        if (settled[k]) continue;
        const std::int64_t slack =
            cost(here - 1, k - 1) - row_potential[here] - column_potential[k];
        if (slack < distance[k]) {
          distance[k] = slack;
          came_from[k] = column;
        }
        if (distance[k] < least) {
          least = distance[k];
          next = k;
        }
      }
      for (std::size_t k = 0; k <= columns; ++k) {
        if (settled[k]) {
          row_potential[row_of[k]] += least;
          column_potential[k] -= least;
        } else {
          distance[k] -= least;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = came_from[column]) row_of[column] = row_of[came_from[column]];
  }
  std::vector<std::size_t> out(rows, kUnassigned);
  for (std::size_t k = 1; k <= columns; ++k) {
    if (row_of[k] != 0) out[row_of[k] - 1] = k - 1;
  }
  return out;
}

}  // namespace

std::vector<std::size_t> assign(const std::vector<std::int64_t>& cost, std::size_t rows,
                                std::size_t columns) {
  if (rows <= columns) {
    return column_of_rows(rows, columns, [&](std::size_t row, std::size_t column) {
      return cost[row * columns + column];
    });
  }
  const std::vector<std::size_t> row_of = column_of_rows(
      columns, rows,
      [&](std::size_t column, std::size_t row) { return cost[row * columns + column]; });
  std::vector<std::size_t> out(rows, kUnassigned);
  for (std::size_t column = 0; column < columns; ++column) out[row_of[column]] = column;
  return out;
}

}  // namespace goldwire
