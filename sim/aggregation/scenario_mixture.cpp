#include "sim/aggregation/scenario_mixture.hpp"

#include <algorithm>

namespace recoup::sim {

namespace {

void add_weighted(std::vector<double>& sum, bool is_first, double weight, const std::vector<Minor>& amounts) {
    if (is_first) {
        sum.assign(amounts.size(), 0.0);
    }
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        if (amounts[i] != 0) {
            sum[i] += weight * static_cast<double>(amounts[i]);
        }
    }
}

}  // namespace

void ScenarioMixture::add(std::size_t option, bool is_first, double weight, const PathLedger& ledger) {
    weighted_.resize(std::max(weighted_.size(), option + 1));
    add_weighted(weighted_[option].money, is_first, weight, ledger.all_money());
    add_weighted(weighted_[option].cash, is_first, weight, ledger.all_cash());
}

std::vector<Minor> ScenarioMixture::rounded(const std::vector<double>& amounts) {
    std::vector<Minor> whole(amounts.size());
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        whole[i] = amounts[i] == 0.0 ? 0 : round_to_minor(amounts[i]);
    }
    return whole;
}

}  // namespace recoup::sim
