// What `recoup check` says it has read, section by section: text for standard output.
#pragma once

#include <string>

#include "sim/prepared_study.hpp"

namespace recoup::sim::cli {

/// One section: its title at the left margin, its lines indented.
std::string section(const std::string& title, const std::string& lines);

std::string study_section(const PreparedStudy& prepared);
std::string loans_section(const PreparedStudy& prepared);
std::string collateral_section(const PreparedStudy& prepared);
std::string options_section(const PreparedStudy& prepared);
std::string scenarios_section(const PreparedStudy& prepared);
std::string macro_section(const PreparedStudy& prepared);
std::string graphs_section(const PreparedStudy& prepared);
std::string pedigree_section(const PreparedStudy& prepared);

}  // namespace recoup::sim::cli
