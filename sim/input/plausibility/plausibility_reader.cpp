#include "sim/input/plausibility/plausibility_reader.hpp"

namespace recoup::sim {

namespace {

/// A number, or false: the check is off.
void read_threshold(KeyReader& keys, std::string_view key, const Range& range,
                    std::optional<double>& threshold) {
    const Node* node = keys.find(key);
    if (node == nullptr) {
        return;
    }
    const bool* flag = std::get_if<bool>(&node->value);
    if (flag == nullptr) {
        threshold = number_of(*node, range, keys.problems());
    } else if (*flag) {
        keys.problem(key, "must be a number, or false", "false switches the check off",
                     "Leave the key out for its default");
    } else {
        threshold.reset();
    }
}

}  // namespace

PlausibilitySettings read_plausibility(const Node& table, Problems& problems) {
    KeyReader keys(table, problems);
    PlausibilitySettings settings;
    const Range rate = range::between(0.0, 1.0, "a rate a year, as a fraction,");
    const Range ratio = range::positive("a ratio");
    read_threshold(keys, "largest_claim_share", range::share(), settings.largest_claim_share);
    settings.concentration_from_loans =
        keys.whole_or("concentration_from_loans", settings.concentration_from_loans,
                      range::between(2, 1e9, "a number of loans"));
    read_threshold(keys, "cost_to_claim", ratio, settings.cost_to_claim);
    read_threshold(keys, "highest_rate", rate, settings.highest_rate);
    read_threshold(keys, "lowest_rate", rate, settings.lowest_rate);
    read_threshold(keys, "least_collateral_to_claim", ratio, settings.least_collateral_to_claim);
    read_threshold(keys, "most_collateral_to_claim", ratio, settings.most_collateral_to_claim);
    read_threshold(keys, "oldest_valuation_years", range::positive("a number of years"),
                   settings.oldest_valuation_years);
    read_threshold(keys, "least_recovery", range::any(), settings.least_recovery);
    read_threshold(keys, "most_recovery", range::any(), settings.most_recovery);
    settings.share_of_rows = keys.number_or("share_of_rows", settings.share_of_rows, range::share());
    settings.no_collateral = keys.flag_or("no_collateral", settings.no_collateral);
    settings.totals = keys.flag_or("totals", settings.totals);
    settings.default_before_origination =
        keys.flag_or("default_before_origination", settings.default_before_origination);
    settings.days_beside_default = keys.flag_or("days_beside_default", settings.days_beside_default);
    settings.currency_change = keys.flag_or("currency_change", settings.currency_change);
    return settings;
}

}  // namespace recoup::sim
