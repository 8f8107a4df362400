// write_sample_results FILE PATHS: a results file for tests of other programs' readers.
#include <cstdlib>
#include <iostream>

#include "tests/sim/output/sample_results.hpp"

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "write_sample_results FILE PATHS\n";
        return 2;
    }
    recoup::sim::write_sample_results(arguments[1], static_cast<std::size_t>(std::atol(arguments[2])));
    return 0;
}
