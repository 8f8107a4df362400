#include "sim/loan_engine/loan_program.hpp"

namespace recoup::sim {

LoanProgram::LoanProgram(const PreparedStudy& given, ChoicePolicies asked) : prepared(given), choices(asked) {
    groups.reserve(prepared.groups.size());
    for (const LoanGroup& group : prepared.groups) {
        groups.emplace_back(prepared, group);
    }
}

}  // namespace recoup::sim
