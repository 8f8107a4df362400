#include <pybind11/pybind11.h>

#include "sim/build_info.hpp"

PYBIND11_MODULE(_core, module) {
    module.doc() = "The simulator. Use it through the package `recoup`.";
    module.attr("__version__") = recoup::sim::build_info::version;
}
