#include "sim/output/hdf5_file.hpp"

#include <gmock/gmock.h>
#include <hdf5_hl.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

#include "models/errors.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/hdf5_storage.hpp"
#include "sim/output/netcdf_view.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/schema_check.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim::hdf5 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> options{"hold", "restructure", "Köln"};

void write_small_file(const std::filesystem::path& path) {
    ResultsFile file(path);
    file.root().attribute("title", std::string("small"));
    file.root().attribute("empty", std::string());
    file.root().attribute("seed", std::int64_t{1} << 60);
    file.root().attribute("share", 0.25);
    file.root().attribute("format_version", std::vector<std::int32_t>{1, 0});
    Group& summary = file.group("summary");
    summary.dimension("option", options, {"1", "resolution option"});
    summary.dimension("month", std::vector<std::int32_t>{1, 2}, {"month", "months after cut-off"});
    summary.dimension("path", 4);
    summary.write("loss", std::vector<double>{1, 2, 3, 4, 5, std::nan("")}, {"option", "month"},
                  {"EUR", "loss"});
    summary.write("count", std::vector<std::int64_t>{1, -2, std::int64_t{1} << 60}, {"option"},
                  {"1", "count"});
    summary.write("rate", std::vector<float>{0.1F, 0.2F, 0.3F, 0.4F}, {"path"}, {"1", "rate"});
    const std::vector<std::pair<std::string, hdf5::AttributeValue>> flags = {
        {"flag_values", std::vector<std::int8_t>{0, 1}}, {"flag_meanings", "no yes"}};
    summary.write("flagged", std::vector<std::int8_t>{0, 1, 0}, {"option"}, {"1", "flagged", flags});
    summary.write("remark", std::vector<std::string>{"", "b", "ä"}, {"option"}, {"1", "remark"});
    summary.write("total", std::vector<double>{7.5}, {}, {"EUR", "total"});
    file.group("study").write_string("given", std::string(100000, 'x'), {"1", "study as given"});
    file.publish();
}

TEST(ResultsFile, values_come_back) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    const Reader reader(folder / "a.h5");
    const std::vector<double> loss = reader.doubles("summary/loss");
    EXPECT_THAT(std::vector<double>(loss.begin(), loss.end() - 1), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_TRUE(std::isnan(loss.back()));
    EXPECT_THAT(reader.integers("summary/count"), ElementsAre(1, -2, std::int64_t{1} << 60));
    EXPECT_THAT(reader.doubles("summary/rate"), ElementsAre(0.1F, 0.2F, 0.3F, 0.4F));
    EXPECT_THAT(reader.integers("summary/flagged"), ElementsAre(0, 1, 0));
    EXPECT_THAT(reader.strings("summary/remark"), ElementsAre("", "b", "ä"));
    EXPECT_THAT(reader.strings("summary/option"), testing::ElementsAreArray(options));
    EXPECT_THAT(reader.shape("summary/loss"), ElementsAre(3, 2));
    EXPECT_THAT(reader.shape("summary/total"), IsEmpty());
    EXPECT_EQ(reader.strings("study/given").front().size(), 100000U);
    EXPECT_THAT(reader.groups(), ElementsAre("summary", "study"));
}

TEST(ResultsFile, attributes_come_back_and_empty_ones_are_left_out) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    const Reader reader(folder / "a.h5");
    EXPECT_EQ(reader.text_attribute("", "title"), "small");
    EXPECT_EQ(reader.text_attribute("", "empty"), std::nullopt);
    EXPECT_EQ(reader.text_attribute("", "status"), "complete");
    EXPECT_EQ(reader.integer_attribute("", "seed"), std::int64_t{1} << 60);
    EXPECT_EQ(reader.number_attribute("", "share"), 0.25);
    EXPECT_EQ(reader.text_attribute("summary/loss", "units"), "EUR");
    EXPECT_THAT(reader.integer_list_attribute("", "format_version"), ElementsAre(1, 0));
    EXPECT_FALSE(reader.exists("summary/absent"));
    EXPECT_FALSE(reader.exists("absent/loss"));
    EXPECT_TRUE(reader.exists("summary/loss"));
}

TEST(ResultsFile, obeys_the_rules_of_netcdf_4) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    const Reader reader(folder / "a.h5");
    EXPECT_THAT(schema::check_netcdf_rules(reader), IsEmpty());
    EXPECT_THAT(dimension_names(reader, "summary/loss"), ElementsAre("option", "month"));
    EXPECT_TRUE(is_unlabelled(reader, "summary/path"));
    EXPECT_EQ(reader.text_attribute("summary/path", "NAME"),
              "This is a netCDF dimension but not a netCDF variable.         4");
    EXPECT_TRUE(std::isnan(reader.number_attribute("summary/loss", "_FillValue").value()));
    EXPECT_EQ(reader.integer_attribute("summary/count", "_FillValue"), std::nullopt);
    EXPECT_EQ(reader.integer_attribute("summary/path", "_Netcdf4Dimid"), 2);
}

TEST(ResultsFile, scales_and_datasets_know_each_other) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    const Reader reader(folder / "a.h5");
    const auto attached = [&reader](const std::string& dataset, const std::string& scale, unsigned axis) {
        return H5DSis_attached(reader.open_dataset("summary/" + dataset).get(),
                               reader.open_dataset("summary/" + scale).get(), axis) > 0;
    };
    EXPECT_TRUE(attached("loss", "option", 0));
    EXPECT_TRUE(attached("loss", "month", 1));
    EXPECT_FALSE(attached("loss", "option", 1));
    EXPECT_TRUE(attached("count", "option", 0));
    EXPECT_TRUE(attached("remark", "option", 0));
    EXPECT_TRUE(attached("rate", "path", 0));
    EXPECT_FALSE(attached("rate", "option", 0));
}

TEST(ResultsFile, a_scale_may_serve_two_axes_or_none) {
    const ScratchFolder folder;
    {
        ResultsFile file(folder / "a.h5");
        Group& group = file.group("summary");
        group.dimension("option", options, {"1", "resolution option"});
        group.dimension("month", std::vector<std::int32_t>{1, 2}, {"month", "months after cut-off"});
        group.write("correlation", std::vector<double>(9, 1.0), {"option", "option"}, {"1", "correlation"});
        file.publish();
    }
    const Reader reader(folder / "a.h5");
    EXPECT_THAT(dimension_names(reader, "summary/correlation"), ElementsAre("option", "option"));
    const Handle scale = reader.open_dataset("summary/option");
    for (const unsigned axis : {0U, 1U}) {
        EXPECT_GT(H5DSis_attached(reader.open_dataset("summary/correlation").get(), scale.get(), axis), 0);
    }
    EXPECT_GT(H5Aexists(scale.get(), "REFERENCE_LIST"), 0);
    EXPECT_EQ(H5Aexists(reader.open_dataset("summary/month").get(), "REFERENCE_LIST"), 0);
}

TEST(ResultsFile, integers_that_may_be_missing_have_a_fill_value) {
    const ScratchFolder folder;
    ResultsFile file(folder / "a.h5");
    file.root().write("quarter", std::vector<std::int32_t>{3}, {}, {"1", "quarter of breach", {}, true});
    file.publish();
    EXPECT_EQ(Reader(folder / "a.h5").integer_attribute("quarter", "_FillValue"),
              std::numeric_limits<std::int32_t>::min());
}

TEST(ResultsFile, same_content_gives_same_bytes) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // no time of day in the file
    write_small_file(folder / "b.h5");
    EXPECT_EQ(std::system(("cmp " + (folder / "a.h5").string() + " " + (folder / "b.h5").string()).c_str()),
              0);
}

TEST(ResultsFile, abandoned_file_leaves_nothing) {
    const ScratchFolder folder;
    {
        ResultsFile file(folder / "a.h5");
        file.group("summary").dimension("path", 4);
    }
    EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(ResultsFile, contract_violations_are_refused) {
    const ScratchFolder folder;
    ResultsFile file(folder / "a.h5");
    Group& group = file.group("summary");
    group.dimension("option", options, {"1", "option"});
    const std::vector<double> three{1, 2, 3};
    EXPECT_THROW(group.write("loss", three, {"option"}, {"", "loss"}), ContractViolation);
    EXPECT_THROW(group.write("loss_b", three, {"option"}, {"EUR", ""}), ContractViolation);
    EXPECT_THROW(group.write("Loss", three, {"option"}, {"EUR", "loss"}), ContractViolation);
    EXPECT_THROW(group.write("option", three, {"option"}, {"EUR", "loss"}), ContractViolation);
    EXPECT_THROW(group.write("loss_c", three, {"absent"}, {"EUR", "loss"}), ContractViolation);
    EXPECT_THROW(group.write("loss_d", std::vector<double>{1}, {"option"}, {"EUR", "loss"}),
                 ContractViolation);
    EXPECT_THROW(group.dimension("path", 0), ContractViolation);
}

TEST(Reader, says_what_is_wrong) {
    const ScratchFolder folder;
    write_small_file(folder / "a.h5");
    const Reader reader(folder / "a.h5");
    EXPECT_THROW(Reader(folder / "absent.h5"), OutputError);
    EXPECT_THROW(reader.doubles("summary/count"), OutputError);
    EXPECT_THROW(reader.integers("summary/loss"), OutputError);
    EXPECT_THROW(reader.strings("summary/loss"), OutputError);
    try {
        reader.doubles("summary/absent");
        FAIL();
    } catch (const OutputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("summary/absent: cannot be read (HDF5: "));
    }
}

TEST(ChunkShape, small_is_plain_and_large_is_half_to_one_mebibyte_along_the_first_axis) {
    EXPECT_THAT(chunk_shape({1000, 2, 8}, 4), IsEmpty());
    EXPECT_THAT(chunk_shape({}, 8), IsEmpty());
    EXPECT_THAT(chunk_shape({100000, 2, 2, 5}, 4),
                ElementsAre(12500, 2, 2, 5));  // 8 chunks of 1,000,000 bytes
    EXPECT_THAT(chunk_shape({3, 2, 4, 120, 22, 22}, 8), ElementsAre(1, 1, 2, 120, 22, 22));
    for (const std::size_t paths : {20000U, 30001U, 77777U, 1000000U}) {
        const std::size_t bytes = number_of_elements(chunk_shape({paths, 3, 2, 5}, 4)) * 4;
        EXPECT_GE(bytes, 512U * 1024U) << paths;
        EXPECT_LE(bytes, 1024U * 1024U) << paths;
    }
}

TEST(ResultsFile, large_arrays_are_packed_with_shuffle_deflate_fletcher32) {
    const ScratchFolder folder;
    std::vector<float> values(300000);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(i);
    }
    ResultsFile file(folder / "a.h5");
    file.root().dimension("path", values.size());
    file.root().write("loss", values, {"path"}, {"EUR", "loss"});
    file.publish();
    const Reader reader(folder / "a.h5");
    const Handle dataset = reader.open_dataset("loss");
    const Handle list(H5Dget_create_plist(dataset.get()), H5Pclose);
    ASSERT_EQ(H5Pget_nfilters(list.get()), 3);
    std::vector<H5Z_filter_t> filters;
    for (unsigned i = 0; i < 3; ++i) {
        std::size_t count = 0;
        filters.push_back(H5Pget_filter2(list.get(), i, nullptr, &count, nullptr, 0, nullptr, nullptr));
    }
    EXPECT_THAT(filters, ElementsAre(H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32));
    EXPECT_EQ(reader.doubles("loss").back(), 299999.0);
}

}  // namespace
}  // namespace recoup::sim::hdf5
