// Long calls: Python's lock is released for all of their time; another thread of Python reads the progress
// and asks to stop.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/src/bindings.hpp"
#include "sim/run.hpp"
#include "sim/running/estimate.hpp"
#include "sim/running/limits.hpp"
#include "sim/running/machine.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

struct RunControl {
    std::atomic<std::int64_t> policies_done{0};
    std::atomic<std::int64_t> policies_to_do{0};
    std::atomic<std::int64_t> paths_done{0};
    std::atomic<std::int64_t> paths_to_do{0};
    std::atomic<bool> stop{false};
    std::vector<Problem> told;  ///< read after the run
};

sim::RunSettings settings_of(const std::string& command, const std::string& note, bool force,
                             RunControl& control) {
    sim::RunSettings settings;
    settings.command = command;
    settings.note = note;
    settings.force = force;
    settings.stop = &control.stop;
    settings.tell = [&control](const Problem& problem) { control.told.push_back(problem); };
    return settings;
}

using Range = std::optional<std::pair<std::int64_t, std::int64_t>>;

/// Returns what the results look like, as warnings.
std::vector<Problem> run_study(const LoadedStudy& loaded, const std::filesystem::path& out, int threads,
                               const Range& range, bool resume, bool force, const std::string& command,
                               const std::string& note, RunControl& control) {
    sim::RunSettings settings = settings_of(command, note, force, control);
    settings.threads = threads > 0 ? threads : sim::available_threads();
    settings.resume = resume;
    if (range) {
        settings.paths = sim::PathRange{range->first, range->second};
    }
    settings.policy_progress = [&control](std::int64_t done, std::int64_t to_do) {
        control.policies_to_do = to_do;
        control.policies_done = done;
    };
    settings.progress = [&control](std::int64_t done, std::int64_t to_do) {
        control.paths_to_do = to_do;
        control.paths_done = done;
    };
    sim::check_limits(sim::estimate_size(loaded.run, settings.threads, settings.paths),
                      sim::limits_of(loaded.study, out));
    return sim::run(loaded.run, out, settings).warnings;
}

std::vector<Problem> merge_parts(const LoadedStudy& loaded, const std::vector<std::filesystem::path>& sources,
                                 const std::filesystem::path& out, bool force, const std::string& command,
                                 const std::string& note, RunControl& control) {
    return sim::merge(loaded.run.prepared, sources, out, settings_of(command, note, force, control)).warnings;
}

}  // namespace

void bind_run(py::module_& module) {
    py::class_<RunControl>(module, "RunControl", "What a run tells while it goes on, and the way to stop it.")
        .def(py::init<>())
        .def_property_readonly("policies_done",
                               [](const RunControl& control) { return control.policies_done.load(); })
        .def_property_readonly("policies_to_do",
                               [](const RunControl& control) { return control.policies_to_do.load(); })
        .def_property_readonly("paths_done",
                               [](const RunControl& control) { return control.paths_done.load(); })
        .def_property_readonly("paths_to_do",
                               [](const RunControl& control) { return control.paths_to_do.load(); })
        .def_property_readonly("told", [](const RunControl& control) { return control.told; })
        .def("stop", [](RunControl& control) { control.stop = true; });
    module.def("run", &run_study, py::arg("study"), py::arg("out"), py::arg("threads"), py::arg("range"),
               py::arg("resume"), py::arg("force"), py::arg("command"), py::arg("note"), py::arg("control"),
               py::call_guard<py::gil_scoped_release>());
    module.def("merge", &merge_parts, py::arg("study"), py::arg("sources"), py::arg("out"), py::arg("force"),
               py::arg("command"), py::arg("note"), py::arg("control"),
               py::call_guard<py::gil_scoped_release>());
}

}  // namespace recoup::bindings
