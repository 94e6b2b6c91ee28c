// Sanitized: whether this build looks at every memory access, which takes ten times as long. Such a
// build tries fewer seeds: it looks for wrong memory, and the plain build for wrong answers.
#pragma once

namespace goldwire::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace goldwire::test
