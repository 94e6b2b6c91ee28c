// Value classes: what a text is taken for.
#include "harness/canonical/value_class.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canonical/time_form.h"

namespace goldwire {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> cut_into_words(std::string_view text) {
  std::vector<std::string> out;
  std::string whole;
  for (const Word& word : words_of(text)) {
    whole += word.text;
    if (word.word) out.emplace_back(word.text);
  }
  EXPECT_EQ(whole, text);
  return out;
}

using testing::ElementsAre;

TEST(Words, KeepWhatBelongsTogether) {
  EXPECT_THAT(cut_into_words("Order 8f3c21 of user@host.com."),
              ElementsAre("Order", "8f3c21", "of", "user", "host", "com"));
  EXPECT_THAT(cut_into_words("deposit-6b64f635-023c-4946-9cce-67afab3a5f01-again"),
              ElementsAre("deposit", "6b64f635-023c-4946-9cce-67afab3a5f01", "again"));
  EXPECT_THAT(cut_into_words("at 2026-11-22T15:03:52.123Z, 12.50 USD"),
              ElementsAre("at", "2026-11-22T15:03:52.123Z", "12.50", "USD"));
  EXPECT_THAT(cut_into_words("10.0.0.1:80"), ElementsAre("10", "0", "0", "1", "80"));
  EXPECT_THAT(cut_into_words("pi_3f9b56a8"), ElementsAre("pi", "3f9b56a8"));
  EXPECT_THAT(cut_into_words("q%3Aorder%2Fa1%20b 50%"), ElementsAre("q", "order", "a1", "b", "50"));
}

TEST(Words, RandomTextIsOneWordWhateverItsAlphabet) {
  EXPECT_THAT(cut_into_words("Bearer GPi9hh0dl-7CBPsf8F20v55u9k8pUkfa"),
              ElementsAre("Bearer", "GPi9hh0dl-7CBPsf8F20v55u9k8pUkfa"));
  EXPECT_THAT(cut_into_words("W/\"4b-pBlZNBluFtFWCyWp+jWn3FUHw1A\""),
              ElementsAre("W", "4b-pBlZNBluFtFWCyWp+jWn3FUHw1A"));
  EXPECT_THAT(cut_into_words("/v1/8f3c9a7b2d4e6f10a1b2/ok"),
              ElementsAre("v1", "8f3c9a7b2d4e6f10a1b2", "ok"));
  EXPECT_THAT(cut_into_words("order-8f3c2a11-confirmed"),
              ElementsAre("order", "8f3c2a11", "confirmed"));
}

ValueClass class_of(std::vector<std::string_view> texts, std::vector<Time> times = {}) {
  return common_class(texts, times);
}

TEST(ValueClass, IsTheNarrowestThatAllValuesFit) {
  EXPECT_EQ(
      class_of({"6b64f635-023c-4946-9cce-67afab3a5f01", "00000000-0000-0000-0000-000000000000"}),
      ValueClass::uuid);
  EXPECT_EQ(class_of({"12", "-7"}), ValueClass::integer);
  EXPECT_EQ(class_of({"12", "7.5"}), ValueClass::decimal);
  EXPECT_EQ(class_of({"8f3c21aa", "0011aabb"}), ValueClass::hex);
  EXPECT_EQ(class_of({"8f", "aa"}), ValueClass::token) << "too few characters to call it hex";
  EXPECT_EQ(class_of({"8f3c21ag", "x"}), ValueClass::token);
  EXPECT_EQ(class_of({"two words", "x"}), ValueClass::text);
  EXPECT_EQ(class_of({"", "x"}), ValueClass::any);
}

TEST(ValueClass, AnIntegerIsATimeOnlyNearPacketTime) {
  const Time now = from_unix_nano(1'795'000'000'000'000'000);
  EXPECT_EQ(class_of({"1795000001", "1795000002"}, {now, now}), ValueClass::epoch);
  EXPECT_EQ(class_of({"1795000001123", "1795000002123"}, {now, now}), ValueClass::epoch);
  EXPECT_EQ(class_of({"1234567890", "1234567891"}, {now, now}), ValueClass::integer);
}

TEST(ValueClass, OwnTimesAreToldFromConstantsByPacketTime) {
  const Time now = written_time("2026-11-22T15:03:52Z")->time;
  EXPECT_TRUE(is_own_time("20261122", now));
  EXPECT_TRUE(is_own_time("2026-11-22", now));
  EXPECT_TRUE(is_own_time("2026-11-22T15:00:00Z", now));
  EXPECT_TRUE(is_own_time("1795359832", now));
  EXPECT_FALSE(is_own_time("2026-01-01", now));
  EXPECT_FALSE(is_own_time("2020-11-22T15:00:00Z", now));
  EXPECT_FALSE(is_own_time("12345678", now));
}

TEST(TimeForm, ReadsTheUsualForms) {
  const Time wanted = written_time("2026-11-22T15:03:52Z")->time;
  for (const char* text :
       {"2026-11-22T15:03:52+00:00", "2026-11-22 15:03:52+00", "20261122T150352Z",
        "Sun, 22 Nov 2026 15:03:52 GMT", "2026-11-22T16:03:52+0100", "2026-11-22 15:03:52",
        "Sun Nov 22 2026 15:03:52 GMT+0000", "2026-11-22T15:03:52.999999Z"}) {
    const auto time = written_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->length, std::string_view(text).size()) << text;
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(time->time), wanted) << text;
  }
  EXPECT_EQ(written_time("2026-11-22 15:03:52.25+00")->time, wanted + 250ms);
  EXPECT_EQ(written_time("2026-11-22T15:03:52,000000001234Z")->time, wanted + 1ns);
  for (const char* text : {"2026-13-22T15:03:52Z", "2026-11-2", "22:03", "20269922", "hello world",
                           "2026-11-22T15:03:52Zulu"}) {
    const auto time = written_time(text);
    EXPECT_TRUE(!time || time->day_only || time->length < std::string_view(text).size()) << text;
  }
}

TEST(ValueClass, WordDifferencesWantTheSameBuild) {
  const auto words = word_differences("Dear Ada, 12.50 USD", "Dear Ada, 12.00 USD");
  ASSERT_TRUE(words);
  ASSERT_EQ(words->size(), 1U);
  EXPECT_EQ(words->front().second, "12.00");
  EXPECT_FALSE(word_differences("a b", "a, b"));
  EXPECT_FALSE(word_differences("a b", "a b c"));
}

}  // namespace
}  // namespace goldwire
