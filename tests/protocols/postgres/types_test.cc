// Values of every built-in type: what the server writes in text, read from both formats.
#include "protocols/postgres/types.h"

#include <gtest/gtest.h>
#include <iostream>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/statement.h"
#include "tests/protocols/postgres/recorded.h"

namespace goldwire::postgres {
namespace {

struct Cell {
  std::string query;
  Oid type = 0;
  std::int16_t format = 0;
  std::optional<std::string> octets;
};

/// The one value of each statement of a types fixture.
std::vector<Cell> cells(const std::string& name) {
  std::vector<Cell> out;
  for (const Exchange& exchange : recorded::hear(recorded::connections(name).at(0)).exchanges) {
    const auto& statement = static_cast<const Statement&>(*exchange.messages);
    if (statement.asked != Asked::execute) continue;
    const auto columns = decode<RowDescription>(as_bytes(statement.portal->columns));
    std::string_view frames = statement.answers;
    const auto frame = next_frame(frames);
    const auto row = decode<DataRow>(frame->body);
    const FieldDescription& field = columns->fields.at(0);
    Cell cell{statement.portal->prepared->query, field.type, field.format, std::nullopt};
    if (row->values.at(0)) cell.octets = std::string(*row->values[0]);
    out.push_back(std::move(cell));
  }
  return out;
}

TEST(Types, BinaryValuesReadAsTheServersOwnText) {
  const std::vector<Cell> text = cells("types-text");
  const std::vector<Cell> binary = cells("types-binary");
  ASSERT_EQ(text.size(), binary.size());
  ASSERT_GT(text.size(), 100U);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    SCOPED_TRACE(text[i].query);
    ASSERT_EQ(text[i].query, binary[i].query);
    ASSERT_EQ(text[i].type, binary[i].type);
    ASSERT_EQ(text[i].format, 0);
    ASSERT_EQ(binary[i].format, 1);
    ASSERT_EQ(text[i].octets.has_value(), binary[i].octets.has_value());
    if (!text[i].octets) continue;
    const Value from_text = value_of(text[i].type, Format::text, *text[i].octets);
    const Value from_binary = value_of(binary[i].type, Format::binary, *binary[i].octets);
    EXPECT_EQ(from_binary, from_text) << write_json(from_binary) << " for " << *text[i].octets;
    // Types that the database made itself have OIDs that nobody knows beforehand.
    if (text[i].type < 10000) {
      EXPECT_EQ(text_of(binary[i].type, Format::binary, *binary[i].octets), text[i].octets);
    }
    ++compared;
  }
  std::cout << compared << " values in two formats compared\n";
}

TEST(Types, NumbersKeepTheirTextAndOnlyFiniteOnesAreNumbers) {
  EXPECT_EQ(value_of(1700, Format::text, "1.10"), Value(Value::Number{"1.10"}));
  EXPECT_EQ(value_of(1700, Format::text, "NaN"), Value("NaN"));
  EXPECT_EQ(value_of(701, Format::text, "-Infinity"), Value("-Infinity"));
  EXPECT_EQ(value_of(20, Format::binary, std::string_view("\0\0\0\0\0\0\0\7", 8)),
            Value(Value::Number{"7"}));
}

TEST(Types, TextIsNoNumberThoughItLooksLikeOne) {
  EXPECT_EQ(value_of(25, Format::text, "42"), Value("42"));
  EXPECT_EQ(value_of(0, Format::text, "42"), Value("42"));
}

TEST(Types, BooleansAndOctetsHaveKindsOfTheirOwn) {
  EXPECT_EQ(value_of(16, Format::text, "t"), Value(true));
  EXPECT_EQ(value_of(16, Format::binary, std::string_view("\0", 1)), Value(false));
  EXPECT_EQ(value_of(17, Format::text, "\\x00ff"), Value(Value::Blob{std::string("\0\xff", 2)}));
  EXPECT_EQ(value_of(17, Format::text, "escape\\000"), Value("escape\\000"));
}

TEST(Types, OctetsThatAreNotOfTheirTypeStayRaw) {
  EXPECT_EQ(text_of(23, Format::binary, "abc"), std::nullopt);
  EXPECT_EQ(text_of(23, Format::binary, "abcde"), std::nullopt);
  EXPECT_EQ(value_of(23, Format::binary, "abc"), Value("abc"));
  EXPECT_EQ(value_of(23, Format::binary, std::string_view("\0\1", 2)),
            Value(Value::Blob{std::string("\0\1", 2)}));
  EXPECT_EQ(text_of(99999, Format::binary, "x"), std::nullopt);
}

TEST(Types, BrokenArraysNeitherGrowNorNest) {
  // One dimension of four thousand million elements in no octets, and a depth that PostgreSQL
  // refuses.
  EXPECT_EQ(text_of(1007, Format::binary,
                    std::string_view("\0\0\0\1\0\0\0\0\0\0\0\x17\xff\xff\xff\xff\0\0\0\1", 20)),
            std::nullopt);
  EXPECT_EQ(text_of(1007, Format::binary, std::string_view("\0\0\0\7\0\0\0\0\0\0\0\x17", 12)),
            std::nullopt);
  std::string zeros("\0\0\0\2\0\0\0\0\0\0\0\x17", 12);
  zeros += std::string("\x7f\xff\xff\xff\0\0\0\1\0\0\0\0\0\0\0\1", 16);
  EXPECT_EQ(text_of(1007, Format::binary, zeros), std::nullopt);
}

TEST(Types, EveryTruncationOfABinaryValueIsRefused) {
  for (const Cell& cell : cells("types-binary")) {
    if (!cell.octets || cell.type >= 10000) continue;
    SCOPED_TRACE(cell.query);
    const bool characters = text_of(cell.type, Format::binary, *cell.octets) == *cell.octets;
    for (std::size_t size = 0; size < cell.octets->size(); ++size) {
      const auto text = text_of(cell.type, Format::binary, cell.octets->substr(0, size));
      // Plain text, octets and addresses of octets are whole at any length.
      const bool any_length = characters || cell.type == 17 || cell.type == 3802 ||
                              cell.type == 4072 || cell.type == 829 || cell.type == 774;
      EXPECT_TRUE(any_length || !text) << size << " octets";
    }
  }
}

}  // namespace
}  // namespace goldwire::postgres
