// The tiny study with made-up totals, written to a file.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "sim/aggregation/finalise.hpp"
#include "tests/sim/aggregation/tiny_study.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {

class TinyResults : public testing::Test {
  protected:
    std::filesystem::path write(const std::string& name, const PathTotals& totals, int threads = 1) {
        RunFacts facts;
        facts.threads = threads;
        facts.created_at = "2025-01-01T00:00:00Z";
        facts.stage_seconds = {{"transitions", 1.5 * threads}};
        facts.loan_months = 100;
        finalise(prepared_, totals, facts, folder_ / name);
        return folder_ / name;
    }
    /// [option][scenario][segment] of the tiny study, mixture and portfolio included.
    static std::size_t at(std::size_t option, std::size_t scenario, std::size_t segment) {
        return (option * 3 + scenario) * 3 + segment;
    }

    ScratchFolder folder_;
    Study study_ = tiny_study();
    PreparedStudy prepared_{study_};
};

}  // namespace recoup::sim
