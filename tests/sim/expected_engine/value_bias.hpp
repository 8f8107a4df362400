// The bias of N: backward induction against the expected engine on fresh antithetic pairs of macro paths.
//
//   b = E[PV] - N_0;   D_q = E[N_0 - PV of cash to quarter q - PV of N_q] (the discounted running sum of I_q)
//   a fifth: E[PV of cash after quarter q - N_q | credit factor of quarter q in its worst or best fifth],
//   with the
//           later macro innovations, of mean zero given that quarter, as control variates
//
// Starts are a stratified sample of the tape: by segment, option, performing or not and LTV third of the kind
// of loans with the largest balance, each the cell with the largest balance of its stratum, scaled to the
// balance that it stands for.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "sim/expected_engine/block_values.hpp"
#include "sim/expected_engine/expected_engine.hpp"

namespace recoup::sim {

struct BiasStart {
    ExpectedBlock block;
    double balance = 0.0;  ///< of the stratum, minor units
    double log_ltv = 0.0;
    std::string name = {};
};

/// Blocks that share their values: lattice, kind of collateral, profile.
using ValueKey = std::tuple<int, int, int>;
inline ValueKey key_of(const ExpectedBlock& block) {
    return {block.lattice, block.kind, block.profile};
}

std::vector<BiasStart> stratified_starts(const ExpectedStudy& study);

struct MeanAndError {
    double mean = 0.0, standard_error = 0.0;
};

/// Of a start or of a sum of starts; in % of N_0, fifths in % of the mean value there.
struct BiasFigures {
    double value = 0.0;  ///< N_0, currency units
    MeanAndError bias;
    double central_bias =
        0.0;  ///< of the central path's N, in % of N_0 and with the same sign: engine less N
    std::vector<MeanAndError> running_sums;  ///< by quarter
    MeanAndError worst_fifth, best_fifth;
};

struct BiasSettings {
    int scenario = 0;
    int first_pair = 0;
    int pairs = 100;
    std::vector<int> quarters = {2, 4, 8, 12, 20};
    int fifths_at = 4;  ///< quarter
};

struct MeasuredBias {
    std::vector<BiasFigures> starts;   ///< as given
    std::vector<BiasFigures> options;  ///< balance-weighted
};

/// Starts of one or more segments; `study.blocks` are replaced by theirs.
MeasuredBias measure_bias(ExpectedStudy& study, const std::vector<BiasStart>& starts,
                          const BiasSettings& settings);

}  // namespace recoup::sim
