// What the checks of single rows share: which rows are doubted, and how the warning names them.
#pragma once

#include <fmt/format.h>

#include <string>

#include "sim/input/plausibility/plausibility_checks.hpp"

namespace recoup::sim {

/// Rows that are doubted, with the first of the tape as example.
struct DoubtedRows {
    const LoanFacts* first = nullptr;
    std::size_t count = 0;

    void add(const LoanFacts& facts) {
        first = first == nullptr || facts.loan.row < first->loan.row ? &facts : first;
        ++count;
    }
    bool is_share_of(std::size_t rows, double least) const {
        return count > 0 && static_cast<double>(count) >= least * static_cast<double>(rows);
    }
};

inline Problem doubt_of_row(const ReadTape& tape, const LoanFacts& facts, const std::string& column) {
    return {.severity = Severity::warning,
            .where = shown_row(tape, facts),
            .field = shown_column(tape.loans, column)};
}

inline std::string switched_off_by(const std::string& key) {
    return fmt::format("if it is right, set plausibility.{} = false", key);
}

}  // namespace recoup::sim
