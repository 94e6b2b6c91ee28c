// Files, whole: read at once, written so that a reader sees the old or the new one, never a half.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "protocols/base/result.h"

namespace goldwire {

/// A regular file, or a link to one; what cannot be looked at is none.
bool is_file(const std::filesystem::path& path);
/// Something of any kind is there.
bool is_there(const std::filesystem::path& path);

Result<std::string> read_file(const std::filesystem::path& path);

/// Writes a file beside `path` and renames it; its folder has to be there: a user may have mistyped
/// it. A link stays, and what it leads to is written, with the rights it had. What is there and is
/// no regular file (a pipe, a device) is written in place, and so is the file that stdout or stderr
/// is: behind what is in it.
Result<void> write_file(const std::filesystem::path& path, std::string_view octets);
/// The same for what goldwire keeps in folders of its own: makes those that are not there.
Result<void> keep_file(const std::filesystem::path& path, std::string_view octets);

}  // namespace goldwire
