#include "sim/path/copula_odds.hpp"

#include "models/exit_thresholds.hpp"

namespace recoup::sim {

std::vector<std::vector<double>> copula_default_odds(const PreparedStudy& prepared,
                                                     const PreparedSegment& segment, int scenario,
                                                     std::span<const double> x) {
    const std::size_t rows = segment.table.rows.size();
    const auto years = static_cast<std::size_t>((prepared.months + months_per_year - 1) / months_per_year);
    std::vector<std::vector<double>> odds(years, std::vector<double>(rows, 0.0));
    const auto s = static_cast<std::size_t>(scenario);
    for (std::size_t r = 0; r < rows; ++r) {
        const HazardRow& row = segment.table.rows[r];
        if (!row.copula) {
            continue;
        }
        const std::vector<double> z = segment.credit_indices[r]->path(
            x, prepared.centre[s], prepared.study.scenarios[s].credit_index_shift);
        for (std::size_t year = 0; year < years; ++year) {
            odds[year][r] =
                default_odds(monthly_default_probability(row.copula->pd_annual, row.copula->rho, z[year]));
        }
    }
    return odds;
}

}  // namespace recoup::sim
