// The terms of a restructuring as an option states them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct WithTerms : StudyFolder {
    explicit WithTerms(const std::string& terms) {
        write("hold.toml",
              "recoup_schema = 1\nname = \"hold\"\n[[measure]]\nname = \"modify\"\nkind = "
              "\"restructure\"\nwhen = { at_once = true }\nterms = { " +
                  terms + " }\n");
    }
};

struct WithAllocation : StudyFolder {
    explicit WithAllocation(const std::string& allocation) {
        replace("base.toml", "[pedigree]", "[contract]\nallocation = " + allocation + "\n[pedigree]");
    }
};

TEST(RestructureTerms, S316InterestOnlyAndStepsAreRead) {
    const Study study =
        WithTerms(
            "interest_only_months = 12, step_up = [{ months = 6, share_of_instalment = 0.5 }, "
            "{ months = 9, share_of_instalment = 0.75 }]")
            .load();
    const auto& terms = std::get<RestructureTerms>(study.options[0].measures[0].terms);
    EXPECT_EQ(terms.interest_only_months, 12);
    ASSERT_EQ(terms.step_up.size(), 2U);
    EXPECT_EQ(terms.step_up[0].months, 6);
    EXPECT_EQ(terms.step_up[1].share_of_instalment, 0.75);
    EXPECT_THAT(study.text_resolved,
                AllOf(HasSubstr("\"interest_only_months\": 12"), HasSubstr("\"step_up\"")));
    EXPECT_NE(study.identity, WithTerms("interest_only_months = 12").load().identity);
}

TEST(RestructureTerms, StepsThatAreNoneAreNamed) {
    const auto errors = [](const std::string& steps) { return WithTerms("step_up = " + steps).errors(); };
    EXPECT_THAT(errors("{ months = 6, share_of_instalment = 0.5 }"),
                HasSubstr("Write step_up = [{ months = 12, share_of_instalment = 0.5 }]"));
    EXPECT_EQ(errors("[{ months = 12, share_of_instalment = 0.5 }]"), "") << "as advised";
    EXPECT_THAT(errors("[{ months = 6, share_of_instalment = 0.0 }]"), HasSubstr("are holiday_months"));
    EXPECT_THAT(errors("[{ months = 6, share_of_instalment = 1.0 }]"), HasSubstr("need no step"));
    EXPECT_THAT(errors("[{ months = 0, share_of_instalment = 0.5 }]"), HasSubstr("months"));
    EXPECT_THAT(errors("[{ months = 6 }]"), HasSubstr("share_of_instalment"));
    EXPECT_THAT(
        errors("[{ months = 6, share_of_instalment = 0.5 }, { months = 6, share_of_instalment = 0.4 }]"),
        AllOf(HasSubstr("the steps do not rise"), HasSubstr("the step before pays 0.5")));
    std::string four;
    for (const char* share : {"0.2", "0.4", "0.6", "0.8"}) {
        four += std::string(four.empty() ? "" : ", ") + "{ months = 6, share_of_instalment = " + share + " }";
    }
    EXPECT_THAT(errors("[" + four + "]"), AllOf(HasSubstr("has 4 steps"), HasSubstr("at most 3")));
}

TEST(RestructureTerms, TheOrderOfAllocationIsOfTheContract) {
    const AllocationOrder order = {ClaimPart::principal, ClaimPart::interest, ClaimPart::fees};
    EXPECT_EQ(StudyFolder().load().segments[0].parameters.contract.allocation, usual_allocation);
    EXPECT_EQ(WithAllocation("[\"principal\", \"interest\", \"fees\"]")
                  .load()
                  .segments[0]
                  .parameters.contract.allocation,
              order);
    for (const char* wrong : {"[\"principal\", \"interest\"]", "[\"fees\", \"fees\", \"interest\"]",
                              "[\"costs\", \"interest\", \"principal\"]"}) {
        EXPECT_THAT(WithAllocation(wrong).errors(),
                    HasSubstr("allocation: must name fees, interest and principal, each once"))
            << wrong;
    }
}

}  // namespace
}  // namespace recoup::sim
