// Parts come from whole batches, also after one could not be written.
#include "sim/running/part_writer.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "sim/aggregation/parts.hpp"
#include "sim/output/output_error.hpp"
#include "tests/sim/aggregation/tiny_study.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;

class PartWriting : public testing::Test {
  protected:
    PathTotals batch(std::int64_t first) const { return made_up_totals(prepared_, first, paths_per_batch); }

    ScratchFolder folder_;
    fs::path parts_ = folder_ / "results.h5.parts";
    Study study_ = tiny_study();
    PreparedStudy prepared_{study_};
    TotalsShape shape_{prepared_};
};

TEST_F(PartWriting, a_part_that_cannot_be_written_costs_no_other_its_data) {
    PartWriter writer(parts_, "mine");
    writer.add(0, batch(0), {});
    std::ofstream(parts_) << "in the way of the folder";
    EXPECT_THROW(writer.add(1, batch(16), {}), OutputError)
        << "paths 8 to 15 are elsewhere: a part ends here";
    fs::remove(parts_);
    writer.finish();
    const std::vector<PartFile> found = list_parts(parts_);
    ASSERT_EQ(found.size(), 2U);
    for (const PartFile& file : found) {
        const PathTotals totals = totals_of(read_part(file), shape_);
        EXPECT_EQ(totals.totals, batch(file.first_path).totals);
        EXPECT_EQ(totals.portfolio_cash, batch(file.first_path).portfolio_cash);
    }
}

TEST_F(PartWriting, arrays_that_do_not_hold_the_paths_make_no_part) {
    EXPECT_NO_THROW(part_of(batch(0), "mine"));
    PathTotals moved = batch(0);
    static_cast<void>(PathTotals(std::move(moved)));
    EXPECT_THROW(part_of(moved, "mine"), ContractViolation);
    PathTotals longer = batch(0);
    longer.portfolio_cash.pop_back();
    EXPECT_THROW(part_of(longer, "mine"), ContractViolation);
}

TEST_F(PartWriting, a_part_that_does_not_fit_is_named_by_its_file) {
    write_part(parts_, part_of(batch(0), "mine"));
    Part part = read_part(list_parts(parts_).front());
    part.arrays.erase(part.arrays.begin());
    try {
        totals_of(part, shape_);
        FAIL() << "an array is missing";
    } catch (const OutputError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("results.h5.parts/part-0000000000-0000000008.h5"));
    }
}

}  // namespace
}  // namespace recoup::sim
