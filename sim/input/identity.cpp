#include "sim/input/identity.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/files/sha256.hpp"
#include "sim/input/toml/resolved_json.hpp"
#include "sim/version.hpp"

namespace recoup::sim {

namespace {

template <class Value>
void add_column(Sha256& hash, const std::vector<Value>& column) {
    const std::uint64_t size = column.size();
    hash.add(&size, sizeof size);
    hash.add(column.data(), column.size() * sizeof(Value));
}

void add_column(Sha256& hash, const std::vector<std::string>& column) {
    const std::uint64_t size = column.size();
    hash.add(&size, sizeof size);
    for (const std::string& text : column) {
        hash.add_framed(text);
    }
}

}  // namespace

std::string portfolio_hash(const Portfolio& portfolio) {
    Sha256 hash;
    const auto add = [&hash](const auto& column) { add_column(hash, column); };
    for_each_column(add, portfolio.loans);
    add_column(hash, portfolio.collateral.first);
    for_each_column(add, portfolio.collateral);
    add_column(hash, portfolio.segments);
    add_column(hash, portfolio.collateral_classes);
    for (const auto& segment : portfolio.profiles) {
        for (const CovariateProfile& profile : segment) {
            for (const auto& [column, value] : profile.values) {
                hash.add_framed(column);
                hash.add_framed(value);
            }
            hash.add_framed("profile");
        }
        hash.add_framed("segment");
    }
    for (const auto& option : portfolio.eligible) {
        add_column(hash, option);
    }
    return hash.hex();
}

std::string identity_of(const Study& study, const std::vector<InputFile>& referenced) {
    Sha256 hash;
    hash.add_framed("recoup study");
    hash.add_framed(std::to_string(stream_layout_version));
    hash.add_framed(std::to_string(numerics_version));
    hash.add_framed(resolved_json(study, true));
    hash.add_framed(portfolio_hash(study.portfolio));
    std::vector<std::string> contents;
    for (const InputFile& file : referenced) {
        contents.push_back(file.sha256);
    }
    std::sort(contents.begin(), contents.end());  // where a file lies, or is named, changes nothing
    add_column(hash, contents);
    return hash.hex();
}

}  // namespace recoup::sim
