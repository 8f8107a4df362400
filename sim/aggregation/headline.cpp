#include "sim/aggregation/headline.hpp"

namespace recoup::sim {

namespace {

const std::string root;

/// `figure(option, scenario)` of every row.
template <class Figure>
auto by_row(const ResultsSource& source, Figure figure) {
    std::vector<decltype(figure(0, 0))> rows;
    for (std::size_t s = 0; s <= source.scenarios.size(); ++s) {
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            rows.push_back(figure(o, s));
        }
    }
    return rows;
}

}  // namespace

void declare_headline(schema::Writer& writer, const ResultsSource& source) {
    const std::vector<std::string> scenarios = source.scenarios_and_mixture();
    writer.dimension(root, "headline", scenarios.size() * source.options.size());
    writer.write(root, "headline_scenario",
                 by_row(source, [&](std::size_t, std::size_t s) { return scenarios[s]; }));
    writer.write(root, "headline_option",
                 by_row(source, [&](std::size_t o, std::size_t) { return source.options[o]; }));
}

std::vector<double> headline_of(const Cube<double, 3>& figures, const ResultsSource& source) {
    const std::size_t portfolio = source.segments.size() - 1;
    return by_row(source, [&](std::size_t o, std::size_t s) { return figures[{o, s, portfolio}]; });
}

std::vector<double> headline_of(const Cube<double, 4>& figures, std::size_t level,
                                const ResultsSource& source) {
    const std::size_t portfolio = source.segments.size() - 1;
    return by_row(source, [&](std::size_t o, std::size_t s) { return figures[{o, s, portfolio, level}]; });
}

}  // namespace recoup::sim
