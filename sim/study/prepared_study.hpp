// A study made ready to run: graphs, hazard tables, central paths and discount factors, computed once and
// shared read-only by all threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/claim_schedule.hpp"
#include "models/collateral_set.hpp"
#include "models/credit_index.hpp"
#include "models/hazard_table.hpp"
#include "models/macro_paths.hpp"
#include "models/trunk.hpp"
#include "models/workout_graph.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// Loans of one segment and covariate profile: they share one table of thresholds. Ordered by price index,
/// then row.
struct LoanGroup {
    int segment = 0;
    int profile = 0;
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> entity_low, entity_high;  ///< words of the draw address, by place in `rows`
};

/// A segment compiled: one table of hazard rows, one graph an option.
struct PreparedSegment {
    HazardTable table;
    std::vector<WorkoutGraph> graphs;
    std::vector<std::vector<GraphExit>> exits;  ///< [option], as list_exits() has them
    Trunk trunk;
    std::vector<std::unique_ptr<CreditIndex>> credit_indices;  ///< by hazard row; null without a copula
    std::vector<CollateralSpec> collateral;                    ///< by collateral class
    ContractSpec contract;
};

/// A collateral as a sale reads it.
struct CollateralFacts {
    double value = 0.0;
    double prior_claims = 0.0;
    std::uint64_t entity = 0;
    std::uint16_t collateral_class = 0;
    std::uint16_t index = 0;
    std::uint16_t valuation_calendar_month = 0;
};

/// A loan as an event reads it, with its first collateral: one cache line, for events find it anywhere in
/// memory.
struct alignas(64) LoanRecord {
    Minor claim = 0;
    Minor carrying = 0;                  ///< gross carrying amount
    double effective = 1.0;              ///< monthly discount factor at the loan's own rate
    std::uint32_t first_collateral = 0;  ///< into PreparedStudy::collateral
    std::uint16_t collaterals = 0;
    std::uint16_t segment = 0;
    CollateralFacts first;  ///< the first of them again

    CollateralSet all_collateral() const { return CollateralSet::first(collaterals); }
};
static_assert(sizeof(LoanRecord) == 64);

/// What a pool of the tape is to an engine: its loans, each a row (sim/study/pools.hpp), or one row.
enum class Pools { written_out, as_rows };

struct PreparedStudy {
    /// Pools are written out where the loan engine runs.
    explicit PreparedStudy(const Study& study);
    /// `tape`: for whose states graphs are compiled, so that one loan of it has the same graphs; null = its
    /// own.
    PreparedStudy(const Study& study, Pools pools, const Portfolio* tape = nullptr);

    const Study& asked;  ///< as it was read
    const std::unique_ptr<const Study>
        pools_written_out;  ///< the same with its pools written out; null without
    const Study& study;     ///< the one of them that the engine sees
    int months = 0;         ///< recovery horizon
    int periods = 0;        ///< macro periods, to the end of the last 12-month period
    std::vector<PreparedSegment> segments;
    std::vector<LoanGroup> groups;
    std::vector<std::vector<double>> centre;  ///< [scenario] -> [period][variable]
    std::vector<double> discount_hurdle;      ///< [month 0..months]
    std::vector<double> discount_investor;    ///< [month 0..months]
    std::unique_ptr<StudentRadius> student;   ///< null for Gaussian shocks

    std::vector<Contract> start_contracts;  ///< by loan: the contract of the tape

    std::vector<LoanRecord> loan_records;     ///< by loan
    std::vector<CollateralFacts> collateral;  ///< in the order of the study's collateral columns

    // Collateral as the hot loop sees it, by loan: LTV = claim / (value * index), or a sum over collaterals.
    std::vector<double> collateral_value;  ///< sum at cut-off, minor units
    std::vector<std::int32_t>
        collateral_index;  ///< the one price index, or -1 when several indices move the sum

    bool has_trunk = false;  ///< in some segment, some start is shared by all options

    /// The rules of the node in which a loan stands at cut-off: the same under every option.
    const NodeRules& rules_at_cut_off(std::size_t loan) const {
        const LoanColumns& loans = study.portfolio.loans;
        const WorkoutGraph& graph = segments[loans.segment[loan]].graphs[0];
        return graph.nodes[graph.start[static_cast<std::size_t>(loans.state[loan])]].rules;
    }
    bool is_npe_at_cut_off(std::size_t loan) const { return rules_at_cut_off(loan).in_stock(); }

    int option_count() const { return static_cast<int>(study.options.size()); }
    int segment_count() const { return static_cast<int>(study.segments.size()); }
    int scenario_count() const { return static_cast<int>(study.scenarios.size()); }
};

}  // namespace recoup::sim
