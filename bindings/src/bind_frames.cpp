// Frames as tapes: the core asks for a column when it knows that it wants it; the others are never read.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/src/bindings.hpp"
#include "models/errors.hpp"
#include "sim/files/utf8_text.hpp"
#include "sim/input/tables/table.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

using sim::Column;
using sim::Table;
using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Flags = py::array_t<bool, py::array::c_style | py::array::forcecast>;

/// The core copies and drops columns without holding Python's lock; the last owner takes it.
std::shared_ptr<py::function> shared(py::function function) {
    return {new py::function(std::move(function)), [](py::function* last) {
                const py::gil_scoped_acquire lock;
                delete last;
            }};
}

/// The text of a Python string. One that has no UTF-8 (a lone surrogate) or holds what no file may is an
/// error.
std::string_view text_of(const py::handle value, const std::string& where, const std::string& field) {
    const auto refused = [&](const std::string& fault) {
        return InputError(Problem{.where = where, .field = field, .problem = "the text " + fault});
    };
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
    if (bytes == nullptr) {
        PyErr_Clear();
        throw refused("is not Unicode: a lone surrogate");
    }
    const std::string_view text(bytes, static_cast<std::size_t>(size));
    if (const std::string fault = sim::fault_of_text(text); !fault.empty()) {
        throw refused(fault);
    }
    return text;
}

void push_texts(Column& column, const py::iterable& values, const std::string& source) {
    std::size_t row = 0;
    for (const py::handle value : values) {
        column.push_text(text_of(value, source + " row " + std::to_string(row++), column.given_name));
    }
}

void push_numbers(Column& column, const Numbers& values, const Flags& is_null) {
    const auto value = values.unchecked<1>();
    const auto null = is_null.unchecked<1>();
    for (py::ssize_t row = 0; row < value.shape(0); ++row) {
        null(row) ? column.push_null() : column.push_number(value(row));
    }
}

/// `values_of(place)` gives ("text", strings with "" for null) or (kind, numbers, nulls).
void fetch(Column& column, const py::function& values_of, std::size_t place, const std::string& source) {
    const py::gil_scoped_acquire lock;
    const py::tuple given = values_of(place);
    const auto kind = given[0].cast<std::string>();
    if (kind == "text") {
        push_texts(column, given[1], source);
        return;
    }
    column.kind = kind == "number"    ? Column::Kind::number
                  : kind == "boolean" ? Column::Kind::boolean
                                      : Column::Kind::date;
    push_numbers(column, given[1].cast<Numbers>(), given[2].cast<Flags>());
}

/// `label_of(place)` names a row as its frame does.
std::function<std::string(std::size_t)> labels(py::function label_of) {
    return [function = shared(std::move(label_of))](std::size_t place) {
        const py::gil_scoped_acquire lock;
        return (*function)(place).cast<std::string>();
    };
}

Table table_of(const std::string& source, std::size_t rows, const py::list& names, py::function values_of,
               py::function label_of) {
    Table table;
    table.source = source;
    table.rows_are_lines = false;
    table.row_number.resize(rows);
    std::iota(table.row_number.begin(), table.row_number.end(), std::size_t{0});
    table.label = labels(std::move(label_of));
    const auto function = shared(std::move(values_of));
    for (std::size_t place = 0; place < names.size(); ++place) {
        Column column;
        column.name = text_of(names[place], source, "names of columns");
        column.fetch = [function, place, source](Column& wanted) { fetch(wanted, *function, place, source); };
        table.columns.push_back(std::move(column));
    }
    return table;
}

}  // namespace

void bind_frames(py::module_& module) {
    py::class_<Table>(module, "Frame", "A tape whose columns are asked for when they are wanted.")
        .def(py::init(&table_of), py::arg("source"), py::arg("rows"), py::arg("names"), py::arg("values_of"),
             py::arg("label_of"));
}

}  // namespace recoup::bindings
