#include "sim/output/results_schema.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

#include "models/errors.hpp"
#include "sim/output/hdf5_file.hpp"
#include "sim/output/hdf5_reader.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/output/schema_writer.hpp"
#include "tests/sim/output/sample_results.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim::schema {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ResultsSchema, every_entry_is_well_formed_and_unique) {
    std::set<std::string> seen;
    for (const Variable& variable : variables()) {
        const std::string path = variable.group + "/" + variable.name;
        EXPECT_TRUE(variable.group.empty() || hdf5::is_results_name(variable.group)) << path;
        EXPECT_TRUE(hdf5::is_results_name(variable.name)) << path;
        EXPECT_TRUE(seen.insert(path).second) << path;
        EXPECT_FALSE(variable.units.empty() || variable.long_name.empty()) << path;
        EXPECT_EQ((variable.units + variable.long_name).find("{q}"), std::string::npos) << path;
        EXPECT_EQ((variable.units + variable.long_name).find("{u}"), std::string::npos) << path;
        for (const std::string& name : variable.dimensions) {
            EXPECT_NO_THROW(dimension_of_schema(name)) << path;
        }
    }
}

TEST(ResultsSchema, every_statistic_has_its_monte_carlo_error) {
    for (const Variable& variable : variables()) {
        const bool statistic = variable.group == "summary" || variable.group == "expected" ||
                               variable.group == "comparison" || variable.group == "cash_profile" ||
                               variable.group == "ledger" || variable.group == "waiting";
        const bool error = variable.name.ends_with("_mc_error");
        if (statistic && !error && variable.type == hdf5::ElementType::float64 &&
            variable.dimensions.size() > 2) {
            EXPECT_NO_THROW(variable_of_schema(variable.group, variable.name + "_mc_error"));
        }
    }
}

TEST(ResultsSchema, units_follow_the_quantity) {
    EXPECT_EQ(variable_of_schema("summary", "loss_mean").units, "{currency}");
    EXPECT_EQ(variable_of_schema("moments", "loss_m2").units, "{currency}^2");
    EXPECT_EQ(variable_of_schema("moments", "loss_rate_m2").units, "1");
    EXPECT_EQ(variable_of_schema("paths", "time_to_resolution").units, "month");
    EXPECT_EQ(resolved_units("{currency}^2", "EUR", "2006-12-31"), "EUR^2");
    EXPECT_EQ(resolved_units("days since {cut_off} 00:00:00", "EUR", "2006-12-31"),
              "days since 2006-12-31 00:00:00");
    EXPECT_THROW(variable_of_schema("summary", "nonsense"), ContractViolation);
}

TEST(ResultsSchema, names_from_a_study_are_put_into_the_alphabet_of_the_file) {
    EXPECT_EQ(results_name("Real GDP-growth"), "real_gdp_growth");
    EXPECT_EQ(results_name("10y yield"), "v_10y_yield");
    EXPECT_EQ(results_name("unemployment_rate"), "unemployment_rate");
}

TEST(SchemaCheck, a_written_file_agrees) {
    const ScratchFolder folder;
    for (const std::size_t paths : {1U, 8U, 20000U}) {
        write_sample_results(folder / "a.h5", paths);
        const hdf5::Reader reader(folder / "a.h5");
        EXPECT_THAT(check_against_schema(reader), IsEmpty());
        EXPECT_NO_THROW(require_readable_results(reader));
    }
}

TEST(SchemaCheck, differences_are_found) {
    const ScratchFolder folder;
    hdf5::ResultsFile file(folder / "a.h5");
    const Writer writer(file, "EUR", "2006-12-31");
    hdf5::Group& summary = file.group("summary");
    summary.dimension("option", std::vector<std::string>{"hold"}, {"1", "wrong meaning"});
    summary.dimension("colour", std::vector<std::string>{"red"}, {"1", "colour"});
    summary.dimension("segment", 2);
    summary.write("loss_mean", std::vector<float>{1.0F}, {"option"}, {"days", "loss"});
    summary.write("surprise", std::vector<double>{1.0}, {"option"}, {"1", "surprise"});
    file.publish();
    const std::vector<std::string> findings = check_against_schema(hdf5::Reader(folder / "a.h5"));
    EXPECT_THAT(findings, Contains(HasSubstr("summary/loss_mean: units is 'days', the schema has 'EUR'")));
    EXPECT_THAT(findings,
                Contains(HasSubstr("summary/loss_mean: units 'days' would be read as a time difference")));
    EXPECT_THAT(findings, Contains(HasSubstr("summary/loss_mean: type is 'float32'")));
    EXPECT_THAT(findings, Contains(HasSubstr("summary/loss_mean: dimensions is 'option'")));
    EXPECT_THAT(findings, Contains("summary/loss_sd: is missing"));
    EXPECT_THAT(findings, Contains("summary/surprise: the schema has no such variable"));
    EXPECT_THAT(findings, Contains("summary/colour: the schema has no such dimension"));
    EXPECT_THAT(findings, Contains("summary/segment: labels are missing"));
    EXPECT_THAT(findings, Contains(HasSubstr("summary/option: long_name is 'wrong meaning'")));
    EXPECT_THAT(findings, Contains("/: attribute seed is missing"));
}

std::string refusal_of(const std::filesystem::path& path) {
    try {
        require_readable_results(hdf5::Reader(path));
    } catch (const OutputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(SchemaCheck, unknown_major_version_and_foreign_files_are_refused_with_what_to_do) {
    const ScratchFolder folder;
    {
        hdf5::ResultsFile file(folder / "foreign.h5");
        file.publish();
    }
    {
        hdf5::ResultsFile file(folder / "newer.h5");
        file.root().attribute("filetype", std::string(results_filetype));
        file.root().attribute("format_version", std::vector<std::int32_t>{results_format_major + 1, 0});
        file.publish();
    }
    EXPECT_THAT(refusal_of(folder / "foreign.h5"), HasSubstr("is not a results file of recoup"));
    EXPECT_THAT(refusal_of(folder / "newer.h5"), HasSubstr("Install the version of recoup"));
}

TEST(SchemaWriter, refuses_numbers_that_are_none_and_says_where) {
    const ScratchFolder folder;
    hdf5::ResultsFile file(folder / "a.h5");
    Writer writer(file, "EUR", "2006-12-31");
    writer.dimension("expected", "option", std::vector<std::string>{"hold", "court"});
    writer.dimension("expected", "scenario", std::vector<std::string>{"base", "mixture"});
    writer.dimension("expected", "segment", std::vector<std::string>{"one", "portfolio"});
    std::vector<double> values(8, 1.0);
    values[6] = std::nan("");
    writer.write("expected", "recovery_rate_mean", values);  // a ratio, not defined on every path
    writer.write("expected", "loss_mean_mc_error", values);  // a single path has no error
    writer.write("expected", "loss_sd", values);
    writer.write("expected", "probability_best", values);  // one option
    try {
        writer.write("expected", "loss_mean", values);
        ADD_FAILURE() << "written";
    } catch (const ContractViolation& error) {
        EXPECT_THAT(error.what(), HasSubstr("/expected/loss_mean is not a finite number at option court, "
                                            "scenario mixture, segment one"));
    }
    values[6] = std::numeric_limits<double>::infinity();
    EXPECT_THROW(writer.write("expected", "net_cash_mean_mc_error", values), ContractViolation);
    EXPECT_THROW(writer.write_scalar("provenance", "wall_seconds", std::nan("")), ContractViolation);
    writer.dimension("paths", "path", 2);
    writer.dimension("paths", "option", std::vector<std::string>{"hold"});
    writer.dimension("paths", "scenario", std::vector<std::string>{"base"});
    writer.dimension("paths", "segment", std::vector<std::string>{"one"});
    EXPECT_THROW(writer.write("paths", "loss", std::vector<float>{1.0F, std::nanf("")}), ContractViolation);
    writer.write("paths", "loss_rate", std::vector<float>{1.0F, std::nanf("")});
}

TEST(SchemaWriter, refuses_what_the_schema_does_not_have) {
    const ScratchFolder folder;
    hdf5::ResultsFile file(folder / "a.h5");
    Writer writer(file, "EUR", "2006-12-31");
    EXPECT_THROW(writer.dimension("summary", "option", std::vector<std::int32_t>{1}), ContractViolation);
    EXPECT_THROW(writer.dimension("summary", "option", 3), ContractViolation);
    EXPECT_THROW(writer.dimension("summary", "colour", 3), ContractViolation);
    EXPECT_THROW(writer.write_scalar("provenance", "wall_seconds", std::int64_t{1}), ContractViolation);
    EXPECT_THROW(writer.write_open("summary", "x", std::vector<double>{1}, "1"), ContractViolation);
}

}  // namespace
}  // namespace recoup::sim::schema
