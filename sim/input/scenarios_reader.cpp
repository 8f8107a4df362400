#include "sim/input/scenarios_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

namespace recoup::sim {

namespace {

constexpr double weight_rounding = 1e-9;

class ScenariosReader {
  public:
    ScenariosReader(KeyReader& study, MacroInput& macro, const Date& cut_off,
                    const std::filesystem::path& folder, InputFiles& files, bool model_is_known)
        : study_(study),
          problems_(study.problems()),
          macro_(macro),
          cut_off_(cut_off),
          folder_(folder),
          files_(files),
          model_is_known_(model_is_known) {}

    std::vector<Scenario> read() {
        study_.for_each_element("scenario", [&](const Node& node) { read_one(node); });
        if (scenarios_.empty()) {
            study_.problem("scenario", "there is no scenario", "",
                           "Add [[scenario]] with name and weight = 1.0");
            return {};
        }
        check_weights();
        complete_long_run_means();
        return std::move(scenarios_);
    }

  private:
    void read_one(const Node& node) {
        KeyReader keys(node, problems_);
        Scenario scenario;
        scenario.name = keys.text("name");
        scenario.weight = keys.number("weight", range::share());
        scenario.credit_index_shift = keys.number_or("credit_index_shift", 0.0, range::any());
        const std::string path = keys.text_or("path", "");
        const std::string name_in_file = keys.text_or("scenario", scenario.name);
        if (scenario.name == "mixture") {
            keys.problem("name", "the name is taken", "the results use it for all scenarios by their weights",
                         "Choose another name");
        }
        if (!names_.insert(scenario.name).second) {
            keys.problem("name", "two scenarios have this name");
        }
        if (path.empty() && keys.has("scenario")) {
            keys.problem("scenario", "there is no `path` to find it in", "", "Add path = \"...\"");
        }
        if (!path.empty() && !name_in_file.empty()) {
            const Node& asked_at = node.table()->at(keys.has("scenario") ? "scenario" : "name");
            problems_.collect([&] {
                const ScenarioFile& file = file_of((folder_ / path).lexically_normal());
                if (model_is_known_) {
                    fill_path(file, name_in_file, macro_.model, cut_off_, asked_at, scenario, problems_);
                }
            });
        }
        has_path_.push_back(!path.empty());
        scenarios_.push_back(std::move(scenario));
    }

    const ScenarioFile& file_of(const std::filesystem::path& file) {
        const auto found = cache_.find(file);
        return found != cache_.end()
                   ? found->second
                   : cache_.emplace(file, read_scenario_file(file, files_, problems_)).first->second;
    }

    void check_weights() {
        double sum = 0.0;
        for (const Scenario& scenario : scenarios_) {
            sum += scenario.weight;
        }
        if (std::fabs(sum - 1.0) > weight_rounding) {
            study_.problem("scenario", fmt::format("the weights add up to {}", sum), "they must add up to 1",
                           "");
        }
    }

    /// Where the model states no long-run mean it is the end of the path of `baseline`, else of the first
    /// scenario.
    void complete_long_run_means() {
        std::size_t chosen = 0;
        for (std::size_t s = 0; s < scenarios_.size(); ++s) {
            chosen = scenarios_[s].name == "baseline" ? s : chosen;
        }
        for (std::size_t v = 0; v < macro_.model.variables.size(); ++v) {
            if (v >= macro_.has_long_run_mean.size() || macro_.has_long_run_mean[v]) {
                continue;
            }
            MacroVariable& variable = macro_.model.variables[v];
            if (!has_path_[chosen]) {
                problems_.error(macro_.file, "variable", "\"" + variable.name + "\"",
                                "long_run_mean is missing",
                                fmt::format("scenario '{}' has no path whose end could stand for it",
                                            scenarios_[chosen].name),
                                "Add long_run_mean to the variable");
            } else if (!scenarios_[chosen].path.empty()) {
                variable.long_run_mean = scenarios_[chosen].path.back()[v];
                problems_.warning(
                    macro_.file, "variable", "\"" + variable.name + "\"",
                    fmt::format("long_run_mean is not stated and taken as {:.6g}", variable.long_run_mean),
                    fmt::format("the end of scenario '{}'", scenarios_[chosen].name));
            }
        }
    }

    KeyReader& study_;
    Problems& problems_;
    MacroInput& macro_;
    const Date& cut_off_;
    std::filesystem::path folder_;
    InputFiles& files_;
    bool model_is_known_;
    std::vector<Scenario> scenarios_;
    std::vector<bool> has_path_;
    std::set<std::string> names_;
    std::map<std::filesystem::path, ScenarioFile> cache_;
};

}  // namespace

std::vector<Scenario> read_scenarios(KeyReader& study, MacroInput& macro, const Date& cut_off,
                                     const std::filesystem::path& folder, InputFiles& files,
                                     bool model_is_known) {
    return ScenariosReader(study, macro, cut_off, folder, files, model_is_known).read();
}

}  // namespace recoup::sim
