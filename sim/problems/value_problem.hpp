// Why a value of a tape cannot be used, and which of them have one cause that a setting of the study may take
// away.
#pragma once

#include <string>

namespace recoup::sim {

enum class ProblemCause {
    other,
    per_cent,       ///< rates above 1
    decimal_comma,  ///< 0,05
    either_comma,   ///< 1,000: of thousands or decimal
    thousands,      ///< 1,000.50
    no_value,       ///< a word such as NA where a value may be missing
};

struct ValueProblem {
    std::string problem;
    std::string why = {};
    std::string suggestion = {};
    ProblemCause cause = ProblemCause::other;
    std::string apart =
        {};  ///< where what to do depends on more than the column: rows are told together that agree
};

}  // namespace recoup::sim
