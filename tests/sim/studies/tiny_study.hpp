// A small study built in code, and one path of it run by hand: what the tests of the engine share.
#pragma once

#include <string>
#include <vector>

#include "sim/books/accounting.hpp"
#include "sim/loan_engine/loan_engine.hpp"
#include "sim/path/macro_draws.hpp"
#include "sim/study/prepared_study.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim::tiny {

/// A loan as a test names it; money in currency units.
struct Loan {
    std::string id;
    State state = State::defaulted;
    double claim = 1000.0;
    int segment = 0;
    double annual_rate = 0.06;
    int months_to_maturity = 60;
    int months_in_state = 0;
    int profile = 0;
};

struct Collateral {
    std::string id;
    double value = 800.0;
    int collateral_class = 0;  ///< 0 = house, 1 = machine
    int index = 0;             ///< 0 = constant, 1 = housing, 2 = machines
    double prior_claims = 0.0;
    int valuation_month = 0;
};

/// Rows for every state that the three options reach; all exits possible, nothing by macro.
SegmentParameters segment_parameters();

OptionSpec hold();
/// After three months in default: longer term, lower rate, holiday, forgiveness; court on redefault.
OptionSpec restructure();
/// At once: two stages, three auction rounds.
OptionSpec court();

/// Cut-off at the end of 2024, one scenario, one segment `one`, options as given, no loans.
Study empty_study(std::vector<OptionSpec> options);
void add_segment(Study& study, const std::string& name, const SegmentParameters& parameters);
/// Adds a loan; ids must ascend. Everybody is eligible for every measure.
void add_loan(Study& study, const Loan& loan);
/// Adds a collateral of the last loan.
void add_collateral(Study& study, const Collateral& collateral);

/// Two segments, hold / restructure / court, eight loans in different states, six with collateral, macro
/// risk.
Study study();

struct PathResult {
    MacroState macro;
    PathEvents events;
    std::vector<PathLedger> ledgers;  ///< by option
};

/// Runs paths one at a time, by the stages of the pipeline.
class Runner {
  public:
    explicit Runner(const PreparedStudy& prepared, ChoicePolicies choices = {});
    /// `months_per_bucket` = 1 keeps every month of the ledger apart.
    PathResult run(std::uint32_t path, int scenario = 0, int months_per_bucket = months_per_quarter);

  private:
    const PreparedStudy& prepared_;
    const LoanProgram program_;
    LoanEngine engine_;
    Accounting accounting_;
};

/// Every loan moves at most once a month, from where it stands, never out of a closed state, and owes nothing
/// in one.
void expect_continuous(const PreparedStudy& prepared, const PathResult& result);

/// The claim before and after an event, also of a quiet loan, which logs none.
EventAmounts amounts(const PreparedStudy& prepared, const PathResult& result, std::size_t option,
                     const Event& event);

/// "month: from > to" of each event of a loan under an option.
std::vector<std::string> story(const PreparedStudy& prepared, const PathResult& result, int option,
                               std::uint32_t loan);

}  // namespace recoup::sim::tiny
