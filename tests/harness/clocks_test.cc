// The clocks of a run's services, taken out before its times are held against their calls.
#include <fmt/chrono.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/noise/noise.h"
#include "tests/harness/run_builder.h"

namespace goldwire {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::RunBuilder;
using testing::EndsWith;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string whole(Time time) {
  return fmt::format("{:%FT%T}", std::chrono::floor<seconds>(time)) + "Z";
}
/// With parts of a second.
std::string fine(Time time) {
  std::string out = whole(time);
  const auto parts = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
  return out.insert(out.size() - 1, fmt::format(".{:03}", parts.count() % 1000));
}

/// How far what a service tells is ahead of the packets.
struct Clocked {
  Duration shop{};          ///< its clock
  Duration payments{};      ///< its clock
  Duration shop_servers{};  ///< of its answers' dates
  Duration order{};         ///< of the first order's time alone
  Duration charge{};        ///< of the first charge's time alone
  Duration expiry = hours(1);
  bool coarse = false;  ///< all in whole seconds
};

/// Three orders: shop makes a time and sends it on; payments makes one of its own.
CanonicalRun run_of(std::uint64_t seed, const Clocked& by) {
  RunBuilder builder(seed);
  const auto written = by.coarse ? whole : fine;
  for (int i = 0; i < 3; ++i) {
    builder.wait(700);
    const auto root = builder.request("web", "shop", "POST", "/orders", "POST /orders", 0, {});
    const Time now = builder.span(root).what.start;
    const Time made = now + by.shop + (i == 0 ? by.order : Duration{});
    const std::string body = fmt::format(R"({{"at":"{}","until":"{}"}})", written(made),
                                         written(now + by.shop + by.expiry));
    const auto sent = builder.send("shop", "orders", root, "", {}, body);
    builder.answer(root, 200, {{"date", whole(now + by.shop_servers)}}, body);
    const auto received = builder.receive("payments", sent);
    const Time later = builder.span(received).what.start + by.payments;
    const auto charge =
        builder.request("payments", "stripe", "POST", "/charges", "POST /charges", received, {},
                        fmt::format(R"({{"order":"{}","at":"{}"}})", written(made),
                                    written(later + (i == 0 ? by.charge : Duration{}))));
    builder.answer(charge, 200, {{"date", whole(builder.span(charge).what.start)}});
  }
  return canonical(builder.run());
}

std::vector<Finding> found(const Clocked& by) {
  static const Learned learned = [] {
    const std::vector<CanonicalRun> runs{run_of(1, {}), run_of(2, {}), run_of(3, {})};
    return learn(runs);
  }();
  return compare(learned.golden, learned.rules, run_of(7, by)).findings;
}

TEST(Clocks, OneThatATestMovedIsNoFinding) {
  const Duration day = hours(26);
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found({.shop = day, .payments = day, .shop_servers = day}), IsEmpty());
  EXPECT_THAT(found({.shop = -day, .payments = -day}), IsEmpty()) << "not that of its answers";
}

TEST(Clocks, OneServicesOwnIsNoFinding) {
  EXPECT_THAT(found({.shop = minutes(90), .shop_servers = minutes(90)}), IsEmpty());
  EXPECT_THAT(found({.payments = hours(-5)}), IsEmpty());
}

TEST(Clocks, ATimeThatIsHoursOffIsFoundOnceThoughItIsPassedOn) {
  for (const Duration off : {Duration(hours(2)), Duration(hours(-1)), Duration(minutes(20))}) {
    const std::vector<Finding> findings = found({.order = off});
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].operation, "send orders");
    EXPECT_FALSE(findings[0].echoes.empty());
  }
  EXPECT_THAT(found({.order = minutes(2)}), IsEmpty());
}

TEST(Clocks, ATimeInWholeSecondsThatIsPassedOnIsOneTimeToo) {
  const auto coarse = [](Clocked by) {
    by.coarse = true;
    return found(by);
  };
  EXPECT_THAT(coarse({}), IsEmpty());
  EXPECT_THAT(coarse({.order = hours(2)}), SizeIs(1));
  EXPECT_THAT(coarse({.shop = minutes(90), .shop_servers = minutes(90)}), IsEmpty());
}

TEST(Clocks, ATimeIsHeldAgainstAMovedClockToo) {
  const Duration day = hours(26);
  const std::vector<Finding> findings =
      found({.shop = day, .payments = day, .shop_servers = day, .order = hours(2)});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].what, EndsWith("at: a time 2 h after its call, was close to its call"));
}

TEST(Clocks, AServiceThatContradictsItselfHasNoClock) {
  EXPECT_THAT(found({.shop = hours(-5)}), Not(IsEmpty())) << "its answers are dated otherwise";
  EXPECT_THAT(found({.charge = hours(3)}), SizeIs(1));
}

TEST(Clocks, AnExpiryOfAnotherLengthIsFoundAndOneInThePast) {
  EXPECT_THAT(found({.expiry = hours(1) + minutes(1)}), IsEmpty());
  for (const Duration wrong : {Duration(hours(2)), Duration(minutes(30)), Duration(hours(-1))}) {
    EXPECT_THAT(found({.expiry = wrong}), Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace goldwire
