// Bias of backward induction on the SBA study: value_bias [pairs] [LTV nodes] [scenario] [option/segment]
// [pilots]. The lattice is coarser than the study's in what does not bear on the macro state (one rate, ends
// of contract every 24 months, four strata of the auctions' noise): N and the expected engine share it.
#include <cstdlib>
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "sim/input/load_study.hpp"
#include "tests/sim/expected_engine/value_bias.hpp"

using namespace recoup;
using namespace recoup::sim;

namespace {

ExpectedSettings lattice_settings(int ltv_nodes) {
    ExpectedSettings settings;
    settings.ltv_nodes = ltv_nodes;
    settings.rate_nodes = 1;
    settings.maturity_step_months = 24;
    settings.workout_maturity_step_months = 24;
    settings.noise_strata = 4;
    settings.ltv_margin = 0.3;
    return settings;
}

std::string with_error(const MeanAndError& figure) {
    return fmt::format("{:+.3f} ({:.3f})", figure.mean, figure.standard_error);
}

void print(const std::string& name, const BiasFigures& figures) {
    std::string row = fmt::format("| {} | {:.3g} | {} | {:+.2f} |", name, figures.value,
                                  with_error(figures.bias), figures.central_bias);
    for (const MeanAndError& sum : figures.running_sums) row += " " + with_error(sum) + " |";
    row += " " + with_error(figures.worst_fifth) + " | " + with_error(figures.best_fifth) + " |";
    std::cout << row << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
    const int pairs = count > 1 ? std::atoi(arguments[1]) : 500;
    const int ltv_nodes = count > 2 ? std::atoi(arguments[2]) : 24;
    const int scenario = count > 3 ? std::atoi(arguments[3]) : 0;
    const std::string only = count > 4 ? arguments[4] : "";  // what names begin with
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/sba_2025.toml");
    study.engine = EngineChoice::loan;
    const PreparedStudy prepared(study);
    ExpectedSettings lattice = lattice_settings(ltv_nodes);
    lattice.pilot_paths = count > 5 ? std::atoi(arguments[5]) : lattice.pilot_paths;
    ExpectedStudy expected(prepared, lattice);
    const std::vector<BiasStart> starts = stratified_starts(expected);
    std::cout << fmt::format("{} starts, {} antithetic pairs, {} LTV nodes, scenario {}\n\n", starts.size(),
                             pairs, ltv_nodes, study.scenarios[static_cast<std::size_t>(scenario)].name)
              << "| start | N_0 | bias % (se) | central path | D_2 | D_4 | D_8 | D_12 | D_20 | worst fifth | "
                 "best fifth |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
              << std::endl;
    BiasSettings settings;
    settings.scenario = scenario;
    settings.pairs = pairs;
    for (int option = 0; option < prepared.option_count(); ++option) {
        for (int segment = 0; segment < prepared.segment_count(); ++segment) {
            std::vector<BiasStart> own;
            for (const BiasStart& start : starts) {
                if (start.block.option == option && start.block.segment == segment &&
                    start.name.starts_with(only)) {
                    own.push_back(start);
                }
            }
            if (own.empty()) continue;
            const MeasuredBias measured = measure_bias(expected, own, settings);
            for (std::size_t s = 0; s < own.size(); ++s) print(own[s].name, measured.starts[s]);
            print(fmt::format("**{}/{}, by balance**", study.options[static_cast<std::size_t>(option)].name,
                              study.segments[static_cast<std::size_t>(segment)].name),
                  measured.options[static_cast<std::size_t>(option)]);
        }
    }
}
