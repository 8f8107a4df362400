// What `recoup check` says it has read, section by section: text for standard output.
#pragma once

#include <string>

#include "sim/report/study_facts.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim::cli {

/// One section: its title at the left margin, its lines indented.
std::string section(const std::string& title, const std::string& lines);

std::string study_section(const StudyFacts& facts);
std::string loans_section(const StudyFacts& facts);
std::string collateral_section(const StudyFacts& facts);
std::string jurisdiction_section(const StudyFacts& facts);
std::string options_section(const StudyFacts& facts);
std::string scenarios_section(const StudyFacts& facts);
std::string macro_section(const StudyFacts& facts);
std::string graphs_section(const PreparedStudy& prepared);
std::string pedigree_section(const StudyFacts& facts);

}  // namespace recoup::sim::cli
