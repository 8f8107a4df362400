#include "sim/expected_engine/expected_study.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "models/deterministic_math.hpp"
#include "sim/expected_engine/claim_size.hpp"
#include "sim/expected_engine/expected_refusals.hpp"
#include "sim/expected_engine/waiting_policy.hpp"

namespace recoup::sim {

namespace {

/// The axis reaches down to the lowest LTV of the tape, at least to the first and at most to the second of
/// these. Below it a claim is covered by any price that a study can see; only costs that go by the value are
/// those of the axis's end.
constexpr double low_ltv = 0.15;
constexpr double lowest_ltv = 0.02;
/// The highest LTV of the axis at cut-off: beyond it collateral covers at most a twentieth of the claim, and
/// one collateral entered at a token value must not stretch the axis for all.
constexpr double highest_ltv = 20.0;
/// Share of the contractual rate by which an unpaid claim is taken to grow over the horizon, at most to `e`.
constexpr double growth_of_unpaid = 0.6;
constexpr double prior_share_step = 0.02;

struct KindKey {
    int collateral_class, index, valuation_quarter;
    double prior_steps;  // whole; beyond what an int holds where the value is a token
    auto operator<=>(const KindKey&) const = default;
};

struct BlockKey {
    std::uint32_t eligible;
    int size, kind, profile;
    bool npe;
    auto operator<=>(const BlockKey&) const = default;
};

/// The one sale that all collateral of a loan amounts to.
struct LoanCollateral {
    bool any = false;
    KindKey key{};
    double value = 0.0;
    double prior = 0.0;
};

LoanCollateral collateral_of(const Study& study, std::size_t loan) {
    const Portfolio& portfolio = study.portfolio;
    const CollateralColumns& columns = portfolio.collateral;
    LoanCollateral result;
    int collaterals = 0;
    for (std::uint32_t c = columns.first[loan]; c < columns.first[loan + 1]; ++c) {
        const int valuation = columns.valuation_calendar_month[c];
        const KindKey key{columns.collateral_class[c], columns.index[c],
                          valuation - valuation % months_per_quarter, 0};
        if (columns.value[c] == 0) {
            continue;
        }
        if (result.any && key != result.key) {
            refuse_mixed_collateral(study, portfolio.loans.loan_identifier[loan]);
        }
        result.any = true;
        ++collaterals;
        result.key = key;
        result.value += static_cast<double>(columns.value[c]);
        result.prior += static_cast<double>(columns.prior_claims[c]);
    }
    if (!study.pool_sale_costs && collaterals > 1 && result.prior > 0.0) {
        refuse_costs_of_each(study, portfolio.loans.loan_identifier[loan]);
    }
    if (result.any) {
        result.key.prior_steps = std::ceil(result.prior / result.value / prior_share_step);
    }
    return result;
}

/// A measure is taken once at most, so an option adds any of its extensions, each once.
Extensions extensions_of(const WorkoutGraph& graph, int horizon) {
    Extensions extensions;
    extensions.sums = {0};
    for (const std::uint16_t entry : graph.measure_entry) {
        const LinearForm& form = graph.nodes[entry].form;
        if (!form.recuts) {
            continue;
        }
        extensions.longest += form.recut.extend_months + form.recut.holiday_months;
        for (const int before : std::vector<int>(extensions.sums.begin(), extensions.sums.end())) {
            if (before + form.recut.extend_months <= horizon) {  // beyond it nothing ends in time
                extensions.sums.insert(before + form.recut.extend_months);
            }
        }
    }
    return extensions;
}

class StudyBuilder {
  public:
    StudyBuilder(const PreparedStudy& prepared, const ExpectedSettings& settings, ExpectedStudy& study)
        : prepared_(prepared), settings_(settings), study_(study), loans_(prepared.study.portfolio.loans) {
        for (std::size_t i = 0; i < loans_.size(); ++i) {
            collateral_.push_back(collateral_of(prepared.study, i));
        }
    }

    void build() {
        check_phases(prepared_.study);
        check_clocks(prepared_);
        rows_of_segment_.resize(prepared_.segments.size());
        for (std::size_t i = 0; i < loans_.size(); ++i) {
            rows_of_segment_[loans_.segment[i]].push_back(i);
        }
        for (std::size_t s = 0; s < prepared_.segments.size(); ++s) {
            study_.segments.push_back(segment(s));
        }
        for (int option = 0; option < prepared_.option_count(); ++option) {
            for (std::size_t s = 0; s < prepared_.segments.size(); ++s) {
                add_blocks(static_cast<std::size_t>(option), s);
            }
        }
        for (std::size_t s = 0; s < prepared_.segments.size(); ++s) {
            collect_reserves(s);
        }
    }

  private:
    Contract contract(std::size_t loan) const { return prepared_.start_contracts[loan]; }

    ExpectedSegment segment(std::size_t s) {
        ExpectedSegment result;
        const PreparedSegment& prepared = prepared_.segments[s];
        std::vector<ContractSample> samples;
        for (const std::size_t i : rows_of_segment_[s]) {
            samples.push_back({.annual_rate = contract(i).annual_rate,
                               .effective_factor = prepared_.loan_records[i].effective,
                               .maturity = contract(i).maturity,
                               .weight = static_cast<double>(loans_.claim[i])});
        }
        if (samples.empty()) {
            samples.push_back({.annual_rate = 0.0, .maturity = 1, .weight = 1.0});
        }
        for (const WorkoutGraph& graph : prepared.graphs) {
            result.classes.push_back(contract_classes(
                samples, prepared.contract, prepared_.months, extensions_of(graph, prepared_.months),
                {.rate_nodes = settings_.rate_nodes,
                 .maturity_step_months = settings_.maturity_step_months,
                 .workout_maturity_step_months = settings_.workout_maturity_step_months}));
        }
        result.log_ltv = ltv_grid(s, result.classes.front());
        add_kinds(s, result);
        return result;
    }

    /// Exact nodes where claims stand still and their LTVs are few, else equidistant in log LTV.
    CubicGrid ltv_grid(std::size_t s, const ContractClasses& classes) const {
        constexpr double same = 1e-6;  // values are in whole minor units
        std::vector<double> all;
        for (const std::size_t i : rows_of_segment_[s]) {
            if (collateral_[i].any) {
                all.push_back(log_ieee(static_cast<double>(loans_.claim[i]) / collateral_[i].value));
            }
        }
        if (all.empty()) {
            return CubicGrid();
        }
        std::sort(all.begin(), all.end());
        std::vector<double> distinct;
        for (const double at : all) {
            if (distinct.empty() || at - distinct.back() > same) {
                distinct.push_back(at);
            }
        }
        constexpr std::size_t few = 64;
        if (distinct.size() <= few && claims_stand_still(s, classes) && settings_.ltv_margin == 0.0) {
            return CubicGrid(distinct);
        }
        const double growth = std::min(1.0, growth_of_unpaid * classes.rates.node(classes.rate_count() - 1) *
                                                    prepared_.months / months_per_year +
                                                0.1);
        const double high = std::min(log_ieee(highest_ltv), distinct.back());
        const double low =
            std::max(log_ieee(lowest_ltv), std::min({log_ieee(low_ltv), distinct.front(), high - 1.0}));
        return CubicGrid::uniform(low - settings_.ltv_margin, high + growth + settings_.ltv_margin,
                                  settings_.ltv_nodes);
    }

    bool claims_stand_still(std::size_t s, const ContractClasses& classes) const {
        const PreparedSegment& segment = prepared_.segments[s];
        bool still = classes.rate_count() == 1 && classes.rates.node(0) == 0.0 &&
                     classes.repayment == Repayment::bullet;
        for (const WorkoutGraph& graph : segment.graphs) {
            still = still && graph.measures.empty();
            for (const Node& node : graph.nodes) {
                still = still && node.rules.cash.share_of_claim_per_month == 0.0;
            }
        }
        return still;
    }

    void add_kinds(std::size_t s, ExpectedSegment& result) {
        std::map<KindKey, std::pair<double, double>> found;  // value, prior claims
        for (const std::size_t i : rows_of_segment_[s]) {
            if (collateral_[i].any) {
                auto& [value, prior] = found[collateral_[i].key];
                value += collateral_[i].value;
                prior += collateral_[i].prior;
            }
        }
        kind_numbers_.emplace_back();
        for (const auto& [key, sums] : found) {
            check_round_noise(prepared_, s, static_cast<std::size_t>(key.collateral_class));
            kind_numbers_.back()[key] = static_cast<int>(result.kinds.size());
            result.kinds.push_back(
                {.spec = prepared_.segments[s].collateral[static_cast<std::size_t>(key.collateral_class)],
                 .price_index = key.index,
                 .valuation_calendar_month = key.valuation_quarter,
                 .prior_share = sums.second / sums.first});
        }
    }

    void add_blocks(std::size_t option, std::size_t s) {
        std::map<BlockKey, std::vector<std::size_t>> members;
        const WorkoutGraph& graph = prepared_.segments[s].graphs[option];
        for (const std::size_t i : rows_of_segment_[s]) {
            const std::uint32_t eligible = prepared_.study.portfolio.eligible[option][i];
            const LoanCollateral& collateral = collateral_[i];
            const int size = size_class(graph, eligible, collateral.any,
                                        static_cast<double>(loans_.claim[i]) / loans_.number_of_loans(i));
            const int kind = collateral.any ? kind_numbers_[s].at(collateral.key) : -1;
            members[{eligible, size, kind, loans_.profile[i], prepared_.is_npe_at_cut_off(i)}].push_back(i);
        }
        std::map<std::tuple<std::uint32_t, int, bool>, int> lattices;
        for (const auto& [key, loans] : members) {
            const auto lattice_key = std::make_tuple(key.eligible, key.size, key.kind >= 0);
            const auto [known, is_new] =
                lattices.try_emplace(lattice_key, static_cast<int>(study_.lattices.size()));
            if (is_new) {
                study_.lattices.push_back(lattice(option, s, key, members));
            }
            if (graph.leaves_choice()) {
                note_block(option, loans);
            }
            add_block(option, s, key, known->second, loans);
        }
    }

    /// The next block is that of these loans.
    void note_block(std::size_t option, const std::vector<std::size_t>& loans) {
        study_.block_of.resize(static_cast<std::size_t>(prepared_.option_count()));
        study_.block_of[option].resize(loans_.size(), -1);
        for (const std::size_t i : loans) {
            study_.block_of[option][i] = static_cast<int>(study_.blocks.size());
        }
    }

    std::unique_ptr<ValueLattice> lattice(std::size_t option, std::size_t s, const BlockKey& key,
                                          const std::map<BlockKey, std::vector<std::size_t>>& members) const {
        double claims = 0.0;
        double count = 0.0;
        for (const auto& [other, loans] : members) {
            if (other.eligible == key.eligible && other.size == key.size &&
                (other.kind >= 0) == (key.kind >= 0)) {
                for (const std::size_t i : loans) {
                    claims += static_cast<double>(loans_.claim[i]);
                    count += loans_.number_of_loans(i);
                }
            }
        }
        const PreparedSegment& segment = prepared_.segments[s];
        return std::make_unique<ValueLattice>(LatticeInput{.graph = segment.graphs[option],
                                                           .table = segment.table,
                                                           .eligible = key.eligible,
                                                           .secured = key.kind >= 0,
                                                           .reference_claim = claims / count,
                                                           .log_ltv = study_.segments[s].log_ltv,
                                                           .classes = study_.segments[s].classes[option],
                                                           .noise_strata = settings_.noise_strata});
    }

    void add_block(std::size_t option, std::size_t s, const BlockKey& key, int lattice,
                   const std::vector<std::size_t>& loans) {
        ExpectedBlock block{.segment = static_cast<int>(s),
                            .option = static_cast<int>(option),
                            .lattice = lattice,
                            .profile = key.profile,
                            .kind = key.kind,
                            .npe_at_cut_off = key.npe,
                            .start = {}};
        std::map<std::tuple<int, int, int>, std::vector<double>> rows;
        for (const std::size_t i : loans) {
            put(*study_.lattices[static_cast<std::size_t>(lattice)], i, key.npe, rows);
        }
        for (auto& [row, mass] : rows) {
            const auto& [place, contract_class, months] = row;
            block.start.push_back({place, contract_class, months, std::move(mass)});
        }
        std::vector<int>& profiles = study_.segments[s].profiles;
        if (std::find(profiles.begin(), profiles.end(), key.profile) == profiles.end()) {
            profiles.push_back(key.profile);
        }
        study_.blocks.push_back(std::move(block));
    }

    /// Splits a loan over classes and LTV nodes.
    void put(const ValueLattice& lattice, std::size_t loan, bool npe,
             std::map<std::tuple<int, int, int>, std::vector<double>>& rows) const {
        const int p = lattice.start_place(loans_.state[loan]);
        const LatticePlace& place = lattice.places()[static_cast<std::size_t>(p)];
        const ContractClasses& classes = lattice.classes();
        const std::vector<int>& nodes = lattice.maturities_of(place);
        const Contract terms = contract(loan);
        const int months = std::min(loans_.months_in_state[loan], place.durations - 1);
        const auto claim = static_cast<double>(loans_.claim[loan]);
        const auto width = static_cast<std::size_t>(place.width);
        const CubicWeights ltv = place.width == 1
                                     ? CubicWeights{.first = 0, .count = 1, .weight = {1.0}}
                                     : lattice.log_ltv().weights(log_ieee(claim / collateral_[loan].value));
        for (const auto& [rate, rate_share] : classes.split_rate(terms.annual_rate)) {
            for (const ClassShare& part :
                 classes.split_maturity(nodes, terms.maturity, 0, classes.rates.node(rate))) {
                const int c = lattice.class_of(place, rate, part.place);
                std::vector<double>& mass = rows[{p, c, months}];
                mass.resize(mass_components * width);
                const int maturity = nodes[static_cast<std::size_t>(part.place)];
                const double instalment =
                    instalment_per_claim(classes.repayment, classes.rates.node(rate), 0, maturity, 0);
                for (int k = 0; k < ltv.count; ++k) {
                    const double share = rate_share * part.share * ltv.weight[static_cast<std::size_t>(k)];
                    double* at = mass.data() + ltv.first + k;
                    at[mass_count * width] += share * loans_.number_of_loans(loan);
                    at[mass_claim * width] += share * claim;
                    at[mass_instalment * width] += share * claim * instalment;
                    at[mass_at_cut_off * width] += npe ? share * claim : 0.0;
                }
            }
        }
    }

    void collect_reserves(std::size_t s) {
        std::vector<double>& all = study_.segments[s].reserves;
        for (const ExpectedBlock& block : study_.blocks) {
            if (block.segment == static_cast<int>(s)) {
                const std::vector<double> own =
                    study_.lattices[static_cast<std::size_t>(block.lattice)]->reserves();
                all.insert(all.end(), own.begin(), own.end());
            }
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    }

    const PreparedStudy& prepared_;
    const ExpectedSettings& settings_;
    ExpectedStudy& study_;
    const LoanColumns& loans_;
    std::vector<LoanCollateral> collateral_;
    std::vector<std::vector<std::size_t>> rows_of_segment_;
    std::vector<std::map<KindKey, int>> kind_numbers_;
};

}  // namespace

ExpectedStudy::ExpectedStudy(const PreparedStudy& prepared_study, const ExpectedSettings& given)
    : prepared(prepared_study), settings(given) {
    StudyBuilder(prepared, settings, *this).build();
    if (!block_of.empty()) {
        waiting = std::make_unique<const WaitingPolicies>(*this);
    }
}

ExpectedStudy::~ExpectedStudy() = default;

MassRoom ExpectedStudy::mass_room() const {
    MassRoom room;
    for (const auto& lattice : lattices) {
        room.include(MassRoom(*lattice));
    }
    return room;
}

void put_start(const ExpectedBlock& block, const ValueLattice& lattice, LatticeMass& mass) {
    // Of a loan that performs at cut-off no time to resolution is told.
    mass.clear(lattice, block.npe_at_cut_off ? mass_components : value_components);
    for (const StartRow& row : block.start) {
        mass.put(lattice.places()[static_cast<std::size_t>(row.place)], row.contract_class, row.months,
                 row.mass.data());
    }
}

}  // namespace recoup::sim
