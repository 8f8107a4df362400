// What the files of the module share: each bind_<concept>.cpp adds one concept to it.
#pragma once

#include <pybind11/pybind11.h>

#include <utility>

#include "sim/prepared_run.hpp"
#include "sim/study/study.hpp"

namespace recoup::bindings {

/// A study that was read and made ready: opaque to Python, which names it `Study`.
struct LoadedStudy {
    explicit LoadedStudy(sim::Study given) : study(std::move(given)), run(study) {}

    const sim::Study study;
    const sim::PreparedRun run;
};

void bind_errors(pybind11::module_& module);
void bind_frames(pybind11::module_& module);
void bind_study(pybind11::module_& module);
void bind_run(pybind11::module_& module);
void bind_results(pybind11::module_& module);
void bind_replay(pybind11::module_& module);

}  // namespace recoup::bindings
