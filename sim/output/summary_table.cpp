#include "sim/output/summary_table.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/output/number_text.hpp"
#include "sim/output/results_schema.hpp"
#include "sim/output/summary_view.hpp"

namespace recoup::sim {

namespace {

constexpr double tail = 0.05;
constexpr double percent = 100.0;

struct MoneyScale {
    double factor = 1.0;
    std::string unit;  ///< `USD million`
};

MoneyScale scale_of(double amount, const std::string& currency) {
    return amount >= 1e6 ? MoneyScale{1e-6, currency + " million"} : MoneyScale{1.0, currency};
}

/// The rows of a table: every scenario and option from these on.
struct Rows {
    bool mixture_alone = false;  ///< unless another scenario is asked for
    std::size_t first_option = 0;
    std::vector<std::string> options = {};  ///< where they are not those of the study
};

/// One column: a heading of up to three lines and a text by row.
struct Column {
    std::vector<std::string> heading;
    std::size_t width = 0;
    std::vector<std::string> cells;
};

class Report {
  public:
    Report(const std::filesystem::path& results, const SummaryChoice& choice)
        : segment_(choice.segment.empty() ? std::string(schema::portfolio_label) : choice.segment),
          view_(results, segment_),
          money_(scale_of(view_.claim_at_cut_off(false), view_.text("currency"))) {
        if (!choice.scenario.empty()) {
            scenario_ = place_of_label(results.string(), "scenario", choice.scenario, view_.scenarios());
        }
    }

    std::string text() {
        introduce();
        tabulate_options();
        if (view_.options().size() > 1) {
            tabulate_comparison();
            tabulate_best();
            tabulate_waiting();
        }
        explain();
        return text_;
    }

  private:
    void line(const std::string& content = "") {
        const std::size_t end = content.find_last_not_of(' ');
        text_ += (end == std::string::npos ? "" : content.substr(0, end + 1)) + "\n";
    }
    std::string heading_of_scenario(std::size_t scenario) const;
    std::string whose() const;
    std::vector<std::size_t> scenarios_of(const Rows& rows) const;
    void introduce();
    void tabulate_options();
    void tabulate_comparison();
    void tabulate_best();
    void tabulate_waiting();
    void explain();
    void print(const std::vector<Column>& columns, const Rows& rows);
    const std::vector<std::string>& options_of(const Rows& rows) const {
        return rows.options.empty() ? view_.options() : rows.options;
    }
    /// Option-major values of one figure: scenario by scenario, options inside.
    template <class Figure>
    std::vector<double> by_row(const Rows& rows, Figure figure) const;
    Column estimates(const std::vector<std::string>& heading, std::size_t width,
                     const std::vector<double>& values, const std::vector<double>& errors) const;
    Column plain(const std::vector<std::string>& heading, std::size_t width,
                 const std::vector<double>& values, int decimals) const;

    std::string segment_;
    std::optional<std::size_t> scenario_;  ///< none = all
    SummaryView view_;
    MoneyScale money_;
    std::string text_;
};

template <class Figure>
std::vector<double> Report::by_row(const Rows& rows, Figure figure) const {
    std::vector<double> values;
    for (const std::size_t s : scenarios_of(rows)) {
        for (std::size_t o = rows.first_option; o < options_of(rows).size(); ++o) {
            values.push_back(figure(o, s));
        }
    }
    return values;
}

Column Report::estimates(const std::vector<std::string>& heading, std::size_t width,
                         const std::vector<double>& values, const std::vector<double>& errors) const {
    Column column{heading, width, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        column.cells.push_back(estimate_text(values[i], errors[i], decimals_for(errors)));
    }
    return column;
}

Column Report::plain(const std::vector<std::string>& heading, std::size_t width,
                     const std::vector<double>& values, int decimals) const {
    Column column{heading, width, {}};
    for (const double value : values) {
        column.cells.push_back(number_text(value, decimals));
    }
    return column;
}

std::string Report::heading_of_scenario(std::size_t scenario) const {
    const std::string& name = view_.scenarios()[scenario];
    if (name == schema::mixture_label) {
        return "all scenarios by weight (mixture)";
    }
    return name + " (weight " + number_text(view_.weight(scenario) * percent, 0) + " %)";
}

/// The scenarios that a table has, in the order of the file.
std::vector<std::size_t> Report::scenarios_of(const Rows& rows) const {
    if (scenario_) {
        return {*scenario_};
    }
    const std::size_t count = view_.scenarios().size();
    std::vector<std::size_t> scenarios;
    for (std::size_t s = rows.mixture_alone ? count - 1 : 0; s < count; ++s) {
        scenarios.push_back(s);
    }
    return scenarios;
}

std::string Report::whose() const {
    return segment_ == schema::portfolio_label ? "the whole portfolio" : "segment " + segment_;
}

void Report::print(const std::vector<Column>& columns, const Rows& rows) {
    constexpr std::size_t label_width = 18;
    for (std::size_t row = 0; row < columns.front().heading.size(); ++row) {
        std::string heading = std::string(label_width, ' ');
        for (const Column& column : columns) {
            heading += right_aligned(column.heading[row], column.width);
        }
        line(heading);
    }
    std::size_t cell = 0;
    for (const std::size_t s : scenarios_of(rows)) {
        line(heading_of_scenario(s));
        for (std::size_t o = rows.first_option; o < options_of(rows).size(); ++o, ++cell) {
            std::string label = "  " + options_of(rows)[o];
            if (characters_of(label) >= label_width) {
                line(label);
                label.clear();
            }
            label = left_aligned(label, label_width);
            for (const Column& column : columns) {
                label += " " + right_aligned(column.cells[cell], column.width - 1);
            }
            line(label);
        }
    }
    line();
}

void Report::introduce() {
    line();
    line(view_.text("title"));
    line(number_text(static_cast<double>(view_.loan_count()), 0) + " loans at " + view_.text("cut_off") +
         ", claim " + money_.unit + " " + number_text(view_.claim_at_cut_off(false) * money_.factor, 1) +
         ", of which non-performing " + number_text(view_.claim_at_cut_off(true) * money_.factor, 1));
    if (segment_ != schema::portfolio_label) {
        line("These are figures of " + whose() + " alone.");
    }
    line(number_text(static_cast<double>(view_.whole("path_count")), 0) + " paths, seed " + view_.seed() +
         "; ± is one Monte Carlo standard error");
    line();
}

void Report::tabulate_options() {
    const auto figure = [&](const std::string& name, double factor) {
        return by_row({}, [&](std::size_t o, std::size_t s) { return view_.summary(name, o, s) * factor; });
    };
    const auto level = [&](const std::string& name, const std::string& axis) {
        return by_row({}, [&](std::size_t o, std::size_t s) {
            return view_.summary_at("discounted_recoveries_" + name, o, s, axis, tail) * money_.factor;
        });
    };
    const auto mean = [&](const std::string& name, const std::vector<std::string>& heading, std::size_t width,
                          double factor) {
        return estimates(heading, width, figure(name + "_mean", factor),
                         figure(name + "_mean_mc_error", factor));
    };
    std::vector<Column> columns;
    columns.push_back(mean("recovery_rate", {"recovery", "rate,", "%"}, 13, percent));
    columns.push_back(
        mean("discounted_recoveries", {"discounted", "recoveries,", money_.unit}, 20, money_.factor));
    columns.push_back(plain({"1 path in", "20 is", "below"}, 10, level("quantile", "quantile"), 1));
    columns.push_back(
        plain({"mean of", "worst 1", "in 20"}, 10, level("expected_shortfall", "tail_level"), 1));
    columns.push_back(mean("loss_rate", {"loss", "rate,", "%"}, 13, percent));
    columns.push_back(plain({"months", "to", "resolve"}, 8, figure("time_to_resolution_mean", 1.0), 1));
    columns.push_back(plain({"claim", "open", "at end"}, 8, figure("terminal_claim_mean", money_.factor), 1));
    std::size_t cell = 0;
    for (const std::size_t s : scenarios_of({})) {
        for (std::size_t o = 0; o < view_.options().size(); ++o, ++cell) {
            columns.back().cells[cell] += view_.open_flagged(o, s) ? "*" : " ";
        }
    }
    print(columns, {});
}

void Report::tabulate_comparison() {
    const Rows rows{.first_option = 1};
    const auto figure = [&](const std::string& name, double factor) {
        return by_row(rows,
                      [&](std::size_t o, std::size_t s) { return view_.comparison(name, o, 0, s) * factor; });
    };
    const auto level = [&](double quantile) {
        return by_row(rows, [&](std::size_t o, std::size_t s) {
            return view_.comparison_at("discounted_recoveries_difference_quantile", o, 0, s, quantile) *
                   money_.factor;
        });
    };
    const std::string recoveries = "discounted_recoveries_";
    std::vector<double> error_left = figure(recoveries + "variance_ratio", 1.0);
    for (double& ratio : error_left) {
        ratio = std::sqrt(ratio) * percent;
    }
    line("Against " + view_.options().front() + ", path by path on the same random numbers");
    line();
    std::vector<Column> columns;
    columns.push_back(estimates({"discounted", "recoveries,", money_.unit}, 20,
                                figure(recoveries + "difference_mean", money_.factor),
                                figure(recoveries + "difference_mean_mc_error", money_.factor)));
    columns.push_back(plain({"1 path", "in 20 is", "below"}, 10, level(tail), 1));
    columns.push_back(plain({"1 path", "in 20 is", "above"}, 10, level(1.0 - tail), 1));
    columns.push_back(
        plain({"better", "on paths,", "%"}, 11, figure(recoveries + "share_of_paths_won", percent), 1));
    columns.push_back(estimates({"recovery", "rate,", "points"}, 15,
                                figure("recovery_rate_difference_mean", percent),
                                figure("recovery_rate_difference_mean_mc_error", percent)));
    columns.push_back(plain({"correl-", "ation", ""}, 8, figure(recoveries + "correlation", 1.0), 3));
    columns.push_back(plain({"error", "left,", "%"}, 7, error_left, 0));
    print(columns, rows);
}

/// One line an option: the portfolio, all scenarios together.
void Report::tabulate_best() {
    const Rows rows{.mixture_alone = true};
    std::vector<Column> columns;
    const auto add = [&](const std::string& name, const std::vector<std::string>& heading, double factor) {
        constexpr std::size_t width = 22;
        const auto of = [&](const std::string& object) {
            return by_row(rows,
                          [&](std::size_t o, std::size_t s) { return view_.figure(object, o, s) * factor; });
        };
        if (view_.has(name)) {
            columns.push_back(estimates(heading, width, of(name), of(name + "_mc_error")));
        }
    };
    add("expected/probability_best", {"best in", "expectation,", "% of macro paths"}, percent);
    add("summary/realised_wins", {"best as it", "turned out,", "% of paths"}, percent);
    add(view_.has("expected") ? "expected/hindsight_regret_upper_bound"
                              : "summary/hindsight_regret_upper_bound",
        {"hindsight regret,", "upper bound,", money_.unit}, money_.factor);
    line("Which option is best, by discounted recoveries of " + whose());
    line();
    print(columns, rows);
}

/// What the best time of a measure brings, scenario by scenario.
void Report::tabulate_waiting() {
    const Rows rows{.options = view_.waiting_options()};
    if (rows.options.empty()) {
        return;
    }
    const auto figure = [&](const std::string& name) {
        return by_row(rows, [&](std::size_t o, std::size_t s) { return view_.figure(name, o, s); });
    };
    const std::vector<double> gain = figure("waiting/gain_lower_bound");
    const std::vector<double> error = figure("waiting/gain_lower_bound_mc_error");
    const std::vector<double> mean = figure("waiting/best_fixed_mean");
    Column amount{{"gain,", "lower bound,", view_.text("currency")}, 26, {}};
    Column share{{"gain,", "% of its", "recoveries"}, 12, {}};
    Column best{{"", "best fixed", "option"}, 24, {}};
    std::size_t cell = 0;
    for (const std::size_t s : scenarios_of(rows)) {
        for (std::size_t o = 0; o < rows.options.size(); ++o, ++cell) {
            amount.cells.push_back(estimate_text(gain[cell], error[cell], 0));
            share.cells.push_back(mean[cell] != 0.0 ? number_text(percent * gain[cell] / mean[cell], 2)
                                                    : "n/a");
            best.cells.push_back(view_.best_fixed_option(o, s));
        }
    }
    line("Optimal waiting: what the best time of a measure gains over the best option of fixed time, in");
    line("discounted recoveries of " + whose() +
         (view_.has("expected") ? " in expectation, on the same macro paths" : " on the same paths"));
    line();
    print({best, amount, share}, rows);
}

void Report::explain() {
    const auto flags =
        by_row({}, [&](std::size_t o, std::size_t s) { return view_.open_flagged(o, s) ? 1.0 : 0.0; });
    line(
        "recovery rate: undiscounted net cash over the claim that was non-performing at cut-off; discounted");
    line("recoveries also hold loans that default later. Claim open at end: in " + money_.unit +
         ", at face, of");
    line("loans that are or were non-performing, at the recovery horizon.");
    if (std::ranges::count(flags, 1.0) > 0) {
        line("* above 2 % of the claim; what it may still pay is not in the recoveries.");
    }
    if (view_.options().size() > 1) {
        line("Error left: standard error of a difference in % of what separate random numbers would give.");
        line("Hindsight regret: what the best option of each path brings beyond this one, by foresight that");
        line("nobody has.");
        if (!view_.has("expected/probability_best")) {
            line("How often it is best in expectation, luck of single loans apart, takes engine = \"both\".");
        }
    }
    if (view_.has("waiting")) {
        line(
            "Gain: a lower bound, for the best rule may gain more than the one that ran. It acts at quarter");
        line("ends; a fixed option may act in between.");
    }
    if (text_.find("n/a") != std::string::npos) {
        line("n/a: fewer than 10 paths in that tail, or nothing to divide by.");
    }
}

}  // namespace

std::string figures_text(const std::filesystem::path& results, const SummaryChoice& choice) {
    return Report(results, choice).text();
}

std::string opening_text(const std::filesystem::path& results) {
    const std::string file = results.string();
    return "Results: " + file + " (HDF5, readable as netCDF-4)\n" +
           "  Python: import recoup; results = recoup.open(\"" + file + "\"); results.compare()\n" +
           "  other:  xarray.open_dataset(..., group=\"summary\"), h5py, h5dump, ncdump\n";
}

std::string summary_table(const std::filesystem::path& results) {
    return figures_text(results) + "\n" + opening_text(results);
}

}  // namespace recoup::sim
