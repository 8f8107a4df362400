#include "models/expected/backward_induction.hpp"

#include <algorithm>

namespace recoup {

namespace {

/// The sum of the parts of a table, weighted by basis functions.
void sum_parts(const std::vector<double>& table, const std::vector<double>& phi, std::vector<double>& sum) {
    const std::size_t slots = sum.size();
    for (std::size_t i = 0; i < slots; ++i) {
        sum[i] = phi[0] * table[i];
    }
    for (std::size_t c = 1; c < phi.size(); ++c) {
        const double* part = table.data() + c * slots;
        const double weight = phi[c];
        for (std::size_t i = 0; i < slots; ++i) {
            sum[i] += weight * part[i];
        }
    }
}

}  // namespace

ValueTable::ValueTable(const ValueLattice& of, int coefficient_count)
    : lattice(&of), coefficients(coefficient_count) {
    const auto count = static_cast<std::size_t>(coefficient_count);
    values.assign(of.slots() * value_components * count, 0.0);
    moving.assign(of.choice_slots() * value_components * count, 0.0);
}

void ValueTable::evaluate(const std::vector<double>& phi, LatticeValue& value) const {
    sum_parts(values, phi, value.slots);
    if (!gain.empty()) {
        take_moving(phi, value);
    }
}

// Value and rule stand on the same axis, that of the central index path.
void ValueTable::take_moving(const std::vector<double>& phi, LatticeValue& value) const {
    std::vector<std::uint8_t> moves;
    choose(*lattice, gain, phi, 0.0, moves);
    std::vector<double> worth_of_moving(lattice->choice_slots() * value_components);
    sum_parts(moving, phi, worth_of_moving);
    for (const LatticePlace& place : lattice->places()) {
        for (int c = 0; place.has_choice() && c < place.classes; ++c) {
            for (int months = place.clock.after_months; months < place.durations; ++months) {
                const std::size_t first = place.choice_slot(c, months);
                const double* from = worth_of_moving.data() + first * value_components;
                double* to = value.at(place, c, months, 0);
                for (int i = 0; i < value_components * place.width; ++i) {
                    to[i] = moves[first + static_cast<std::size_t>(i % place.width)] != 0 ? from[i] : to[i];
                }
            }
        }
    }
}

BackwardInduction::BackwardInduction(const ValueLattice& lattice, const DeviationBasis& basis)
    : lattice_(lattice),
      basis_(basis),
      step_(lattice),
      end_(lattice),
      value_(lattice),
      earlier_(lattice),
      at_point_(lattice) {}

// The value just before the LTV axis moves by `log_step`.
void BackwardInduction::shift(double log_step, LatticeValue& value) {
    const CubicShift move(lattice_.log_ltv(), log_step);
    if (move.identity()) {
        return;
    }
    std::vector<double> row;
    for (const LatticePlace& place : lattice_.places()) {
        const int rows = place.width == 1 ? 0 : place.classes * place.durations * value_components;
        double* at = value.slots.data() + place.first_slot * value_components;
        for (int r = 0; r < rows; ++r, at += place.width) {
            row.assign(static_cast<std::size_t>(place.width), 0.0);
            move.add_value(at, row.data());
            std::copy(row.begin(), row.end(), at);
        }
    }
}

/// Adds a collocation point's part of fit and expectation.
void BackwardInduction::add_fit(int point, const std::vector<double>& at_point,
                                std::vector<double>& table) const {
    const std::size_t slots = at_point.size();
    for (int c = 0; c < basis_.coefficients(); ++c) {
        const double weight = basis_.expected_fit(c, point);
        double* part = table.data() + static_cast<std::size_t>(c) * slots;
        for (std::size_t i = 0; i < slots; ++i) {
            part[i] += weight * at_point[i];
        }
    }
}

void BackwardInduction::period(const std::vector<std::vector<PeriodLaw>>& laws, const DiscountedCash& cash,
                               const ValueTable& after, ValueTable& before) {
    std::fill(before.values.begin(), before.values.end(), 0.0);
    std::fill(before.moving.begin(), before.moving.end(), 0.0);
    const int first = laws.front().front().months.front().month;
    const bool choice = lattice_.choice_slots() > 0 && is_month_of_choice(first);
    const std::size_t slots = at_point_.slots.size();
    for (int point = 0; point < basis_.points(); ++point) {
        after.evaluate(basis_.at_point(point), end_);
        std::fill(at_point_.slots.begin(), at_point_.slots.end(), 0.0);
        moving_at_point_.assign(lattice_.choice_slots() * value_components, 0.0);
        for (const PeriodLaw& law : laws[static_cast<std::size_t>(point)]) {
            value_.slots = end_.slots;
            shift(-law.log_index_deviation, value_);
            for (auto month = law.months.rbegin(); month != law.months.rend(); ++month) {
                const CashWeights& weights = cash.months[static_cast<std::size_t>(month->month)];
                if (choice && month->month == first) {
                    step_.backward_moving(*month, weights, value_, moving_);
                }
                step_.backward(*month, weights, value_, earlier_);
                std::swap(value_.slots, earlier_.slots);
            }
            for (std::size_t i = 0; i < slots; ++i) {
                at_point_.slots[i] += law.weight * value_.slots[i];
            }
            for (std::size_t i = 0; choice && i < moving_.size(); ++i) {
                moving_at_point_[i] += law.weight * moving_[i];
            }
        }
        add_fit(point, at_point_.slots, before.values);
        add_fit(point, moving_at_point_, before.moving);
    }
    before.gain = {};
    if (choice) {
        find_gain(first, before);
    }
}

void BackwardInduction::find_gain(int month, ValueTable& table) const {
    const auto coefficients = static_cast<std::size_t>(table.coefficients);
    const std::size_t moving_slots = lattice_.choice_slots() * value_components;
    const std::size_t waiting_slots = lattice_.slots() * value_components;
    table.gain.coefficients = table.coefficients;
    table.gain.values.resize(lattice_.choice_slots() * coefficients);
    for (const LatticePlace& place : lattice_.places()) {
        const auto width = static_cast<std::size_t>(place.width);
        for (int contract = 0; place.has_choice() && contract < place.classes; ++contract) {
            const TypicalLoan loan = typical_loan(lattice_, place, contract, month);
            for (int months = place.clock.after_months; months < place.durations; ++months) {
                const std::size_t first = place.choice_slot(contract, months);
                const auto row = static_cast<std::size_t>(contract * place.durations + months);
                for (std::size_t c = 0; c < coefficients; ++c) {
                    const double* moving = table.moving.data() + c * moving_slots + first * value_components;
                    const double* waiting = table.values.data() + c * waiting_slots +
                                            (place.first_slot + row * width) * value_components;
                    for (std::size_t j = 0; j < width; ++j) {
                        const auto more = [&](std::size_t component) {
                            return moving[component * width + j] - waiting[component * width + j];
                        };
                        const double gain = loan.count * more(mass_count) + loan.claim * more(mass_claim) +
                                            loan.instalment * more(mass_instalment);
                        table.gain.values[(first + j) * coefficients + c] = static_cast<float>(gain);
                    }
                }
            }
        }
    }
}

}  // namespace recoup
