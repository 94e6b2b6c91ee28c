// Ledger: every counter is listed once, added up, and written.
#include "protocols/base/ledger.h"

#include <gtest/gtest.h>
#include <set>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

/// A ledger whose counters are first, first + 1, ...
Ledger counting_from(std::uint64_t first) {
  Ledger ledger;
  Ledger::visit(ledger, [&](auto, auto, std::uint64_t& count) { count = first++; });
  return ledger;
}

TEST(Ledger, ListsEveryCounterOnceAndLayersTogether) {
  const Ledger ledger;
  std::set<std::string> names;
  std::set<std::string> layers;
  std::string layer_before;
  Ledger::visit(ledger, [&](std::string_view layer, std::string_view name, std::uint64_t) {
    EXPECT_TRUE(names.insert(std::string(layer) + "." + std::string(name)).second) << name;
    const bool layer_begins = layer != layer_before;
    EXPECT_TRUE(!layer_begins || layers.insert(std::string(layer)).second) << layer;
    layer_before = layer;
  });
  EXPECT_EQ(names.size() * sizeof(std::uint64_t), sizeof(Ledger));
}

TEST(Ledger, AddsCounterByCounter) {
  Ledger sum = counting_from(1);
  sum.add(counting_from(100));
  std::uint64_t expected = 101;
  Ledger::visit(sum, [&](auto, std::string_view name, std::uint64_t count) {
    EXPECT_EQ(count, expected) << name;
    expected += 2;
  });
}

TEST(Ledger, IsOneJsonObjectByLayer) {
  const Ledger ledger = counting_from(1);
  const Decoded<Value> value = read_json(ledger.json());
  ASSERT_TRUE(value) << ledger.json();
  Ledger::visit(ledger, [&](std::string_view layer, std::string_view name, std::uint64_t count) {
    const Value* group = value->find(layer);
    ASSERT_NE(group, nullptr) << layer;
    const Value* counter = group->find(name);
    ASSERT_NE(counter, nullptr) << name;
    EXPECT_EQ(counter->number()->text, std::to_string(count));
  });
}

}  // namespace
}  // namespace goldwire
