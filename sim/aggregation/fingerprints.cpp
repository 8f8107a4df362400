#include "sim/aggregation/fingerprints.hpp"

#include "sim/files/sha256.hpp"

namespace recoup::sim {

namespace {

/// Values with their count first, so that neighbouring columns cannot run into each other.
template <class Element>
void add_column(Sha256& hash, const std::vector<Element>& values) {
    hash.add_framed({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Element)});
}

}  // namespace

std::string scenario_fingerprint(const std::vector<Scenario>& scenarios) {
    Sha256 hash;
    for (const Scenario& scenario : scenarios) {
        hash.add_framed(scenario.name);
        add_column(hash, std::vector<double>{scenario.weight, scenario.credit_index_shift});
        for (const std::vector<double>& period : scenario.path) {
            add_column(hash, period);
        }
    }
    return hash.hex();
}

}  // namespace recoup::sim
