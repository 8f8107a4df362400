// Agreement of the two engines on the SBA study: demo_agreement [paths].
// Same path numbers, so the same macro paths: the difference by path is what the loan engine draws beside
// them, and its standard error is that of the loan engine conditional on the macro paths.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "sim/input/load_study.hpp"
#include "tests/sim/expected_engine/expected_pair.hpp"

using namespace recoup;
using namespace recoup::sim;

int main(int count, char** arguments) {
    const int paths = count > 1 ? std::atoi(arguments[1]) : 16;
    Study study = load_study(std::string(RECOUP_SOURCE_DIR) + "/scenarios/studies/sba_2025.toml");
    study.engine = EngineChoice::loan;
    study.paths = paths;
    const PreparedRun ready(study);
    const std::vector<tiny::PairedTotal> pairs = tiny::paired_totals(ready, study.expected, paths);
    double largest = 0.0, squares = 0.0;
    int figures = 0, unseen = 0;
    std::cout << "| figure | expected engine | loan engine | difference % | standard errors |\n"
              << "| --- | ---: | ---: | ---: | ---: |\n";
    for (const tiny::PairedTotal& pair : pairs) {
        if (pair.standard_error == 0.0) continue;
        if (pair.loan == 0.0) {  // too rare for so few paths: no error of the loan engine to judge by
            ++unseen;
            continue;
        }
        const double z = pair.deviation() / pair.standard_error;
        largest = std::max(largest, std::fabs(z));
        squares += z * z;
        ++figures;
        std::cout << fmt::format("| {} | {:.6g} | {:.6g} | {:+.3f} | {:+.2f} |\n", pair.name, pair.expected,
                                 pair.loan, 100.0 * pair.deviation() / pair.expected, z);
    }
    std::cout << fmt::format(
        "\n{} paths, {} figures: root mean square {:.2f}, largest {:.2f} standard errors; {} of events that "
        "no "
        "loan has shown\n",
        paths, figures, std::sqrt(squares / std::max(1, figures)), largest, unseen);
}
