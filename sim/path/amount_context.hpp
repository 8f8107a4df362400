// Where a loan stands on a path, for the messages that name it, and amounts that do not fit (models/units)
// told with it.
#pragma once

#include <string>
#include <utility>

#include "models/units.hpp"
#include "sim/path/collateral_sale.hpp"

namespace recoup::sim {

struct LoanOnPath {
    const PathContext& context;
    int option = 0;  ///< behind the last one: what options share, named by the first
    std::uint32_t loan = 0;
    int month = 0;
    std::uint16_t node = no_node;  ///< of the option's graph

    /// path 3, scenario mean, option court, loan L1, month 7, node legal.court, seed 5
    std::string text() const;
    std::string replay_command() const;

  private:
    const WorkoutGraph& graph() const;
};

/// Throws InputError: amounts come from the tape, the parameters and the indices.
[[noreturn]] void amount_does_not_fit(const LoanOnPath& at, double amount);

/// Runs what converts amounts; `where` gives the LoanOnPath and is asked only where one does not fit.
template <class Work, class Where>
void with_amounts_that_fit(Work&& work, Where&& where) {
    try {
        std::forward<Work>(work)();
    } catch (const AmountOutOfRange& error) {
        amount_does_not_fit(where(), error.amount());
    }
}

}  // namespace recoup::sim
