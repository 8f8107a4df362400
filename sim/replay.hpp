// Replay: one loan on one path, month by month, under every option, by the engine and the accounting of a
// run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/accounts.hpp"
#include "sim/path/event.hpp"
#include "sim/prepared_run.hpp"

namespace recoup::sim {

/// One month of one loan. Money in minor units.
struct ReplayMonth {
    int month = 0;
    std::string node;        ///< held at the start of the month
    std::string entered;     ///< node entered in the month, empty = stayed
    std::string cause;       ///< why, empty = stayed
    double ltv = 0.0;        ///< after the month, infinity without collateral; at events only, else NaN
    Minor claim_before = 0;  ///< at events only
    Minor claim_after = 0;
    Minor net_cash = 0;
    std::vector<std::pair<Account, Minor>> cash;  ///< by account, not zero
};

struct ReplayOption {
    std::string option;
    std::vector<ReplayMonth> months;  ///< 1 .. horizon
    Minor net_cash = 0;
    Minor pv_hurdle = 0;
};

/// Throws InputError for an unknown loan or path, and for a pool, whose loans are asked for by name: id#1,
/// id#2 ...
std::vector<ReplayOption> replay(const PreparedRun& whole, const std::string& loan_identifier,
                                 std::int64_t path, int scenario);

}  // namespace recoup::sim
