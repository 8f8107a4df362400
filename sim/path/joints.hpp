// The contracts of a path: what its stages give each other. Each throws ContractViolation with path,
// scenario, option, loan, month, node and the replay command, as far as there are such. What goes into a part
// and a file is held by sim/aggregation/parts and sim/output/schema_writer, in every build.
#pragma once

#include "sim/path/collateral_sale.hpp"
#include "sim/path/ledger.hpp"
#include "sim/path/macro_state.hpp"
#include "sim/path/path_events.hpp"

namespace recoup::sim {

/// Draws in: every macro variable is finite, every index level finite and above 0.
void check_macro(const PathContext& context, const MacroState& macro);

/// Exits out: events come month by month, each loan moves at most once a month, from the node that it holds,
/// by an exit or clock of it, and never out of a closed one.
void check_events(const PathContext& context, const PathEvents& events);

/// Ledger in: stocks and flows reconcile to the minor unit in every bucket (S1-42), and net cash is the cash
/// of the accounts.
void check_ledger(const PathContext& context, int option, const PathLedger& ledger);

}  // namespace recoup::sim
