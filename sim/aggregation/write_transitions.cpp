// /transitions: the audit trail. Counts are sums over paths; occupancy follows from them and the opening
// stock.
#include <algorithm>
#include <map>
#include <set>

#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

const std::string group = "transitions";

/// The states that some loan can be in, worst to best, and their places.
struct States {
    explicit States(const ResultsSource& source) {
        std::set<State> used(source.study.portfolio.loans.state.begin(),
                             source.study.portfolio.loans.state.end());
        for (const auto& [from, to] : source.shape.pairs) {
            used.insert(from);
            used.insert(to);
        }
        for (const State state : used) {
            place[state] = labels.size();
            labels.emplace_back(name_of(state));
        }
    }
    std::vector<std::string> labels;
    std::map<State, std::size_t> place;
};

Cube<std::int64_t, 2> opening_stock(const ResultsSource& source, const States& states) {
    Cube<std::int64_t, 2> opening({source.segments.size(), states.labels.size()});
    const LoanColumns& loans = source.study.portfolio.loans;
    for (std::size_t i = 0; i < loans.size(); ++i) {
        const std::size_t state = states.place.at(loans.state[i]);
        ++opening[{loans.segment[i], state}];
        ++opening[{source.segments.size() - 1, state}];
    }
    return opening;
}

/// [option][scenario][segment][month][from][to], the portfolio too.
Cube<std::int64_t, 6> transition_counts(const ResultsSource& source, const States& states) {
    const std::size_t segments = source.study.segments.size();
    Cube<std::int64_t, 6> counts({source.options.size(), source.scenarios.size(), segments + 1,
                                  static_cast<std::size_t>(source.shape.months), states.labels.size(),
                                  states.labels.size()});
    const std::int64_t* next = source.totals.transitions.data();
    for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            for (std::size_t g = 0; g < segments; ++g) {
                for (std::size_t m = 0; m < static_cast<std::size_t>(source.shape.months); ++m) {
                    for (const auto& [from, to] : source.shape.pairs) {
                        const std::size_t i = states.place.at(from);
                        const std::size_t j = states.place.at(to);
                        counts[{o, s, g, m, i, j}] += *next;
                        counts[{o, s, segments, m, i, j}] += *next;
                        ++next;
                    }
                }
            }
        }
    }
    return counts;
}

Cube<double, 5> mean_occupancy(const ResultsSource& source, const States& states,
                               Cube<std::int64_t, 2> opening, Cube<std::int64_t, 6>& counts) {
    const std::size_t n = states.labels.size();
    const auto months = static_cast<std::size_t>(source.shape.months);
    Cube<double, 5> mean({source.options.size(), source.scenarios.size(), source.segments.size(), months, n});
    for (std::size_t o = 0; o < source.options.size(); ++o) {
        for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
            for (std::size_t g = 0; g < source.segments.size(); ++g) {
                std::vector<std::int64_t> stock(n);
                for (std::size_t i = 0; i < n; ++i) {
                    stock[i] = opening[{g, i}] * source.totals.path_count;
                }
                for (std::size_t m = 0; m < months; ++m) {
                    for (std::size_t i = 0; i < n; ++i) {
                        for (std::size_t j = 0; j < n; ++j) {
                            stock[i] -= counts[{o, s, g, m, i, j}];
                            stock[j] += counts[{o, s, g, m, i, j}];
                        }
                    }
                    for (std::size_t i = 0; i < n; ++i) {
                        mean[{o, s, g, m, i}] =
                            static_cast<double>(stock[i]) / static_cast<double>(source.totals.path_count);
                    }
                }
            }
        }
    }
    return mean;
}

Cube<std::int64_t, 3> ineligible_loans(const ResultsSource& source) {
    const std::size_t segments = source.study.segments.size();
    Cube<std::int64_t, 3> loans({source.options.size(), source.scenarios.size(), segments + 1});
    const std::int64_t* next = source.totals.ineligible.data();
    for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            for (std::size_t g = 0; g < segments; ++g) {
                loans[{o, s, g}] = *next;
                loans[{o, s, segments}] += *next;
                ++next;
            }
        }
    }
    return loans;
}

}  // namespace

void write_transitions(schema::Writer& writer, const ResultsSource& source) {
    const States states(source);
    declare_axes(writer, group, source, Scenarios::alone);
    declare_months(writer, group, source);
    for (const char* axis : {"state", "from_state", "to_state"}) {
        writer.dimension(group, axis, states.labels);
    }
    const Cube<std::int64_t, 2> opening = opening_stock(source, states);
    Cube<std::int64_t, 6> counts = transition_counts(source, states);
    writer.write(group, "opening", opening.values());
    writer.write(group, "count", counts.values());
    writer.write(group, "occupancy_mean", mean_occupancy(source, states, opening, counts).values());
    writer.write(group, "ineligible", ineligible_loans(source).values());
}

}  // namespace recoup::sim
