#include "sim/input/tape/control_totals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

namespace recoup::sim {

namespace {

std::string untold_text(std::size_t rows) {
    return rows == 0 ? ""
                     : fmt::format(
                           "; the amount of {} excluded {} is negative or cannot be read, and is not counted",
                           rows, rows == 1 ? "row" : "rows");
}

/// Too much points at rows that are no loans of their own, too little at rows that are not there.
std::string advice(double difference, bool has_left_out, std::size_t untold) {
    if (difference > 0.0) {
        return std::string("Check that no row is a total or stands twice") +
               (has_left_out ? ", the excluded ones among them" : "");
    }
    return untold > 0 ? "Mend the amounts of the excluded rows, and check that the tape is complete"
                      : "Check that the tape is complete";
}

}  // namespace

void compare_control_totals(const ExcludedBySegment& excluded, const std::vector<LoanFacts>& facts,
                            const TapeRequest& request, Study& study, Problems& problems) {
    std::map<std::string, Minor> totals, left_out;
    for (const LoanFacts& each : facts) {
        totals[study.segments[each.segment].name] += each.loan.principal_balance;
    }
    for (std::size_t s = 0; s < excluded.by_segment.size(); ++s) {
        totals[study.segments[s].name] += excluded.by_segment[s];
        left_out[study.segments[s].name] = excluded.by_segment[s];
    }
    const std::string untold = untold_text(excluded.untold);
    // Rows whose segment cannot be told may be what is missing in one.
    double may_be_elsewhere = in_units(excluded.elsewhere);
    for (const auto& [segment, control] : request.control_totals) {
        const double difference = in_units(totals[segment]) - control.principal_balance;
        study.control_totals_difference[segment] = difference;
        // A thousandth of a minor unit covers the rounding of the decimal figures themselves.
        const double tolerance = control.tolerance + 1e-5;
        const double missing = std::max(-difference - tolerance, 0.0);
        if (difference > tolerance || missing > may_be_elsewhere) {
            problems.error(control.where, control.field, fmt::format("{:.2f}", control.principal_balance),
                           fmt::format("the loans read add up to {:.2f}, {:+.2f} away",
                                       in_units(totals[segment]), difference),
                           fmt::format("tolerance {:.2f}; {:.2f} of excluded rows is counted in, {:.2f} of "
                                       "excluded rows belongs to no segment that can be told{}",
                                       control.tolerance, in_units(left_out[segment]),
                                       in_units(excluded.elsewhere), untold),
                           advice(difference, left_out[segment] != 0, excluded.untold));
        } else if (left_out[segment] != 0 || missing > 0.0 || excluded.untold > 0) {
            problems.warning(control.where, control.field, fmt::format("{:.2f}", control.principal_balance),
                             fmt::format("met by what was read: {:.2f} of it is in rows that are left out",
                                         in_units(left_out[segment])),
                             fmt::format("{:.2f} more is in rows whose segment cannot be told{}",
                                         in_units(excluded.elsewhere), untold));
        }
        may_be_elsewhere -= std::min(missing, may_be_elsewhere);
    }
}

}  // namespace recoup::sim
