#include "sim/input/study_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "sim/input/hazard_checks.hpp"
#include "sim/input/jurisdiction_reader.hpp"
#include "sim/input/parameters_reader.hpp"
#include "sim/input/plausibility/plausibility_reader.hpp"
#include "sim/input/scenarios_reader.hpp"
#include "sim/input/tables/table_format_reader.hpp"
#include "sim/input/toml/key_reader.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

Date next_quarter_end(Date date) {
    date = from_days(to_days(date) + 1);
    while (!is_quarter_end(date)) {
        date = from_days(to_days(date) + 1);
    }
    return date;
}

class StudyReader {
  public:
    StudyReader(const Node& document, const std::filesystem::path& folder, const FilesSettings& settings,
                InputFiles& files, Problems& problems)
        : document_(document),
          keys_(document, problems),
          folder_(folder),
          settings_(settings),
          files_(files),
          problems_(problems) {}

    StudyInput read() {
        keys_.find("recoup_schema");
        read_scale();
        read_time();
        read_rules();
        read_money();
        read_portfolio();
        read_macro();
        read_options();
        read_segments();
        amounts_.report();
        study().converted_amounts = amounts_.list();
        read_limits_and_output();
        read_control_totals();
        for (const SegmentDefinition& segment : study().segments) {
            check_student_shocks(segment.name, segment.parameters, study().macro, keys_);
        }
        for (const OptionInput& option : options_) {
            for (const SegmentDefinition& segment : study().segments) {
                check_rows_of_option(option, segment.parameters, problems_);
            }
        }
        return std::move(input_);
    }

  private:
    Study& study() { return input_.study; }
    std::filesystem::path resolved(const std::string& name) const {
        return (folder_ / name).lexically_normal();
    }

    void read_scale() {
        study().title = keys_.text_or("title", "");
        if (const Node* seed =
                keys_.require("seed", "Choose a whole number once and keep it: seed = 20240601")) {
            study().seed = seed_of(*seed);
        }
        study().paths =
            keys_.whole("paths", range::between(1, std::numeric_limits<int>::max(), "a number of paths"));
        read_engine();
        input_.request.exclude_bad_rows =
            keys_.choice<bool>("on_error_rows", {{"stop", false}, {"exclude", true}});
    }

    /// Up to 2^64 - 1; TOML's own whole numbers end at 2^63 - 1, so a larger one stands in quotes.
    std::uint64_t seed_of(const Node& node) {
        if (!std::holds_alternative<std::string>(node.value)) {
            return static_cast<std::uint64_t>(
                whole_number_of(node, range::not_negative("a seed"), problems_));
        }
        const std::string text = text_of(node, problems_);
        std::uint64_t seed = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), seed);
        if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
            keys_.problem("seed", "must be a whole number from 0 to 18446744073709551615");
        }
        return seed;
    }

    void read_engine() {
        const std::string engine = keys_.text_or("engine", "loan");
        const auto found = std::find(engine_names.begin(), engine_names.end(), engine);
        if (found == engine_names.end()) {
            keys_.problem("engine", "there is no such engine", "the engines are loan, expected and both",
                          "Write engine = \"loan\"");
            return;
        }
        study().engine = static_cast<EngineChoice>(found - engine_names.begin());
        if (const Node* node = keys_.find("expected")) {
            KeyReader expected(*node, problems_);
            ExpectedSettings& settings = study().expected;
            settings.ltv_nodes = expected.whole_or("ltv_nodes", settings.ltv_nodes,
                                                   range::between(4, 512, "a number of nodes"));
            settings.rate_nodes = expected.whole_or("rate_nodes", settings.rate_nodes,
                                                    range::between(1, 8, "a number of nodes"));
            settings.maturity_step_months =
                expected.whole_or("maturity_step_months", settings.maturity_step_months,
                                  range::between(1, 180, "a number of months"));
            settings.workout_maturity_step_months = expected.whole_or(
                "workout_maturity_step_months",
                std::max(settings.workout_maturity_step_months, settings.maturity_step_months),
                range::between(1, 180, "a number of months"));
            if (settings.workout_maturity_step_months < settings.maturity_step_months) {
                const std::string step = std::to_string(settings.maturity_step_months);
                expected.problem(
                    "workout_maturity_step_months", "is below maturity_step_months, " + step,
                    "a defaulted loan's contract is told apart no more finely than before default",
                    "Write " + step + " or more, or lower maturity_step_months");
            }
            settings.noise_strata = expected.whole_or("noise_strata", settings.noise_strata,
                                                      range::between(1, 64, "a number of strata"));
            settings.value_state = expected.choice<ValueState>(
                "value_state", {{"quadratic", ValueState::quadratic}, {"central", ValueState::central}});
            settings.pilot_paths = expected.whole_or("pilot_paths", settings.pilot_paths,
                                                     range::between(0, 100'000, "a number of paths"));
            constexpr int fewest_pilots = 256;  // several times the 45 coefficients of eight variables
            if (settings.pilot_paths > 0 && settings.pilot_paths < fewest_pilots) {
                expected.problem("pilot_paths", "is too few for a regression",
                                 "it has up to 45 coefficients by month", "Write 256 or more, or 0 for none");
            }
            if (settings.value_state == ValueState::central) {
                problems_.warning("study", "expected.value_state", "central",
                                  "best times do not see the macro path: an approximation",
                                  "its values are off by 0.5 to 1.5 % on the study of the demo");
            }
        }
    }

    void read_time() {
        const auto cut_off = keys_.date("cut_off");
        if (cut_off && !is_quarter_end(*cut_off)) {
            keys_.problem("cut_off", "is not the end of a quarter",
                          "provisions and capital are struck at quarter ends",
                          "Did you mean " + next_quarter_end(*cut_off).text() + "?");
        }
        input_.request.cut_off = cut_off.value_or(Date{1970, 3, 31});
        study().cut_off_year = input_.request.cut_off.year;
        study().cut_off_month = input_.request.cut_off.month;
        study().cut_off_day = input_.request.cut_off.day;
        study().recovery_horizon_months =
            keys_.whole("recovery_horizon_months", range::between(1, 180, "a number of months"));
        study().reporting_horizon_quarters =
            keys_.whole("reporting_horizon_quarters", range::between(1, 20, "a number of quarters"));
        if (3 * study().reporting_horizon_quarters > study().recovery_horizon_months) {
            keys_.problem("reporting_horizon_quarters",
                          fmt::format("reaches beyond the recovery horizon of {} months",
                                      study().recovery_horizon_months),
                          "quarters are reported from simulated months",
                          "Lower it, or raise recovery_horizon_months");
        }
    }

    /// Without the key the defaults of ClassificationRules hold.
    void read_rules() {
        const std::string jurisdiction = keys_.text_or("jurisdiction", "");
        if (jurisdiction.empty() && keys_.has("jurisdiction")) {
            keys_.problem("jurisdiction", "names no file", "",
                          "Name the file of its rules, or remove the key");
        } else if (!jurisdiction.empty()) {
            problems_.collect(
                [&] { study().rules = read_jurisdiction(resolved(jurisdiction), files_, problems_); });
        }
    }

    void read_money() {
        study().currency =
            keys_.text("currency", "Name the reporting currency, for instance currency = \"EUR\"");
        study().exchange_rates = keys_.number_table("exchange_rates", range::exchange_rate());
        const auto own = study().exchange_rates.find(study().currency);
        if (own != study().exchange_rates.end() && own->second != 1.0) {
            keys_.problem("exchange_rates", "the rate of the reporting currency itself must be 1");
        }
        input_.request.currencies = {study().currency, study().exchange_rates,
                                     study_table(document_, "exchange_rates")};
        study().pool_sale_costs = keys_.flag_or("pool_sale_costs", true);
        if (const Node* node = keys_.require("rates", "Add [rates] with hurdle and investor")) {
            KeyReader rates(*node, problems_);
            study().hurdle_rate = rates.number("hurdle", range::annual_rate());
            study().investor_rate = rates.number("investor", range::annual_rate());
        }
    }

    void read_portfolio() {
        const Node* node = keys_.find("portfolio");
        if (node == nullptr) {
            return;
        }
        KeyReader portfolio(*node, problems_);
        const std::string loans = portfolio.text_or("loans", "");
        const std::string collateral = portfolio.text_or("collateral", "");
        input_.loans = loans.empty() ? std::filesystem::path() : resolved(loans);
        input_.collateral = collateral.empty() ? std::filesystem::path() : resolved(collateral);
        input_.loan_mapping = read_mapping(portfolio, "columns");
        input_.collateral_mapping = read_mapping(portfolio, "collateral_columns");
        input_.loan_format = read_table_format(portfolio, "", document_);
        input_.loan_format.per_cent = read_per_cent(portfolio);
        input_.collateral_format = read_table_format(portfolio, "collateral_", document_);
    }

    ColumnMapping read_mapping(KeyReader& portfolio, std::string_view key) {
        ColumnMapping mapping;
        portfolio.for_each_entry(key, [&](const std::string& ours, const Node& name) {
            mapping.entries[ours] = {text_of(name, problems_), name.where(), name.path};
        });
        return mapping;
    }

    void read_macro() {
        const Node* node = keys_.require("macro", "Add [macro] with the model");
        if (node == nullptr) {
            return;
        }
        KeyReader macro(*node, problems_);
        const std::string model = macro.text("model", "Name the file of the macro model");
        MacroInput input;
        problems_.collect([&] {
            if (!model.empty()) {
                input = read_macro_model(resolved(model), files_, problems_);
                if (!input.model.variables.empty()) {  // else nothing can be checked against them
                    macro_variables_ = variable_names(input.model);
                }
            }
        });
        input.model.centre =
            macro.choice<Centre>("centre", {{"mean", Centre::mean}, {"median", Centre::median}});
        input.model.dispersion = macro.number_or("dispersion", 1.0, range::between(0.0, 10.0, "a factor"));
        input.model.student_t_degrees_of_freedom =
            macro.number_or("student_t_degrees_of_freedom", 0.0,
                            Range{2.0, 1e6, true, false, "a number of degrees of freedom"});
        if (input.model.student_t_degrees_of_freedom > 0.0 && input.model.centre == Centre::mean) {
            macro.problem("centre", "the mean of an index level is not known for Student t shocks",
                          "its correction is that of Gaussian shocks", "Set centre = \"median\"");
        }
        problems_.collect([&] {
            study().scenarios = read_scenarios(keys_, input, input_.request.cut_off, folder_, files_,
                                               macro_variables_.has_value());
        });
        study().macro = std::move(input.model);
    }

    void read_options() {
        keys_.require("options", "Name at least one file: options = [\"options/hold.toml\"]");
        const auto names = keys_.texts_or("options");
        if (keys_.has("options") && names.empty()) {
            keys_.problem("options", "names no option", "", "Name at least one file");
        }
        std::set<std::string> seen;
        for (std::size_t place = 0; place < names.size(); ++place) {
            problems_.collect([&] {
                add_option(read_option(resolved(names[place]), place, settings_.options, amounts_, files_,
                                       problems_),
                           seen);
            });
        }
        if (options_.size() == names.size()) {  // else the one that is meant may not be read
            std::vector<std::string> known;
            for (const OptionInput& option : options_) {
                known.push_back(option.name_in_file);
            }
            settings_.options.report_unknown(known, problems_);
        }
    }

    void add_option(OptionInput option, std::set<std::string>& seen) {
        if (!seen.insert(option.option.name).second) {
            keys_.problem("options", "two options have the name '" + option.option.name + "'", "",
                          "Change `name` in " + option.file);
        }
        input_.request.who.push_back(std::move(option.who));
        study().options.push_back(option.option);
        options_.push_back(std::move(option));
    }

    void read_segments() {
        std::set<std::string> seen;
        bool everything_taken = false;
        keys_.for_each_element("segment", [&](const Node& node) {
            KeyReader keys(node, problems_);
            SegmentDefinition segment;
            segment.name = keys.text("name");
            segment.when = keys.text_or("when", "");
            const std::string parameters =
                keys.text("parameters", "Name the file of the segment's parameters");
            if (segment.name == "portfolio") {
                keys.problem("name", "the name is taken", "the results use it for the sum of all segments",
                             "Choose another name");
            }
            if (!seen.insert(segment.name).second) {
                keys.problem("name", "two segments have this name");
            }
            if (everything_taken) {
                keys.problem("when", "no loan can reach this segment", "a segment before it takes every loan",
                             "Put the segment without `when` last");
            }
            everything_taken = everything_taken || segment.when.empty();
            const Node* when = keys.find("when");
            input_.request.segment_rules.push_back(
                segment.when.empty() ? std::nullopt
                                     : parse_rule(segment.when, when->where(), when->path, problems_));
            problems_.collect([&] {
                if (!parameters.empty()) {
                    segment.parameters =
                        read_parameters(resolved(parameters),
                                        {segment.name, study().segments.size(), macro_variables_,
                                         settings_.parameters, study().rules, amounts_},
                                        files_, problems_);
                }
            });
            study().segments.push_back(std::move(segment));
        });
        if (study().segments.empty()) {
            keys_.problem("segment", "there is no segment", "loans of a segment share parameters",
                          "Add [[segment]] with name and parameters");
        }
        settings_.parameters.report_unknown(names_of(study().segments), problems_);
    }

    void read_limits_and_output() {
        if (const Node* node = keys_.find("limits")) {
            KeyReader limits(*node, problems_);
            study().memory_limit_gb = limits.number_if("memory_gb", range::positive("an amount"));
            study().disk_limit_gb = limits.number_if("disk_gb", range::positive("an amount"));
        }
        if (const Node* node = keys_.find("output")) {
            KeyReader output(*node, problems_);
            study().macro_paths_kept = output.whole_or("macro_paths_kept", study().macro_paths_kept,
                                                       range::between(0, 1e6, "a number of paths"));
            study().histogram_bins = output.whole_or("histogram_bins", study().histogram_bins,
                                                     range::between(1, 10000, "a number of bins"));
        }
        if (const Node* node = keys_.find("plausibility")) {
            study().plausibility = read_plausibility(*node, problems_);
        }
    }

    void read_control_totals() {
        const std::vector<std::string> known = names_of(study().segments);
        keys_.for_each_entry("control_totals", [&](const std::string& segment, const Node& node) {
            KeyReader keys(node, problems_);
            const double total = keys.number("principal_balance", range::not_negative("an amount"));
            const double tolerance = keys.number_or("tolerance", 0.0, range::not_negative("an amount"));
            if (std::find(known.begin(), known.end(), segment) == known.end()) {
                problems_.error(node.where(), node.path, "", "there is no segment '" + segment + "'", "",
                                suggest_name(segment, known));
            }
            input_.request.control_totals[segment] = {total, tolerance, node.where(), node.path};
        });
    }

    const Node& document_;
    KeyReader keys_;
    std::filesystem::path folder_;
    const FilesSettings& settings_;
    InputFiles& files_;
    Problems& problems_;
    StudyInput input_;
    StudyAmounts amounts_{input_.request.currencies, problems_};
    std::vector<OptionInput> options_;
    std::optional<std::vector<std::string>> macro_variables_;
};

}  // namespace

StudyInput read_study(const Node& document, const std::filesystem::path& folder,
                      const FilesSettings& settings, InputFiles& files, Problems& problems) {
    return StudyReader(document, folder, settings, files, problems).read();
}

}  // namespace recoup::sim
