// Reads scenario paths: long CSV of levels, turned into what the macro model moves (levels or log changes).
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "sim/input/input_files.hpp"
#include "sim/input/macro_model_reader.hpp"
#include "sim/input/toml/date.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// The rows of a scenario file: [scenario][variable][quarter].
struct ScenarioFile {
    struct Value {
        double value = 0.0;
        std::string where;
    };
    struct Series {
        std::map<int, Value> values;  ///< by quarter number
        std::string unit;
        std::string where;  ///< of its first row
    };
    std::string name;
    std::map<std::string, std::map<std::string, Series>> scenarios;
};

ScenarioFile read_scenario_file(const std::filesystem::path& file, InputFiles& files, Problems& problems);

/// The path of one scenario by period of the model, from the first period after cut-off; sets path and
/// calendar_shift. `asked_at` is where the study names the scenario.
void fill_path(const ScenarioFile& file, const std::string& name_in_file, const MacroModel& model,
               const Date& cut_off, const Node& asked_at, Scenario& scenario, Problems& problems);

}  // namespace recoup::sim
