// Results files as they were written: looked at before h5py opens them.
#include <pybind11/pybind11.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "bindings/src/bindings.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/results_seal.hpp"
#include "sim/report/json.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

/// By the bytes alone: the file is as it was written, or of before there were seals. What is no HDF5 file is
/// left to h5py to say.
bool is_sealed_or_old(const std::filesystem::path& file) {
    if (!sim::begins_as_hdf5(file)) {
        return true;
    }
    sim::require_whole(file);
    const sim::Seal seal = sim::seal_of(file);
    return seal == sim::Seal::intact || seal == sim::Seal::absent;
}

std::string check_results(const std::filesystem::path& file) {
    return sim::text_of(sim::json_of(sim::check_results(file), file));
}

}  // namespace

void bind_results(py::module_& module) {
    module.def("may_be_results", &sim::may_be_results, py::arg("file"));
    module.def("is_sealed_or_old", &is_sealed_or_old, py::arg("file"),
               py::call_guard<py::gil_scoped_release>());
    module.def(
        "require_harmless", [](const std::filesystem::path& file) { sim::require_harmless(file); },
        py::arg("file"), py::call_guard<py::gil_scoped_release>());
    module.def("check_results", &check_results, py::arg("file"), py::call_guard<py::gil_scoped_release>());
}

}  // namespace recoup::bindings
