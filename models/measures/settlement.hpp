// Settlement: a lump sum instead of the claim (S3-02 to S3-07, S2-02).
//
//   the offer X is a share of what is owed, drawn evenly from a band; it is paid in one of the
//   months first_month .. last_month after the agreement, evenly; or the settlement fails, in as many months,
//   and the old contract is back as it was
//
// Cash X closes the claim; the rest is forgiven and the carrying amount written off (S3-06: haircut =
// write-off of what is foregone). Band: 40 to 80 % of what is owed is usual (S3-02); payment within 30 to 90
// days (S3-03): months 1 to 3.
#pragma once

#include "models/measures/measure.hpp"

namespace recoup {

struct SettlementTerms {
    std::vector<double> band;  ///< lowest and highest share of the claim
    int first_month = 1;       ///< of payment, counted from the agreement
    int last_month = 3;
    double fails = 0.0;  ///< probability

    bool operator==(const SettlementTerms&) const = default;
};

struct SettlementMeasure : MeasureDefaults<SettlementTerms> {
    using Terms = SettlementTerms;
    static constexpr std::string_view kind = "settlement";
    static constexpr std::string_view meaning = "a lump sum instead of the claim";
    static constexpr State entry = State::settling;
    static constexpr std::array<State, 1> states = {State::settling};
    static constexpr bool fails_into_default = true;
    static constexpr std::array fields = {
        TermField<Terms>{"band", &Terms::band, "share of the claim", 0, 1, "lowest and highest offer"},
        TermField<Terms>{"first_month", &Terms::first_month, "months", 1, 120, "in which it may be paid"},
        TermField<Terms>{"last_month", &Terms::last_month, "months", 1, 120, "in which it may be paid"},
        TermField<Terms>{"fails", &Terms::fails, "probability", 0, 1,
                         "that nothing is paid and the old contract is back"}};

    /// Paid evenly over the months: by month d the share 1 / (months left) of those who still settle.
    static std::optional<HazardRowSpec> own_row(State state, const Terms& terms) {
        HazardRowSpec row;
        row.name = "settlement";
        row.from = state;
        ExitSpec paid, failed;
        paid.to = State::settled;
        failed.to = State::defaulted;
        row.duration_edges.clear();
        for (int month = 0; month < terms.last_month; ++month) {
            row.duration_edges.push_back(month);
            // In the last month nobody stays: what counts is the ratio of the two.
            const double now = month + 1 < terms.first_month ? 0.0
                               : month + 1 == terms.last_month
                                   ? 0.5
                                   : 1.0 / static_cast<double>(terms.last_month - month);
            paid.level.push_back({now * (1.0 - terms.fails)});
            failed.level.push_back({now * terms.fails});
        }
        row.latest = terms.last_month - 1;
        row.exits = {paid, failed};
        return row;
    }
    static std::optional<Actions> on_exit(State state, const Terms& terms) {
        if (state != State::settled) {
            return std::nullopt;
        }
        return terms.band.empty() ? Actions{PayShare{}}
                                  : Actions{PayShare{terms.band.front(), terms.band.back()}};
    }
    static TermsProblem problem_of(const Terms& terms) {
        if (terms.band.size() != 2 || terms.band[0] > terms.band[1]) {
            return {.field = "band",
                    .problem = "must be the lowest and the highest offer, as shares of the claim",
                    .suggestion = "Write for instance band = [0.4, 0.8]"};
        }
        if (terms.first_month > terms.last_month) {
            return {.field = "last_month",
                    .problem = "lies before first_month",
                    .suggestion = "Write for instance first_month = 1 and last_month = 3"};
        }
        return {};
    }
    static TermsProblem doubt_about(const Terms& terms) {
        if (terms.band.size() != 2 || (terms.band[0] >= 0.4 && terms.band[1] <= 0.8)) {
            return {};
        }
        return {.field = "band",
                .problem = "offers outside 40 to 80 % of the claim are unusual",
                .why = "S3-02: one-time settlements lie in this band",
                .suggestion = "See whether the band is meant as shares of the claim"};
    }
};

}  // namespace recoup
