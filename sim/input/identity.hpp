// What makes two runs parts of the same study.
#pragma once

#include <string>
#include <vector>

#include "sim/study/study.hpp"

namespace recoup::sim {

/// Hash of the typed columns of the portfolio: loans by segment and identifier, collateral by loan and
/// identifier. The order of the tape's rows does not enter.
std::string portfolio_hash(const Portfolio& portfolio);

/// Hash of the resolved study (without paths, title, limits), the contents of the files that it refers to,
/// the portfolio, the layout of the streams and the numerics version. `referenced` are files beside study and
/// tape.
std::string identity_of(const Study& study, const std::vector<InputFile>& referenced);

}  // namespace recoup::sim
