// The program `recoup`.
#include "sim/cli/program.hpp"

int main(int argc, char** argv) {
    return static_cast<int>(recoup::sim::cli::program({argv + 1, argv + argc}));
}
