#include "sim/prepared_run.hpp"

namespace recoup::sim {

PreparedRun::PreparedRun(const Study& study) : prepared(study) {
    if (study.runs_expected_engine() || study.leaves_choice()) {
        lattices = std::make_unique<const ExpectedStudy>(prepared, study.expected);
        choices.policies = lattices->waiting.get();
    }
    if (study.runs_loan_engine()) {
        loans.emplace(prepared, choices);
    }
}

PreparedRun::PreparedRun(const Study& one, const PreparedRun& whole, std::size_t row)
    : prepared(one), choices{.policies = whole.choices.policies, .first_row = row} {
    loans.emplace(prepared, choices);
}

}  // namespace recoup::sim
