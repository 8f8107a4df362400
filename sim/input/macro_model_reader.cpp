#include "sim/input/macro_model_reader.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <set>

#include "models/closed_form/cholesky.hpp"
#include "sim/input/macro_bounds.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/problems/suggest.hpp"
#include "sim/random/draw_address.hpp"

namespace recoup::sim {

namespace {

MacroVariable read_variable(const Node& node, std::vector<bool>& has_long_run_mean, Problems& problems) {
    KeyReader keys(node, problems);
    MacroVariable variable;
    variable.name = keys.text("name");
    variable.transform = keys.choice<Transform>(
        "transform", {{"level", Transform::level}, {"log_change", Transform::log_change}}, true);
    variable.unit = keys.text("unit", "Write the unit of the scenario file");
    variable.entity = entity_of(variable.name);
    variable.xbar = keys.number("xbar", macro_value);
    const auto mean = keys.number_if("long_run_mean", macro_value);
    variable.long_run_mean = mean.value_or(variable.xbar);
    has_long_run_mean.push_back(mean.has_value());
    check_log_change(variable, keys);
    return variable;
}

/// A square matrix with one row a variable; zero where it cannot be read.
Eigen::MatrixXd read_matrix(KeyReader& keys, std::string_view key, Eigen::Index size, const Range& range) {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(size, size);
    const Node* node = keys.require(key);
    if (node == nullptr) {
        return matrix;
    }
    const auto* rows = node->array();
    bool right_size = rows != nullptr && static_cast<Eigen::Index>(rows->size()) == size;
    for (Eigen::Index i = 0; right_size && i < size; ++i) {
        const auto values = numbers_of((*rows)[static_cast<std::size_t>(i)], range, keys.problems());
        right_size = static_cast<Eigen::Index>(values.size()) == size;
        for (Eigen::Index j = 0; right_size && j < size; ++j) {
            matrix(i, j) = values[static_cast<std::size_t>(j)];
        }
    }
    if (!right_size) {
        keys.problem(key, fmt::format("must have {} rows of {} numbers", size, size),
                     "one row and one column for each [[variable]], in their order", "");
    }
    return matrix;
}

void check_stable(const Eigen::MatrixXd& A, KeyReader& keys) {
    const double radius = A.eigenvalues().cwiseAbs().maxCoeff();
    if (!(radius < 1.0)) {
        keys.problem("A", fmt::format("the dynamics are unstable, their spectral radius is {:.6g}", radius),
                     "below 1 the deviations from the path die out, else they grow without bound",
                     "Estimate on deviations from a mean, or scale A down");
    }
}

std::optional<Eigen::MatrixXd> covariance_factor(const Eigen::MatrixXd& Sigma) {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const RowMajor rows = Sigma;
    const CholeskyFactor factor =
        cholesky({rows.data(), static_cast<std::size_t>(rows.size())}, static_cast<int>(rows.rows()));
    if (!factor.succeeded()) {
        return std::nullopt;
    }
    const Eigen::MatrixXd L = Eigen::Map<const RowMajor>(factor.lower.data(), rows.rows(), rows.cols());
    // A pivot lost in rounding means that some combination of variables has no variance of its own.
    const bool lost = (L.diagonal().cwiseAbs2().array() <= 1e-14 * Sigma.diagonal().array()).any();
    return lost ? std::nullopt : std::optional<Eigen::MatrixXd>(L);
}

void read_covariance(KeyReader& keys, MacroModel& model) {
    const Eigen::MatrixXd& Sigma = model.Sigma;
    const double size = std::max(Sigma.cwiseAbs().maxCoeff(), 1e-300);
    if ((Sigma - Sigma.transpose()).cwiseAbs().maxCoeff() > 1e-12 * size) {
        keys.problem("Sigma", "is not symmetric", "it is the covariance of the shocks", "");
        return;
    }
    if (const auto factor = covariance_factor(Sigma)) {
        model.L = *factor;
    } else {
        keys.problem("Sigma", "is not positive definite", "it is the covariance of the shocks",
                     "For a run without shocks set dispersion = 0 in the study");
    }
}

void read_dynamics(const Node& node, MacroModel& model, Problems& problems) {
    KeyReader keys(node, problems);
    const auto size = static_cast<Eigen::Index>(model.variables.size());
    const std::size_t before = problems.error_count();
    model.A = read_matrix(keys, "A", size, macro_value);
    model.Sigma = read_matrix(keys, "Sigma", size, macro_covariance);
    model.L = Eigen::MatrixXd::Zero(size, size);
    if (size > 0 && problems.error_count() == before) {
        check_stable(model.A, keys);
        check_shock_sizes(model, keys);
        read_covariance(keys, model);
    }
}

int position_of(const std::string& name, const MacroModel& model) {
    const auto found = std::find_if(model.variables.begin(), model.variables.end(),
                                    [&](const MacroVariable& each) { return each.name == name; });
    return found == model.variables.end() ? -1 : static_cast<int>(found - model.variables.begin());
}

void read_macro_index(KeyReader& keys, const std::string& variable, const MacroModel& model,
                      PriceIndex& index) {
    index.variable = position_of(variable, model);
    if (index.variable < 0) {
        keys.problem("variable", "there is no such macro variable", "",
                     suggest_name(variable, variable_names(model)));
        return;
    }
    if (model.variables[static_cast<std::size_t>(index.variable)].transform != Transform::log_change) {
        keys.problem("variable", "the variable is a level", "an index moves by its variable's log change",
                     "Give the variable transform = \"log_change\"");
    }
    for (const char* own : {"alpha", "beta", "sigma"}) {
        if (keys.has(own)) {
            keys.problem(own, "does not go with `variable`",
                         "an index that is a macro variable has no drift or noise of its own",
                         "Remove one of them");
        }
        keys.find(own);
    }
}

void read_own_index(KeyReader& keys, const MacroModel& model, PriceIndex& index) {
    index.alpha = keys.number_or("alpha", 0.0, macro_value);
    index.sigma = keys.number_or("sigma", 0.0, range::not_negative("a standard deviation"));
    keys.for_each_entry("beta", [&](const std::string& name, const Node& node) {
        const int position = position_of(name, model);
        const double beta = number_of(node, macro_value, keys.problems());
        if (position < 0) {
            keys.problems().error(node.where(), node.path, "",
                                  "the macro model has no variable '" + name + "'", "",
                                  suggest_name(name, variable_names(model)));
        } else {
            index.beta[static_cast<std::size_t>(position)] = beta;
        }
    });
    check_own_index(index, model, keys);
}

PriceIndex read_index(const Node& node, const MacroModel& model, Problems& problems) {
    KeyReader keys(node, problems);
    PriceIndex index;
    index.name = keys.text("name");
    index.entity = entity_of(index.name);
    index.classes = keys.texts_or("classes");
    index.region = keys.text_or("region", "");
    index.beta.assign(model.variables.size(), 0.0);
    if (index.classes.empty()) {
        keys.problem("classes", "names no collateral class", "an index serves at least one", "");
    }
    const std::string variable = keys.text_or("variable", "");
    variable.empty() ? read_own_index(keys, model, index) : read_macro_index(keys, variable, model, index);
    return index;
}

/// Names and their hashes are addresses of shocks: no two may agree.
void check_names(const MacroModel& model, const Node& document, Problems& problems) {
    std::set<std::string> variables;
    std::set<std::uint64_t> entities;
    for (const MacroVariable& each : model.variables) {
        if (!variables.insert(each.name).second || !entities.insert(each.entity).second) {
            problems.error(document.where(), "variable", "\"" + each.name + "\"",
                           "two variables have this name");
        }
    }
    std::set<std::string> indices;
    std::set<std::pair<std::string, std::string>> served;
    entities.clear();
    for (const PriceIndex& each : model.indices) {
        if (!indices.insert(each.name).second || !entities.insert(each.entity).second) {
            problems.error(document.where(), "index", "\"" + each.name + "\"", "two indices have this name");
        }
        for (const std::string& name : each.classes) {
            if (!served.insert({name, each.region}).second) {
                problems.error(document.where(), "index", "\"" + each.name + "\"",
                               "another index serves the class '" + name + "' in the same region already");
            }
        }
    }
}

}  // namespace

std::vector<std::string> variable_names(const MacroModel& model) {
    std::vector<std::string> names;
    for (const MacroVariable& variable : model.variables) {
        names.push_back(variable.name);
    }
    return names;
}

MacroInput read_macro_model(const std::filesystem::path& file, InputFiles& files, Problems& problems) {
    const Node document = files.read_toml(file, DocumentKind::macro_model);
    MacroInput input;
    input.file = InputFiles::shown(file);
    KeyReader keys(document, problems);
    keys.find("recoup_schema");
    input.model.frequency = keys.choice<Frequency>(
        "frequency", {{"quarter", Frequency::quarter}, {"month", Frequency::month}}, true);
    if (const Node* pedigree = keys.require("pedigree", "Add [pedigree] with source, as_of and status")) {
        input.model.pedigree = read_pedigree(*pedigree, nullptr, problems);
    }
    keys.for_each_element("variable", [&](const Node& node) {
        input.model.variables.push_back(read_variable(node, input.has_long_run_mean, problems));
    });
    if (input.model.variables.empty()) {
        keys.problem("variable", "there is no macro variable", "", "Add [[variable]]");
    }
    if (const Node* dynamics = keys.require("dynamics", "Add [dynamics] with A and Sigma")) {
        read_dynamics(*dynamics, input.model, problems);
    }
    keys.for_each_element("index", [&](const Node& node) {
        input.model.indices.push_back(read_index(node, input.model, problems));
    });
    check_names(input.model, document, problems);
    return input;
}

}  // namespace recoup::sim
