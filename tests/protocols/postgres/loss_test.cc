// Truth under loss: holes, late joins, cuts. An exchange reported as whole is one that happened,
// with its own answer; and most of what a hole did not touch stays whole.
#include <gtest/gtest.h>
#include <iostream>
#include <set>

#include "tests/protocols/postgres/recorded.h"
#include "tests/sanitized.h"

namespace goldwire::postgres {
namespace {

using recorded::Connection;
using recorded::Heard;
using recorded::Piece;

constexpr const char* kPipelined[] = {"libpq-batches", "libpq-pipeline", "postgres-js",
                                      "pgbench-pipeline"};
constexpr const char* kOthers[] = {"psql-session",     "psql-multi",   "psql-copy",
                                   "pg-queries",       "pg-cursor",    "libpq-extended",
                                   "libpq-copy",       "types-binary", "pgbench-extended",
                                   "pgbench-prepared", "libpq-single"};

/// Where an interaction's halves stand, with what it says: one line each, of whole ones only.
std::multiset<std::string> whole(const Heard& heard, const std::uint64_t (&base)[2]) {
  std::multiset<std::string> out;
  for (const Interaction& each : recorded::described(heard)) {
    if (!each.incomplete.empty()) continue;
    out.insert(std::to_string(each.request.begin + (each.request.first ? base[0] : 0)) + " " +
               std::to_string(each.response.end + (each.response.first ? base[1] : 0)) + " " +
               recorded::shown(each));
  }
  return out;
}

/// The first line of `some` that is not in `all`.
std::string stranger(const std::multiset<std::string>& some,
                     const std::multiset<std::string>& all) {
  for (const std::string& line : some) {
    if (some.count(line) > all.count(line)) return line;
  }
  return {};
}

struct Share {
  std::size_t possible = 0;
  std::size_t kept = 0;
  double percent() const {
    return 100.0 * static_cast<double>(kept) / static_cast<double>(possible);
  }
};

/// Every fixture of `names`, cut to segments, each segment lost with probability 1 / `one_in`.
template <std::size_t N>
Share lossy_runs(const char* const (&names)[N], std::uint64_t seeds, std::uint64_t one_in) {
  Share share;
  for (const char* name : names) {
    for (const Connection& recorded_one : recorded::connections(name)) {
      const Connection connection = recorded::segmented(recorded_one, 700);
      const std::multiset<std::string> truth = whole(recorded::hear(connection), {0, 0});
      if (truth.empty()) continue;
      for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        std::mt19937_64 random(seed);
        Connection lossy = connection;
        for (Piece& piece : lossy.pieces) piece.lost = random() % one_in == 0;
        const Heard heard = recorded::hear(lossy);
        const std::multiset<std::string> lines = whole(heard, {0, 0});
        const std::string wrong = stranger(lines, truth);
        EXPECT_EQ(wrong, "") << name << ", seed " << seed;
        if (!wrong.empty()) return share;
        share.possible += truth.size();
        share.kept += lines.size();
      }
    }
  }
  return share;
}

TEST(PostgresLoss, NoPipelinedStatementGetsAnothersRowsOrError) {
  const Share share = lossy_runs(kPipelined, test::kSanitized ? 60 : 2000, 50);
  std::cout << "pipelines, 2 % of segments lost: " << share.percent() << " % whole of "
            << share.possible << "\n";
  EXPECT_GE(share.percent(), 60.0);
}

TEST(PostgresLoss, HeavyLossOfPipelinesIsStillTrue) {
  const Share share = lossy_runs(kPipelined, test::kSanitized ? 30 : 500, 6);
  std::cout << "pipelines, 17 % of segments lost: " << share.percent() << " % whole\n";
  EXPECT_GT(share.kept, 0U);
}

TEST(PostgresLoss, WholeMeansTrueInEveryFixtureAndMostStaysWhole) {
  const Share share = lossy_runs(kOthers, test::kSanitized ? 10 : 150, 100);
  std::cout << "others, 1 % of segments lost: " << share.percent() << " % whole of "
            << share.possible << "\n";
  EXPECT_GE(share.percent(), 90.0);
}

TEST(PostgresLoss, WholeMeansTrueJoinedAtEveryPacket) {
  Share share;
  const auto join = [&](const char* name, std::size_t longest) {
    for (const Connection& recorded_one : recorded::connections(name)) {
      const Connection connection = recorded::segmented(recorded_one, longest);
      const std::multiset<std::string> truth = whole(recorded::hear(connection), {0, 0});
      std::uint64_t base[2] = {};
      for (std::size_t count = 0; count < connection.pieces.size(); ++count) {
        for (const Ending ending : {Ending::fin, Ending::end_of_capture}) {
          const Heard heard = recorded::hear(recorded::joined_at(connection, count), ending);
          const std::string wrong = stranger(whole(heard, base), truth);
          ASSERT_EQ(wrong, "") << name << ", joined at " << count;
          share.kept += whole(heard, base).size();
        }
        const Piece& gone = connection.pieces[count];
        base[index_of(gone.chunk.side)] = gone.chunk.offset + gone.octets.size();
      }
    }
  };
  for (const char* name : kPipelined) {
    join(name, 1 << 16);
    if (!test::kSanitized) join(name, 97);
  }
  for (const char* name : kOthers) join(name, 1 << 16);
  EXPECT_GT(share.kept, 1000U);
}

TEST(PostgresLoss, AStreamOfStatementsIsWholeAgainRightAfterALateJoin) {
  const Connection connection = recorded::connections("psql-session").at(0);
  std::size_t whole_joined = 0;
  std::size_t seen = 0;
  for (std::size_t count = 1; count + 4 < connection.pieces.size(); ++count) {
    const Heard heard = recorded::hear(recorded::joined_at(connection, count));
    for (const Interaction& each : recorded::described(heard)) {
      ++seen;
      whole_joined += each.incomplete.empty() ? 1U : 0U;
    }
  }
  // At most the statement that was open, and what the server said of one before, are not whole.
  EXPECT_GT(whole_joined * 100, seen * 90) << whole_joined << " of " << seen;
}

TEST(PostgresLoss, AccountsCloseWhateverIsLost) {
  for (const char* name : kOthers) {
    for (const Connection& recorded_one : recorded::connections(name)) {
      for (std::uint64_t seed = 0; seed < 40; ++seed) {
        std::mt19937_64 random(seed);
        Connection lossy = recorded::segmented(recorded_one, 1 + random() % 300);
        std::uint64_t total[2] = {};
        for (Piece& piece : lossy.pieces) {
          piece.lost = random() % 20 == 0;
          total[index_of(piece.chunk.side)] += piece.octets.size();
        }
        const Heard heard = recorded::hear(lossy);
        for (const std::size_t side : {0U, 1U}) {
          const Account& account = heard.accounts[side];
          ASSERT_EQ(account.taken + account.skipped + account.lost, total[side])
              << name << " " << seed;
        }
        ASSERT_EQ(heard.opened, heard.exchanges.size()) << "every request that began must end";
      }
    }
  }
}

TEST(PostgresLoss, AnySplitTellsTheSame) {
  for (const char* name : kOthers) {
    for (const Connection& connection : recorded::connections(name)) {
      const auto all = [](const Heard& heard) {
        std::vector<std::string> lines;
        for (const Interaction& each : recorded::described(heard))
          lines.push_back(recorded::shown(each));
        return lines;
      };
      const std::vector<std::string> lines = all(recorded::hear(connection));
      for (const std::size_t longest : {1U, 2U, 7U, 64U}) {
        ASSERT_EQ(all(recorded::hear(recorded::segmented(connection, longest))), lines) << name;
      }
    }
  }
}

TEST(PostgresLoss, LittleIsHeldWhenTheLimitIsLow) {
  Limits limits;
  limits.body = 4096;
  limits.held = 16384;
  for (const char* name : kOthers) {
    for (const Connection& connection : recorded::connections(name)) {
      const Heard heard = recorded::hear(connection, Ending::fin, limits);
      EXPECT_LE(heard.most_held, limits.held) << name;
      EXPECT_EQ(heard.opened, heard.exchanges.size()) << name;
    }
  }
}

}  // namespace
}  // namespace goldwire::postgres
