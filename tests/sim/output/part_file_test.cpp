#include "sim/output/part_file.hpp"

#include <gmock/gmock.h>

#include <hdf5.h>

#include <fstream>
#include <random>
#include <sstream>
#include <tuple>

#include "models/errors.hpp"
#include "sim/files/sha256.hpp"
#include "sim/output/hdf5_output.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/part_coverage.hpp"
#include "sim/output/part_manifest.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

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
    const std::vector<PartFile> listed = list_parts(folder / "F.parts");
    ASSERT_EQ(listed.size(), 1U);
    const Part back = read_part(listed.front());
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

constexpr const char* first_part = "part-0000000000-0000000008.h5";

std::string bytes_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

void write_bytes_of(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

TEST(PartFile, any_flipped_bit_is_refused_and_named_with_what_to_do) {
    const ScratchFolder folder;
    write_part(folder.path(), part_of(0, 8));
    const PartFile listed = list_parts(folder.path()).front();
    const std::string whole = bytes_of(folder / first_part);
    std::mt19937 draw(1);
    for (int seed = 0; seed < 200; ++seed) {
        std::string damaged = whole;
        damaged[draw() % damaged.size()] ^= static_cast<char>(1 << draw() % 8);
        write_bytes_of(folder / first_part, damaged);
        for (const std::string& message :
             {message_of([&] { look_into(folder.path()); }), message_of([&] { read_part(listed); })}) {
            EXPECT_THAT(message, HasSubstr(std::string(first_part) + ": is not the part that was written"));
            EXPECT_THAT(message, HasSubstr("Delete it; its paths are then simulated again by --resume"));
        }
    }
    write_bytes_of(folder / first_part, whole);
    EXPECT_NO_THROW(read_part(list_parts(folder.path()).front()));
}

TEST(PartFile, truncated_part_and_other_text_are_refused_before_hdf5_sees_them) {
    const ScratchFolder folder;
    write_part(folder.path(), part_of(0, 8));
    const std::string whole = bytes_of(folder / first_part);
    for (const std::string& wrong :
         {std::string(), whole.substr(0, whole.size() / 2), whole + "x", std::string("not HDF5")}) {
        write_bytes_of(folder / first_part, wrong);
        EXPECT_THAT(message_of([&] { look_into(folder.path()); }),
                    HasSubstr("is not the part that was written"));
    }
}

TEST(PartFile, the_manifest_is_what_sha256sum_reads) {
    const ScratchFolder folder;
    write_part(folder.path(), part_of(0, 8));
    write_part(folder.path(), part_of(8, 8));
    const std::string check =
        "cd " + folder.path().string() + " && sha256sum --quiet --strict -c manifest.sha256";
    EXPECT_EQ(std::system(check.c_str()), 0);
    EXPECT_THAT(folder.names(), ElementsAre("manifest.sha256", first_part, "part-0000000008-0000000008.h5"));
    remove_parts(folder.path());
    EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(PartFile, a_line_without_its_part_and_a_part_without_its_line_are_told_apart) {
    const ScratchFolder folder;
    write_part(folder.path(), part_of(0, 8));
    write_part(folder.path(), part_of(8, 8));
    std::filesystem::remove(folder / first_part);
    std::filesystem::copy(folder / "part-0000000008-0000000008.h5", folder / "part-0000000016-0000000008.h5");
    const PartsFolder found = look_into(folder.path());
    EXPECT_EQ(found.parts.size(), 1U);
    EXPECT_THAT(found.missing, ElementsAre(folder / first_part));
    EXPECT_THAT(found.not_listed, ElementsAre(folder / "part-0000000016-0000000008.h5"));
    EXPECT_THAT(message_of([&] { list_parts(folder.path()); }),
                HasSubstr("is not in the manifest of its folder"));
    EXPECT_EQ(list_parts(folder.path(), Unlisted::passed_over).size(), 1U);
    remove_parts(folder.path());
    EXPECT_THAT(folder.names(), ElementsAre("part-0000000016-0000000008.h5"))
        << "what it did not write stays";
}

TEST(PartFile, parts_without_a_manifest_need_it_and_are_told_so) {
    const ScratchFolder folder;
    write_part(folder.path(), part_of(0, 8));
    std::filesystem::remove(folder / "manifest.sha256");
    EXPECT_THAT(
        message_of([&] { look_into(folder.path()); }),
        AllOf(HasSubstr("holds parts but no manifest.sha256"), HasSubstr("Copy it together with the parts")));
}

TEST(PartFile, a_manifest_that_is_none_is_refused) {
    const ScratchFolder folder;
    for (const char* text : {"hello\n", "aa  part-0000000000-0000000008.h5\n"}) {
        std::ofstream(folder / "manifest.sha256") << text;
        EXPECT_THAT(message_of([&] { look_into(folder.path()); }), HasSubstr("is not a line of a manifest"));
    }
    const std::string digest(64, 'a');
    std::ofstream(folder / "manifest.sha256") << digest << "  ../other.h5\n";
    EXPECT_THAT(message_of([&] { look_into(folder.path()); }), HasSubstr("is not a line of a manifest"));
}

/// A crafted part whose digest is in the manifest.
std::string message_for_crafted(const std::function<void(hid_t)>& add_to) {
    const ScratchFolder folder;
    std::ofstream(folder / "secret") << std::string(64, 's');
    const std::filesystem::path file = folder / first_part;
    const hid_t made = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    add_to(made);
    H5Fclose(made);
    PartManifest(folder.path()).set(first_part, sha256_hex(bytes_of(file)));
    return message_of([&] { look_into(folder.path()); });
}

void add_dataset(hid_t file, const std::function<void(hid_t)>& set_up) {
    const hsize_t extent = 8;
    const hid_t space = H5Screate_simple(1, &extent, nullptr);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    set_up(creation);
    H5Dclose(H5Dcreate2(file, "totals", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Pclose(creation);
    H5Sclose(space);
}

TEST(PartFile, what_leads_out_of_the_file_is_refused_before_it_is_read) {
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    add_dataset(file, [](hid_t creation) { H5Pset_external(creation, "secret", 0, 64); });
                }),
                HasSubstr("totals has external storage"));
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    add_dataset(file, [](hid_t creation) {
                        const hsize_t extent = 8;
                        const hid_t space = H5Screate_simple(1, &extent, nullptr);
                        H5Pset_virtual(creation, space, "secret.h5", "d", space);
                        H5Sclose(space);
                    });
                }),
                HasSubstr("totals is a virtual dataset"));
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    add_dataset(file, [](hid_t creation) {
                        const hsize_t chunk = 8;
                        H5Pset_chunk(creation, 1, &chunk);
                        H5Pset_filter(creation, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr);
                    });
                }),
                HasSubstr("totals is packed by a filter"));
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    H5Lcreate_external("secret.h5", "/", file, "totals", H5P_DEFAULT, H5P_DEFAULT);
                }),
                HasSubstr("/totals is neither a group nor a dataset of this file"));
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    H5Lcreate_soft("/elsewhere", file, "totals", H5P_DEFAULT, H5P_DEFAULT);
                }),
                HasSubstr("/totals is neither a group nor a dataset of this file"));
    EXPECT_THAT(message_for_crafted([](hid_t file) {
                    H5Gclose(H5Gcreate2(file, "inner", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
                }),
                HasSubstr("inner is a group"));
}

// Two extents whose product is beyond 64 bits would otherwise count as no values at all.
TEST(PartFile, more_values_than_a_file_can_hold_are_refused_before_they_take_memory) {
    for (const std::vector<hsize_t>& extent : {std::vector<hsize_t>{1ULL << 45}, {1ULL << 32, 1ULL << 32}}) {
        EXPECT_THAT(message_for_crafted([&](hid_t file) {
                        const std::vector<hsize_t> chunk(extent.size(), 8);
                        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
                        H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
                        const hid_t space =
                            H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
                        H5Dclose(H5Dcreate2(file, "totals", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation,
                                            H5P_DEFAULT));
                        H5Sclose(space);
                        H5Pclose(creation);
                    }),
                    HasSubstr("totals says that it has more values than the file can hold"));
    }
}

TEST(PartFile, numbers_of_batches_that_no_run_writes_are_refused) {
    const ScratchFolder folder;
    for (const auto& [first, count, batch] :
         {std::tuple{0, 8, 0}, {0, 8, 4}, {0, 8, -8}, {3, 8, 8}, {-8, 8, 8}, {0, 0, 8}}) {
        std::filesystem::remove_all(folder.path() / "F");
        std::filesystem::create_directory(folder.path() / "F");
        hdf5::Output output(folder / "F" / first_part);
        const auto set = [&](const char* name, const hdf5::AttributeValue& value) {
            hdf5::write_attribute(output, output.root(), name, value);
        };
        set("filetype", std::string("recoup-part"));
        set("format_version", std::vector<std::int32_t>{3, 0});
        set("identity", std::string("abc"));
        set("first_path", std::int64_t{first});
        set("path_count", std::int64_t{count});
        set("batch_size", std::int64_t{batch});
        output.finish();
        output.publish();
        PartManifest(folder / "F").set(first_part, sha256_hex(bytes_of(folder / "F" / first_part)));
        EXPECT_THAT(message_of([&] { look_into(folder / "F"); }), HasSubstr("is not a complete part file"))
            << first << " " << count << " " << batch;
    }
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
