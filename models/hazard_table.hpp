// Hazard rows compiled to numbers: one table a segment, shared by all options.
//
//   eta_j = a_j(d, bucket) + beta_j'(x - xbar) + delta_j(covariates),  odds_j = exp(eta_j) against staying
//   a_j = ln(p_j / (1 - sum p)) from monthly probabilities p; structural zero where p = 0
//   given_as = long_run_average: a_j solved so that the mean of p_j over the stationary law of x is the given
//   p_j
//
// Source: discrete-time competing risks (Allison 1982); design conventions in README.md of this folder.
// A cell is (row, duration bin, LTV bucket); a track position is (row, months in state up to the last edge).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/parameters.hpp"
#include "models/portfolio.hpp"

namespace recoup {

inline constexpr std::uint16_t no_row = 0xFFFF;

class Odds;

struct HazardExit {
    State to = State::current;
    bool accounts = true;
    std::vector<double> beta;  ///< by macro variable
};

/// The default exit of a row given by a Gaussian copula instead of a logit.
struct CopulaLink {
    int exit = 0;
    double pd_annual = 0.0;
    double rho = 0.0;
    std::vector<double> weights;  ///< of the credit index, by macro variable
};

struct HazardRow {
    std::string name;
    State from = State::current;
    std::vector<int> duration_edges;  ///< months, first 0
    std::uint16_t first_cell = 0;
    std::uint16_t first_track = 0;
    std::vector<HazardExit> exits;  ///< worst to best
    std::optional<CopulaLink> copula;

    int last_duration() const { return duration_edges.back(); }
};

struct HazardTable {
    std::vector<float> ltv_edges;  ///< ascending union of all rows' edges; an edge belongs above
    int buckets = 1;
    int stride = 1;  ///< exits a cell
    std::vector<HazardRow> rows;
    std::vector<std::uint16_t> cell_row;
    std::vector<std::uint8_t> staying_removed;       ///< by cell
    std::vector<std::vector<double>> odds;           ///< [profile][cell * stride + exit], at x = xbar
    std::vector<std::vector<double>> log_odds;       ///< likewise; -infinity where the exit is impossible
    std::vector<std::vector<std::uint8_t>> far_row;  ///< [profile][row]: some log-odds are far (exit_weights)
    std::vector<std::uint16_t> track_next;           ///< track position one month later
    std::vector<std::uint16_t> track_cell;           ///< first cell (bucket 0) of a track position

    std::size_t cells() const { return cell_row.size(); }
    std::uint16_t track(std::uint16_t row, int months_in_state) const;
    /// True where the row has an exit that can be taken at some duration and LTV.
    bool can_leave(std::uint16_t row) const;
};

/// Of a row that a measure brings along (models/measures); a table has room for so many whatever its file
/// states.
inline constexpr int most_exits_of_own_rows = 2;

/// Gathers the rows that the graphs of a segment use, each once, and compiles them.
class HazardTableBuilder {
  public:
    /// `stationary_points` are draws of x - xbar under the stationary law, [point][variable] (may be empty
    /// when no row is given as a long-run average).
    HazardTableBuilder(const SegmentParameters& parameters, const std::vector<CovariateProfile>& profiles,
                       const std::vector<std::string>& macro_variables,
                       std::span<const double> stationary_points);

    /// Index of the named row with the odds of some exits multiplied; equal requests give the same row.
    std::uint16_t row(const std::string& name, const std::map<State, double>& odds_factors);

    /// A row that no file states: of the measure `owner`, which no other name equals.
    std::uint16_t row(const HazardRowSpec& spec, const std::map<State, double>& odds_factors,
                      const std::string& owner);

    const HazardTable& table() const { return table_; }

  private:
    void compile_cells(const HazardRowSpec& spec, const HazardRow& row,
                       const std::map<State, double>& factors);
    void append_cell(std::size_t profile, const std::vector<Odds>& odds);

    const SegmentParameters& parameters_;
    std::vector<CovariateProfile> profiles_;
    std::vector<std::string> macro_variables_;
    std::span<const double> stationary_points_;
    std::vector<double> edges_;
    std::map<std::pair<std::string, std::map<State, double>>, std::uint16_t> known_;
    HazardTable table_;
};

/// Log-odds a_j for which the mean over `multipliers` ([point][exit], exp(beta'(x - xbar))) of the
/// multinomial logit probabilities equals `target`; throws InputError when there is none. Zero targets stay
/// -infinity (odds 0).
std::vector<double> long_run_odds(std::span<const double> target, std::span<const double> multipliers,
                                  bool staying_removed);

}  // namespace recoup
