#include "sim/prepared_run.hpp"

namespace recoup::sim {

PreparedRun::PreparedRun(const Study& study) : prepared(study) {
    if (study.engine == EngineChoice::both && study.portfolio.loans.has_pools()) {
        pooled = std::make_unique<const PreparedStudy>(study, Pools::as_rows);
    }
    if (study.runs_expected_engine() || study.leaves_choice()) {
        lattices = std::make_unique<const ExpectedStudy>(pooled ? *pooled : prepared, study.expected);
        choices.policies = lattices->waiting.get();
    }
    if (pooled && study.leaves_choice()) {
        loan_lattices = std::make_unique<const ExpectedStudy>(prepared, study.expected);
        choices.policies = loan_lattices->waiting.get();
    }
    if (study.runs_loan_engine()) {
        loans.emplace(prepared, choices);
    }
}

PreparedRun::PreparedRun(const Study& one, const PreparedRun& whole, std::size_t row)
    : prepared(one, Pools::written_out, &whole.prepared.study.portfolio),
      choices{.policies = whole.choices.policies, .first_row = row} {
    loans.emplace(prepared, choices);
}

std::vector<const WaitingPolicies*> PreparedRun::policies() const {
    std::vector<const WaitingPolicies*> all;
    for (const ExpectedStudy* of : {lattices.get(), loan_lattices.get()}) {
        if (of != nullptr && of->waiting != nullptr) {
            all.push_back(of->waiting.get());
        }
    }
    return all;
}

}  // namespace recoup::sim
