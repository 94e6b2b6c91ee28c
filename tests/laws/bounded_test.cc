// Law: nothing on the wire can make memory grow without end, and what held() says is what is held.
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

#include "tests/laws/adversary.h"
#include "tests/laws/corpus.h"

namespace {

/// Octets of the heap in use by C++ objects of this program.
std::atomic<std::int64_t> live{0};

}  // namespace

void* operator new(std::size_t size) {
  void* at = std::malloc(size);
  if (at == nullptr) throw std::bad_alloc();
  live += static_cast<std::int64_t>(malloc_usable_size(at));
  return at;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* at = std::malloc(size);
  if (at != nullptr) live += static_cast<std::int64_t>(malloc_usable_size(at));
  return at;
}
void operator delete(void* at) noexcept {
  if (at != nullptr) live -= static_cast<std::int64_t>(malloc_usable_size(at));
  std::free(at);
}
void operator delete(void* at, std::size_t) noexcept { operator delete(at); }

namespace goldwire::laws {
namespace {

constexpr Limits kTight{.body = 16U << 10, .frame = 256U << 10, .held = 128U << 10, .pending = 64};
/// What one conversation may hold above Limits.held: the input that it was just given.
constexpr std::size_t kOneInput = 4096;
/// What one conversation may allocate for each octet it says it holds, and besides: tables and
/// queues that are bounded in their own ways.
constexpr std::int64_t kPerOctet = 4;
constexpr std::int64_t kTables = 1 << 20;
constexpr std::size_t kAttackLength = 1 << 20;

TEST_P(Laws, NoAttackMakesAConversationHoldMoreThanItsLimit) {
  for (const Recording& example : examples(2)) {
    SCOPED_TRACE(example.origin);
    for (const Attack& attack : attacks(example, kAttackLength, 1)) {
      SCOPED_TRACE(attack.name);
      const std::int64_t before = live;
      std::size_t most_held = 0;
      std::int64_t most_live = 0;
      overhear(attack.transcript, kTight, [&](Conversation& conversation) {
        most_held = std::max(most_held, conversation.held());
        most_live = std::max(most_live, live - before);
      });
      const std::int64_t left = live - before;
      EXPECT_LE(most_held, kTight.held + kOneInput);
      EXPECT_LE(most_live, kPerOctet * static_cast<std::int64_t>(kTight.held) + kTables);
      EXPECT_LE(left, 0) << "not given back";
    }
  }
}

TEST_P(Laws, SheddingGivesUpWhatIsHeld) {
  for (const Recording& example : examples(5)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    for (std::size_t told = 1; told < transcript.steps.size(); ++told) {
      Transcript beginning = transcript;
      beginning.steps.resize(told);
      std::size_t heard = 0;
      overhear(beginning, {}, [&](Conversation& conversation) {
        if (++heard != told) return;
        const std::size_t held = conversation.held();
        conversation.shed(held);
        while (conversation.poll()) continue;
        ASSERT_LE(conversation.held(), held / 2) << "of " << held << " after " << told << " inputs";
      });
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
