// Where a loan of the tape stands at cut-off: state and clocks, given or from days past due and date of
// default.
//
//   state          = workout_state, else `default` if date_of_default is given or the days past due reach the
//                    jurisdiction's boundary (models/regulation), else the arrears bucket
//   months in it   = months_in_state; else in default the months since date_of_default, or since the day of
//                    default by days past due; in `current` the months since origination; else 0
//   since NPE      = months_since_npe; else the months since default, or in the state; -1 while performing
//   concession     = months_since_last_concession; else in a forborne state the months in it; -1 = none
#pragma once

#include "models/regulation/classification_rules.hpp"
#include "sim/input/tables/loan_fields.hpp"
#include "sim/input/tables/row_reader.hpp"
#include "sim/input/tape/loan_rows.hpp"

namespace recoup::sim {

void read_state(RowReader& row, const LoanFields& fields, const Date& cut_off,
                const ClassificationRules& rules, LoanRow& loan);

}  // namespace recoup::sim
