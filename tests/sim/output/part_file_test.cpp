#include "sim/output/part_file.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "models/errors.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_coverage.hpp"
#include "tests/sim/scratch_folder.hpp"

namespace recoup::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Part part_of(std::int64_t first, std::int64_t count, const std::string& identity = "abc") {
    return {identity,
            first,
            count,
            {{"loss", {2, 3}, std::vector<double>{0.1, 2, 3, 4, 5, static_cast<double>(first)}},
             {"count", {4}, std::vector<std::int64_t>{1, 2, 3, std::int64_t{1} << 62}}}};
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const OutputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(PartFile, comes_back_bit_for_bit) {
    const ScratchFolder folder;
    const Part part = part_of(16, 24);
    write_part(folder / "F.parts", part);
    EXPECT_TRUE(std::filesystem::exists(folder / "F.parts/part-0000000016-0000000024.h5"));
    const Part back = read_part(folder / "F.parts/part-0000000016-0000000024.h5");
    EXPECT_EQ(back.identity, "abc");
    EXPECT_EQ(back.first_path, 16);
    EXPECT_EQ(back.path_count, 24);
    EXPECT_EQ(back.batch_size, 8);
    ASSERT_EQ(back.arrays.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(back.arrays[i].name, part.arrays[i].name);
        EXPECT_EQ(back.arrays[i].shape, part.arrays[i].shape);
        EXPECT_EQ(back.arrays[i].values, part.arrays[i].values);
    }
}

TEST(PartFile, folder_lists_complete_parts_in_order) {
    const ScratchFolder folder;
    EXPECT_THAT(list_parts(folder / "F.parts"), IsEmpty());
    write_part(folder.path(), part_of(16, 8));
    write_part(folder.path(), part_of(0, 16));
    std::ofstream(folder / "part-0000000024-0000000008.h5.partial") << "half";
    std::ofstream(folder / "notes.txt") << "x";
    const std::vector<PartFile> parts = list_parts(folder.path());
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].first_path, 0);
    EXPECT_EQ(parts[1].end_path(), 24);
    EXPECT_EQ(parts_folder("out/a.h5"), "out/a.h5.parts");
}

TEST(PartFile, damaged_file_is_named_with_what_to_do) {
    const ScratchFolder folder;
    std::ofstream(folder / "part-0000000000-0000000008.h5") << "not HDF5";
    const std::string message = message_of([&] { list_parts(folder.path()); });
    EXPECT_THAT(message, HasSubstr("part-0000000000-0000000008.h5: is not a complete part file"));
    EXPECT_THAT(message, HasSubstr("--resume"));
}

TEST(PartFile, misaligned_or_misshapen_parts_are_refused) {
    const ScratchFolder folder;
    EXPECT_THROW(write_part(folder.path(), part_of(4, 8)), ContractViolation);
    EXPECT_THROW(write_part(folder.path(), part_of(0, 0)), ContractViolation);
    EXPECT_THROW(write_part(folder.path(), part_of(0, 8, "")), ContractViolation);
    Part part = part_of(0, 8);
    part.arrays[0].shape = {7};
    EXPECT_THROW(write_part(folder.path(), part), ContractViolation);
    EXPECT_THAT(folder.names(), IsEmpty());
}

PartFile described(std::int64_t first, std::int64_t count, const std::string& identity = "abc") {
    return {"part-" + std::to_string(first), identity, first, count, 8};
}

TEST(PartCoverage, missing_paths_are_found) {
    const std::vector<PartFile> parts{described(8, 16), described(40, 8)};
    EXPECT_THAT(missing_paths(parts, {0, 61}),
                ElementsAre(PathRange{0, 8}, PathRange{24, 40}, PathRange{48, 61}));
    EXPECT_THAT(missing_paths(parts, {8, 24}), IsEmpty());
    EXPECT_THAT(missing_paths(parts, {16, 32}), ElementsAre(PathRange{24, 32}));
    EXPECT_THAT(missing_paths({}, {0, 8}), ElementsAre(PathRange{0, 8}));
    EXPECT_THAT(message_of([&] {
                    check_parts_complete(parts, {0, 61});
                }),
                HasSubstr("paths 0:8, 24:40, 48:61"));
    EXPECT_NO_THROW(check_parts_complete({described(0, 8), described(8, 5)}, {0, 13}));
}

TEST(PartCoverage, overlap_other_study_and_cut_batch_are_refused) {
    EXPECT_THAT(message_of([] {
                    check_parts_agree({described(0, 16), described(8, 8)});
                }),
                HasSubstr("part-8, paths 8:16: overlaps part-0"));
    EXPECT_THAT(message_of([] {
                    check_parts_agree({described(0, 8), described(8, 8, "other")});
                }),
                HasSubstr("part-8, identity: belongs to another study than part-0"));
    EXPECT_THAT(message_of([] {
                    check_parts_agree({described(0, 5), described(8, 8)});
                }),
                HasSubstr("is not cut between batches"));
    EXPECT_THAT(message_of([] { check_parts_belong({described(0, 8)}, "mine"); }),
                HasSubstr("part-0, identity: belongs to another study"));
}

}  // namespace
}  // namespace recoup::sim
