// KeptFiles: a folder of capture files of which the oldest go.
//
// Contract: files are named goldwire_NNNNN_YYYYMMDDhhmmss.pcapng (a number that counts on, the UTC
// time of the first packet), as dumpcap names its own, and readable by the owner only. No file is
// deleted but those that it made, and those of that name in the folder whose section header says
// that a goldwire-agent made them. A lock keeps a second one out of the folder. At the end of each
// call that succeeds, every file is whole.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "agent/capture/keep_limits.h"
#include "protocols/base/result.h"

namespace goldwire {

/// Who wrote a file, as its section header says.
inline constexpr std::string_view kKeeper = "goldwire-agent";

class KeptFiles {
 public:
  /// Makes the folder if it is not there, and takes over what an earlier one left in it.
  static Result<KeptFiles> open(const std::string& folder, const KeepLimits& limits);
  KeptFiles(KeptFiles&& other) noexcept;
  KeptFiles& operator=(KeptFiles&&) = delete;
  ~KeptFiles();

  /// No file is open, or it holds so much that the next packets (at `now`) belong into another.
  bool wants_another(Time now) const;
  /// Begins a file with `head`. Its predecessor is closed.
  Result<void> begin(Time now, std::string_view head);
  /// Writes to the open file: there is one. After an Error it ends where it did before the call;
  /// one that holds nothing but its head, or cannot be cut, is closed and gone.
  Result<void> write(Time now, std::string_view octets);
  void close();
  bool is_open() const { return descriptor_ >= 0; }
  /// Deletes what is too old at `now`, or too much.
  void delete_old(Time now);

  std::size_t count() const { return files_.size(); }
  std::uint64_t octets() const;

 private:
  struct File {
    std::string name;
    std::uint64_t size = 0;
    Time last;  ///< of its packets
    dev_t device = 0;
    ino_t number = 0;
  };

  KeptFiles(std::string folder, const KeepLimits& limits, int lock)
      : folder_(std::move(folder)), limits_(limits), lock_(lock) {}
  void take_over();
  void delete_newest();
  void unlink(const File& file) const;
  Result<void> put(std::string_view octets);
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
  KeepLimits limits_;
  int lock_;
  int descriptor_ = -1;
  Time began_;              ///< the open file
  std::uint64_t head_ = 0;  ///< octets of it
  std::deque<File> files_;  ///< oldest first; the open one is the last
  std::uint64_t next_ = 1;
};

}  // namespace goldwire
