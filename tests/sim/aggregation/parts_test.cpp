// Totals as parts and back: any cut gives the same results, and what no run writes is refused.
#include "sim/aggregation/parts.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

#include "sim/output/hdf5_reader.hpp"
#include "tests/sim/aggregation/tiny_results.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;

class Parts : public TinyResults {};

TEST_F(Parts, any_cut_into_parts_gives_the_same_datasets) {
    const TotalsShape shape(prepared_);
    const fs::path parts = parts_folder(folder_ / "b.h5");
    for (const auto& [first, count] : {std::pair{160, 80}, {0, 8}, {8, 152}}) {
        write_part(parts, part_of(made_up_totals(prepared_, first, count), study_.identity));
    }
    const hdf5::Reader whole(write("a.h5", made_up_totals(prepared_, 0, 240), 1));
    const hdf5::Reader pieced(write("b.h5", read_totals(list_parts(parts), shape), 4));
    std::size_t compared = 0;
    for (const std::string& group : whole.groups()) {
        for (const std::string& name : whole.datasets(group)) {
            const std::string object = group + "/" + name;
            const auto type = whole.type(object);
            if (group == "provenance" || type == hdf5::ElementType::text) {
                continue;
            }
            ++compared;
            if (type == hdf5::ElementType::float64 || type == hdf5::ElementType::float32) {
                const auto a = whole.doubles(object);
                const auto b = pieced.doubles(object);
                ASSERT_EQ(a.size(), b.size()) << object;
                EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(double)), 0) << object;
            } else {
                EXPECT_EQ(whole.integers(object), pieced.integers(object)) << object;
            }
        }
    }
    EXPECT_GT(compared, 200U);
}

TEST_F(Parts, refuses_a_part_of_another_shape) {
    Part part = part_of(made_up_totals(prepared_, 0, 8), study_.identity);
    part.arrays.front().values = std::vector<double>(3);
    EXPECT_THROW(totals_of(part, TotalsShape(prepared_)), InputError);
    part.arrays.erase(part.arrays.begin());
    EXPECT_THROW(totals_of(part, TotalsShape(prepared_)), InputError);
    EXPECT_THROW(read_totals(list_parts(folder_ / "nowhere"), TotalsShape(prepared_)), InputError);
}

TEST_F(Parts, refuses_values_that_no_run_writes) {
    const auto message_for = [&](const std::string& array, auto value) {
        Part part = part_of(made_up_totals(prepared_, 0, 8), study_.identity);
        const auto found = std::ranges::find(part.arrays, array, &NamedArray::name);
        std::get<std::vector<decltype(value)>>(found->values).back() = value;
        try {
            totals_of(part, TotalsShape(prepared_));
            cost_of(part);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string("no error");
    };
    EXPECT_THAT(message_for("totals", std::nan("")),
                testing::HasSubstr(
                    "totals: does not fit the study (a number is not finite, or larger than any of a run)"));
    EXPECT_THAT(message_for("macro", std::numeric_limits<double>::infinity()),
                testing::HasSubstr("not finite"));
    EXPECT_THAT(message_for("macro", 1e300), testing::HasSubstr("larger than any of a run"))
        << "would be infinite in single precision";
    EXPECT_THAT(message_for("transitions", std::int64_t{-1}), testing::HasSubstr("a count is negative"));
    EXPECT_THAT(message_for("transitions", std::int64_t{1} << 60),
                testing::HasSubstr("larger than any of a run"));
    EXPECT_THAT(message_for("money_sums", std::int64_t{-1}),
                testing::HasSubstr("a sum of squares is negative"));
    EXPECT_THAT(message_for("wall_seconds", 1e300), testing::HasSubstr("larger than any of a run"));
    EXPECT_THAT(message_for("threads", std::int64_t{-1}), testing::HasSubstr("a count is negative"));
    EXPECT_EQ(message_for("portfolio_cash", std::int64_t{-1}), "no error") << "cash may be paid out";
}

TEST_F(Parts, the_cost_of_parts_adds_up_whatever_their_number) {
    const fs::path parts = parts_folder(folder_ / "b.h5");
    for (const std::int64_t first : {0, 8, 16}) {
        RunCost cost;
        cost.stage_seconds.front() = 1.0;
        cost.stage_seconds.back() = 0.5;
        cost.wall_seconds = 2.0;
        cost.loan_months = 100 + first;
        cost.threads = first == 8 ? 16 : 2;
        write_part(parts, part_of(made_up_totals(prepared_, first, 8), study_.identity, cost));
    }
    RunCost all;
    read_totals(list_parts(parts), TotalsShape(prepared_), nullptr, &all);
    EXPECT_EQ(all.stage_seconds.front(), 3.0);
    EXPECT_EQ(all.stage_seconds.back(), 1.5);
    EXPECT_EQ(all.wall_seconds, 6.0);
    EXPECT_EQ(all.loan_months, 324);
    EXPECT_EQ(all.threads, 16) << "the most at once, whose seconds those are";
}

}  // namespace
}  // namespace recoup::sim
