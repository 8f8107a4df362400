// Numbers of a comma-separated table with one header line, for the small reference files of data/.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace recoup::test {

inline std::vector<std::vector<double>> read_reference_table(const std::string& name) {
    std::ifstream file(std::string(RECOUP_SOURCE_DIR) + "/tests/reference/data/" + name);
    if (!file) throw std::runtime_error("tests/reference/data/" + name + " cannot be read");
    std::vector<std::vector<double>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(std::stod(cell));
    }
    return rows;
}

}  // namespace recoup::test
