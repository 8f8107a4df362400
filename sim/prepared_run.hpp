// A study with its engines made ready: all that threads share while paths run.
//
// Above the engines, so that what was asked and its numbers (sim/study) know of none of them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "sim/expected_engine/expected_study.hpp"
#include "sim/loan_engine/loan_program.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

struct PreparedRun {
    /// Throws InputError for what an engine cannot do.
    explicit PreparedRun(const Study& study);
    /// One loan of a study, in row `row` of `whole`, which lends its policies of optimal waiting.
    PreparedRun(const Study& one, const PreparedRun& whole, std::size_t row);

    const PreparedStudy prepared;
    /// The same with pools as rows, for the expected engine where the loan engine runs, too; null without
    /// pools.
    std::unique_ptr<const PreparedStudy> pooled;
    /// Lattices of the expected engine and of optimal waiting; null where the study has neither.
    std::unique_ptr<const ExpectedStudy> lattices;
    /// Those of optimal waiting in the loan engine, where it has `pooled` beside it; else null.
    std::unique_ptr<const ExpectedStudy> loan_lattices;
    ChoicePolicies choices;            ///< that the loan engine asks
    std::optional<LoanProgram> loans;  ///< empty where the loan engine does not run

    /// All policies of optimal waiting, of either engine.
    std::vector<const WaitingPolicies*> policies() const;
};

}  // namespace recoup::sim
