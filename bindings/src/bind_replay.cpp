#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bindings/src/bindings.hpp"
#include "models/accounts.hpp"
#include "models/units.hpp"
#include "sim/replay.hpp"

namespace py = pybind11;

namespace recoup::bindings {

namespace {

using sim::ReplayMonth;
using sim::ReplayOption;

template <typename Value>
std::vector<Value> column(const ReplayOption& option, Value ReplayMonth::*member) {
    std::vector<Value> values;
    values.reserve(option.months.size());
    for (const ReplayMonth& month : option.months) {
        values.push_back(month.*member);
    }
    return values;
}

/// (month, account, minor units) of everything that was posted.
std::vector<py::tuple> postings(const ReplayOption& option) {
    std::vector<py::tuple> posted;
    for (const ReplayMonth& month : option.months) {
        for (const auto& [account, amount] : month.cash) {
            posted.push_back(
                py::make_tuple(month.month, account_names[static_cast<std::size_t>(account)], amount));
        }
    }
    return posted;
}

py::dict columns_of(const ReplayOption& option) {
    py::dict columns;
    columns["month"] = column(option, &ReplayMonth::month);
    columns["node"] = column(option, &ReplayMonth::node);
    columns["entered"] = column(option, &ReplayMonth::entered);
    columns["cause"] = column(option, &ReplayMonth::cause);
    columns["ltv"] = column(option, &ReplayMonth::ltv);
    columns["claim_before"] = column(option, &ReplayMonth::claim_before);
    columns["claim_after"] = column(option, &ReplayMonth::claim_after);
    columns["net_cash"] = column(option, &ReplayMonth::net_cash);
    return columns;
}

std::vector<ReplayOption> replay(const LoadedStudy& loaded, const std::string& loan, std::int64_t path,
                                 int scenario) {
    return sim::replay(loaded.run, loan, path, scenario);
}

std::vector<std::string_view> cash_out_accounts() {
    std::vector<std::string_view> names;
    for (std::size_t account = 0; account < account_names.size(); ++account) {
        if (is_cash_out(static_cast<Account>(account))) {
            names.push_back(account_names[account]);
        }
    }
    return names;
}

}  // namespace

void bind_replay(py::module_& module) {
    module.attr("minor_units_per_unit") = minor_units_per_unit;
    module.attr("cash_out_accounts") = cash_out_accounts();
    py::class_<ReplayOption>(module, "ReplayOption",
                             "What one option did with the loan; money in minor units.")
        .def_readonly("option", &ReplayOption::option)
        .def_readonly("net_cash", &ReplayOption::net_cash)
        .def_readonly("pv_hurdle", &ReplayOption::pv_hurdle)
        .def("columns", &columns_of, "month -> column, by name")
        .def("postings", &postings, "(month, account, amount) of all cash");
    module.def("replay", &replay, py::arg("study"), py::arg("loan"), py::arg("path"), py::arg("scenario"),
               py::call_guard<py::gil_scoped_release>());
}

}  // namespace recoup::bindings
