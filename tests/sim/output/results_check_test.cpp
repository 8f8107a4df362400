#include "sim/output/results_check.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <hdf5.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <sstream>

#include "sim/output/hdf5_file.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/results_seal.hpp"
#include "tests/sim/output/sample_results.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class ResultsCheck : public testing::Test {
  protected:
    ResultsCheck() {
        write_sample_results(file_, 8);
        std::ostringstream text;
        text << std::ifstream(file_, std::ios::binary).rdbuf();
        whole_ = text.str();
    }

    void put(const std::string& bytes) const { std::ofstream(file_, std::ios::binary) << bytes; }

    std::string message() const {
        try {
            check_results(file_);
        } catch (const OutputError& error) {
            return error.what();
        }
        return "no error";
    }

    ScratchFolder folder_;
    fs::path file_ = folder_ / "a.h5";
    std::string whole_;
};

TEST_F(ResultsCheck, a_file_as_it_was_written_is_valid) {
    EXPECT_EQ(message(), "no error");
    const ResultsFacts facts = check_results(file_);
    EXPECT_EQ(facts.path_count, 8);
    EXPECT_EQ(facts.content_sha256.size(), 64U);
    EXPECT_EQ(facts.identity, "sample");
}

TEST_F(ResultsCheck, any_flipped_bit_breaks_the_seal) {
    std::mt19937 draw(2);
    for (int seed = 0; seed < 60; ++seed) {
        std::string damaged = whole_;
        damaged[draw() % damaged.size()] ^= static_cast<char>(1 << draw() % 8);
        put(damaged);
        EXPECT_NE(seal_of(file_), Seal::intact) << seed;
    }
}

TEST_F(ResultsCheck, damage_anywhere_is_told_without_a_crash) {
    std::mt19937 draw(3);
    for (int seed = 0; seed < 25; ++seed) {
        std::string damaged = whole_;
        damaged[draw() % damaged.size()] ^= static_cast<char>(1 << draw() % 8);
        put(damaged);
        EXPECT_THAT(message(),
                    AnyOf(HasSubstr("was changed since recoup wrote it"), HasSubstr("is truncated"),
                          HasSubstr("is not a results file"), HasSubstr("has no seal")))
            << seed;
    }
}

TEST_F(ResultsCheck, the_group_that_differs_is_named) {
    const hid_t file = H5Fopen(file_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "summary/loss_mean", H5P_DEFAULT);
    std::vector<double> values(27, 5.0);
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Fclose(file);
    EXPECT_THAT(message(), HasSubstr("was changed since recoup wrote it (what differs: /summary)"));
}

TEST_F(ResultsCheck, an_attribute_and_a_name_count_as_content) {
    const hid_t file = H5Fopen(file_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    H5Ldelete(file, "waiting/gain_lower_bound", H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "ledger/money_mean", H5P_DEFAULT);
    H5Adelete(dataset, "units");
    H5Dclose(dataset);
    H5Fclose(file);
    EXPECT_THAT(message(), HasSubstr("what differs: /ledger, /waiting"));
}

TEST_F(ResultsCheck, what_is_shorter_than_it_says_is_truncated) {
    for (const std::size_t size : {whole_.size() - 1, whole_.size() / 2, std::size_t{100}}) {
        put(whole_.substr(0, size));
        EXPECT_THAT(message(), HasSubstr("is truncated (it has " + std::to_string(size) + " bytes"));
    }
    put("");
    EXPECT_THAT(message(), HasSubstr("is not a results file of recoup"));
    put(whole_ + "more");
    EXPECT_THAT(message(), HasSubstr("was changed since recoup wrote it"));
}

TEST_F(ResultsCheck, an_open_seal_means_that_the_run_did_not_end) {
    std::string open = whole_;
    const std::size_t at = open.find("recoup-file-sha256:") + 19;
    open.replace(at, 64, std::string(64, '0'));
    put(open);
    EXPECT_THAT(message(), HasSubstr("is not complete"));
}

TEST_F(ResultsCheck, a_set_seal_that_does_not_fit_is_broken_whatever_the_texts_of_the_study) {
    for (const std::string& words : {"recoup-file-sha256:" + std::string(64, 'a'), open_seal()}) {
        put(whole_ + words);
        EXPECT_EQ(seal_of(file_), Seal::broken) << words;
    }
}

/// Before the seal and behind it, as dataset and as attribute.
TEST_F(ResultsCheck, an_open_seal_among_the_texts_of_the_study_stays_as_it_is) {
    const fs::path other = folder_ / "b.h5";
    const hdf5::Description text{.units = "1", .long_name = "text"};
    hdf5::ResultsFile file(other);
    file.root().attribute("title", open_seal());
    file.group("provenance").write_string("note", open_seal(), text);
    file.group("provenance").write_string(seal_name, open_seal(), text);
    file.group("provenance").write_string("warnings", open_seal() + " and more", text);
    file.group("study").write_string("title", open_seal(), text);
    file.publish();
    EXPECT_EQ(seal_of(other), Seal::intact);
    const hdf5::Reader reader(other);
    EXPECT_EQ(reader.text_attribute("", "title"), open_seal());
    EXPECT_EQ(reader.strings("provenance/note").front(), open_seal());
    EXPECT_EQ(reader.strings("provenance/warnings").front(), open_seal() + " and more");
    EXPECT_EQ(reader.strings("study/title").front(), open_seal());
    EXPECT_NE(reader.strings("provenance/file_seal").front(), open_seal());
}

/// Heaps of texts begin anew where one is full.
TEST_F(ResultsCheck, the_seal_is_set_behind_any_number_of_texts) {
    const hdf5::Description text{.units = "1", .long_name = "text"};
    for (const std::size_t number : {1U, 60U, 500U}) {
        const fs::path other = folder_ / "b.h5";
        hdf5::ResultsFile file(other);
        file.group("provenance")
            .dimension("stage", std::vector<std::string>(number, "a stage of some length"), text);
        file.group("provenance").write_string(seal_name, open_seal(), text);
        file.publish();
        EXPECT_EQ(seal_of(other), Seal::intact) << number;
    }
}

TEST_F(ResultsCheck, the_seal_is_found_across_the_pieces_in_which_a_file_is_read) {
    for (const std::size_t before : {(1U << 20) - 83, (1U << 20) - 40, (1U << 20) - 5, 1U << 20}) {
        const fs::path file = folder_ / "long";
        std::ofstream(file, std::ios::binary)
            << std::string(before, 'x') << open_seal() << std::string(100, 'y');
        const int descriptor = ::open(file.c_str(), O_RDWR);
        EXPECT_THROW(seal_file(descriptor, file, before + 1), ContractViolation);
        seal_file(descriptor, file, before);
        ::close(descriptor);
        EXPECT_EQ(seal_of(file), Seal::intact) << before;
        std::fstream(file, std::ios::in | std::ios::out)
            .seekp(static_cast<std::streamoff>(before + 90))
            .put('z');
        EXPECT_EQ(seal_of(file), Seal::broken) << before;
    }
}

}  // namespace
}  // namespace recoup::sim
