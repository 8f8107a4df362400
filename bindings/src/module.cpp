// The Python module recoup._core: one bind_<concept>.cpp a concept, no arithmetic.
#include <pybind11/pybind11.h>

#include "bindings/src/bindings.hpp"
#include "sim/build_info.hpp"

PYBIND11_MODULE(_core, module) {
    module.doc() = "The simulator. Use it through the package `recoup`.";
    module.attr("__version__") = recoup::sim::build_info::version;
    recoup::bindings::bind_errors(module);
    recoup::bindings::bind_frames(module);
    recoup::bindings::bind_study(module);
    recoup::bindings::bind_run(module);
    recoup::bindings::bind_results(module);
    recoup::bindings::bind_replay(module);
}
