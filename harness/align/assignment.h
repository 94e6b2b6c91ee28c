// Assignment: pairs rows with columns at the least total cost (the Hungarian method).
//
// Contract: exact and deterministic; time is rows * rows * columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace goldwire {

inline constexpr std::size_t kUnassigned = static_cast<std::size_t>(-1);

/// The column of each row, `kUnassigned` for rows that are left over when there are more rows than
/// columns. `cost` is row by row, rows * columns of it, each below 2^40.
std::vector<std::size_t> assign(const std::vector<std::int64_t>& cost, std::size_t rows,
                                std::size_t columns);

}  // namespace goldwire
