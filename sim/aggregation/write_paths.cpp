// /paths: the published copy of the per-path quantities, and the macro and collateral paths of the first
// paths.
#include <algorithm>

#include "sim/aggregation/cube.hpp"
#include "sim/aggregation/group_writers.hpp"

namespace recoup::sim {

namespace {

void write_path_numbers(schema::Writer& writer, const std::string& group, const ResultsSource& source,
                        std::size_t count) {
    writer.dimension(group, "path", count);
    std::vector<std::int64_t> numbers(count);
    for (std::size_t k = 0; k < count; ++k) {
        numbers[k] = source.totals.first_path + static_cast<std::int64_t>(k);
    }
    writer.write(group, "path_number", numbers);
}

std::size_t kept_paths(const ResultsSource& source) {
    const std::int64_t kept = source.shape.kept_paths - source.totals.first_path;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(kept, 0, source.totals.path_count));
}

/// Axes of /macro and /collateral.
void declare_kept(schema::Writer& writer, const std::string& group, const ResultsSource& source) {
    write_path_numbers(writer, group, source, kept_paths(source));
    writer.dimension(group, "scenario", source.scenarios);
    declare_months(writer, group, source);
    write_month_ends(writer, group, source);
}

Cube<float, 3> kept_cube(const ResultsSource& source) {
    return Cube<float, 3>(
        {kept_paths(source), source.scenarios.size(), static_cast<std::size_t>(source.shape.months)});
}

}  // namespace

void write_paths(schema::Writer& writer, const ResultsSource& source) {
    const std::string group = "paths";
    declare_axes(writer, group, source, Scenarios::alone);
    write_path_numbers(writer, group, source, source.paths());
    for (const schema::Quantity& quantity : schema::quantities()) {
        // One quantity at a time: 4 bytes x paths x options x scenarios x segments.
        Cube<float, 4> values(
            {source.paths(), source.options.size(), source.scenarios.size(), source.segments.size()});
        for (std::size_t o = 0; o < source.options.size(); ++o) {
            for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
                for (std::size_t g = 0; g < source.segments.size(); ++g) {
                    const auto sample = source.sample(rule_of_quantity(quantity.name), o, s, g);
                    for (std::size_t k = 0; k < sample.size(); ++k) {
                        values[{k, o, s, g}] = static_cast<float>(sample[k]);
                    }
                }
            }
        }
        writer.write(group, std::string(quantity.name), values.values());
    }
}

void write_macro(schema::Writer& writer, const ResultsSource& source) {
    if (kept_paths(source) == 0) {
        return;  // netCDF has no dimension of length 0
    }
    const std::string group = "macro";
    declare_kept(writer, group, source);
    const auto variables = source.study.macro.variables.size();
    const auto periods = static_cast<std::size_t>(source.shape.periods);
    const auto step = static_cast<std::size_t>(months_per_period(source.study.macro.frequency));
    for (std::size_t v = 0; v < variables; ++v) {
        const MacroVariable& variable = source.study.macro.variables[v];
        Cube<float, 3> values = kept_cube(source);
        for (std::size_t k = 0; k < kept_paths(source); ++k) {
            for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
                for (std::size_t m = 0; m < static_cast<std::size_t>(source.shape.months); ++m) {
                    const std::size_t at = (k * source.scenarios.size() + s) * periods + m / step;
                    values[{k, s, m}] = static_cast<float>(source.totals.macro[at * variables + v]);
                }
            }
        }
        // A log-change is a pure number, by period of the model; a level keeps the unit of its source.
        writer.write_open(group, variable.name, values.values(),
                          variable.transform == Transform::level ? variable.unit : "1");
    }
}

void write_collateral(schema::Writer& writer, const ResultsSource& source) {
    if (kept_paths(source) == 0) {
        return;  // netCDF has no dimension of length 0
    }
    const std::string group = "collateral";
    declare_kept(writer, group, source);
    const auto indices = static_cast<std::size_t>(source.shape.indices);
    const auto months = static_cast<std::size_t>(source.shape.months);
    for (std::size_t i = 1; i < indices; ++i) {  // 0 is the constant
        Cube<float, 3> values = kept_cube(source);
        for (std::size_t k = 0; k < kept_paths(source); ++k) {
            for (std::size_t s = 0; s < source.scenarios.size(); ++s) {
                for (std::size_t m = 0; m < months; ++m) {
                    const std::size_t at = (k * source.scenarios.size() + s) * (months + 1) + m + 1;
                    values[{k, s, m}] = static_cast<float>(source.totals.index_levels[at * indices + i]);
                }
            }
        }
        writer.write_open(group, source.study.portfolio.price_indices[i], values.values(), "1");
    }
}

}  // namespace recoup::sim
