// Errors of the core as exceptions of Python, which are classes of recoup.errors.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "bindings/src/bindings.hpp"
#include "models/errors.hpp"
#include "sim/output/output_error.hpp"
#include "sim/run.hpp"
#include "sim/running/limits.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

const char* severity_name(const Problem& problem) {
    return problem.severity == Severity::error ? "error" : "warning";
}

py::object exception_class(const char* name) {
    return py::module_::import("recoup.errors").attr(name);
}

void raise(const char* class_name, const std::string& text) {
    py::set_error(exception_class(class_name), text.c_str());
}

void raise(const char* class_name, const InputError& error) {
    const py::object type = exception_class(class_name);
    py::set_error(type, type(error.what(), error.problems()));
}

void translate(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const LimitError& error) {
        raise("LimitError", error);
    } catch (const sim::OutputError& error) {
        raise("OutputError", error);
    } catch (const InputError& error) {
        raise("InputError", error);
    } catch (const sim::Interrupted& error) {
        raise("Interrupted", error.what());
    } catch (const ContractViolation& error) {
        raise("ContractViolation", error.what());
    }
}

}  // namespace

void bind_errors(py::module_& module) {
    py::class_<Problem>(
        module, "Problem",
        "One thing wrong with an input. Parts that do not apply are empty; `str()` is the whole sentence.")
        .def(py::init([](std::string where, std::string field, std::string value, std::string problem,
                         std::string suggestion) {
                 return Problem{.where = std::move(where),
                                .field = std::move(field),
                                .value = std::move(value),
                                .problem = std::move(problem),
                                .suggestion = std::move(suggestion)};
             }),
             py::kw_only(), py::arg("where"), py::arg("field"), py::arg("value") = "", py::arg("problem"),
             py::arg("suggestion") = "")
        .def_property_readonly("severity", severity_name, "'error' or 'warning'")
        .def_readonly("where", &Problem::where, "file and line, or row of a frame")
        .def_readonly("field", &Problem::field, "key or column")
        .def_readonly("value", &Problem::value, "the offending value")
        .def_readonly("problem", &Problem::problem, "what is wrong")
        .def_readonly("why", &Problem::why, "the rule that it breaks")
        .def_readonly("suggestion", &Problem::suggestion, "what to do")
        .def_readonly("count", &Problem::count, "rows that have it; `where` and `value` are of the first")
        .def_readonly("consequences", &Problem::consequences, "what else follows from it")
        .def("__str__", &Problem::text)
        .def("__repr__", [](const Problem& problem) {
            return "<" + std::string(severity_name(problem)) + ": " + problem.text() + ">";
        });
    py::register_local_exception_translator(translate);
}

}  // namespace recoup::bindings
