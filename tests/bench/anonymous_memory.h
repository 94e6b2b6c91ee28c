// Anonymous memory of a process: what it holds besides pages of files and libraries.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <unistd.h>

namespace goldwire::bench {

/// KiB, as RssAnon says in the open /proc/PID/status; 0 when the process has none any more.
inline std::uint64_t anonymous_kib(int status) {
  constexpr std::string_view kField = "RssAnon:";
  std::array<char, 4096> text{};
  const ssize_t length = ::pread(status, text.data(), text.size(), 0);
  if (length <= 0) return 0;
  const std::string_view all(text.data(), static_cast<std::size_t>(length));
  const auto field = all.find(kField);
  if (field == std::string_view::npos) return 0;
  const auto digit = all.find_first_of("0123456789", field);
  if (digit == std::string_view::npos) return 0;
  std::uint64_t kib = 0;
  std::from_chars(all.data() + digit, all.data() + all.size(), kib);
  return kib;
}

}  // namespace goldwire::bench
