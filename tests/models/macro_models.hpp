// Small macro models for tests.
#pragma once

#include <vector>

#include "models/scenario.hpp"

namespace recoup::testing_models {

/// B1 of the reference cases: Luetkepohl (2005), section 2.1.
inline const std::vector<double> b1_transition = {.5, 0, 0, .1, .1, .3, 0, .2, .3};
inline const std::vector<double> b1_shock = {2.25, 0, 0, 0, 1, .5, 0, .5, .74};

inline void set_dynamics(MacroModel& model, const std::vector<double>& transition,
                         const std::vector<double>& shock) {
    const auto n = static_cast<Eigen::Index>(model.variables.size());
    using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    model.A = Eigen::Map<const RowMajorMatrix>(transition.data(), n, n);
    model.Sigma = Eigen::Map<const RowMajorMatrix>(shock.data(), n, n);
    model.L = model.Sigma.llt().matrixL();
}

inline MacroModel b1_model() {
    MacroModel model;
    model.centre = Centre::median;
    for (const char* name : {"one", "two", "three"}) model.variables.push_back({.name = name});
    set_dynamics(model, b1_transition, b1_shock);
    return model;
}

inline MacroModel one_variable(double coefficient, double variance) {
    MacroModel model;
    model.centre = Centre::median;
    model.variables.push_back({.name = "z", .entity = 1});
    set_dynamics(model, {coefficient}, {variance});
    return model;
}

/// Unemployment in percent and the quarterly log-change of house prices, whose growth persists.
inline MacroModel index_model(Centre centre) {
    MacroModel model;
    model.centre = centre;
    model.variables = {
        {.name = "unemployment", .transform = Transform::level, .entity = 11, .xbar = 5, .long_run_mean = 5},
        {.name = "house_price", .transform = Transform::log_change, .entity = 12, .long_run_mean = 0.01}};
    set_dynamics(model, {0.9, -1.0, -0.002, 0.7}, {0.16, -0.002, -0.002, 0.0004});
    model.indices = {{.name = "housing", .classes = {"house"}, .variable = 1, .beta = {}, .entity = 21},
                     {.name = "machines",
                      .classes = {"machine"},
                      .alpha = -0.02,
                      .beta = {-0.004, 0.1},
                      .sigma = 0.03,
                      .entity = 22}};
    return model;
}

}  // namespace recoup::testing_models
