#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/src/bindings.hpp"
#include "models/errors.hpp"
#include "sim/input/load_study.hpp"
#include "sim/report/json.hpp"
#include "sim/running/limits.hpp"
#include "sim/running/machine.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;
using Frame = std::optional<sim::Table>;

std::unique_ptr<LoadedStudy> load(const std::filesystem::path& file, const Settings& settings,
                                  const Frame& loans, const Frame& collateral) {
    const sim::Tables frames{loans, collateral};
    // Frames fetch their columns from Python, on this thread.
    const int threads = loans || collateral ? 1 : sim::available_threads();
    sim::Study study = sim::load_study(file, {.set = settings}, &frames, threads);
    sim::check_pools_fit(study);
    return std::make_unique<LoadedStudy>(std::move(study));
}

/// What was read, as the JSON of `recoup check --json`.
std::string facts(const LoadedStudy& loaded) {
    return sim::text_of(sim::json_of(sim::StudyFacts(loaded.run.prepared)));
}

/// What a run will cost, as there; and what it exceeds.
std::pair<std::string, std::vector<Problem>> feasibility(const LoadedStudy& loaded, int threads,
                                                         double probe_seconds) {
    const int used = threads > 0 ? threads : sim::available_threads();
    const sim::Feasibility found = sim::feasibility(loaded.run, "results.h5", used, probe_seconds);
    return {sim::text_of(sim::json_of(found.estimate, found.limits, used)), found.exceeded};
}

template <typename Named>
std::vector<std::string> names_of(const std::vector<Named>& elements) {
    std::vector<std::string> names;
    for (const Named& element : elements) {
        names.push_back(element.name);
    }
    return names;
}

}  // namespace

void bind_study(py::module_& module) {
    py::class_<LoadedStudy>(module, "Study", "A study that was read and made ready to run.")
        .def_property_readonly("currency", [](const LoadedStudy& loaded) { return loaded.study.currency; })
        .def_property_readonly("paths", [](const LoadedStudy& loaded) { return loaded.study.paths; })
        .def_property_readonly("cut_off",
                               [](const LoadedStudy& loaded) {
                                   const sim::Study& study = loaded.study;
                                   return py::make_tuple(study.cut_off_year, study.cut_off_month,
                                                         study.cut_off_day);
                               })
        .def_property_readonly("scenarios",
                               [](const LoadedStudy& loaded) { return names_of(loaded.study.scenarios); })
        .def_property_readonly("options",
                               [](const LoadedStudy& loaded) { return names_of(loaded.study.options); })
        .def_property_readonly("unused_columns",
                               [](const LoadedStudy& loaded) { return loaded.study.unused_columns; })
        .def_property_readonly("warnings", [](const LoadedStudy& loaded) { return loaded.study.warnings; });
    module.def("study_facts", &facts, py::arg("study"), py::call_guard<py::gil_scoped_release>());
    module.def("feasibility", &feasibility, py::arg("study"), py::arg("threads"), py::arg("probe_seconds"),
               py::call_guard<py::gil_scoped_release>());
    module.def("load_study", &load, py::arg("file"), py::arg("set"), py::arg("loans"), py::arg("collateral"),
               py::call_guard<py::gil_scoped_release>());
}

}  // namespace recoup::bindings
