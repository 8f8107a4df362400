// The kinds of measures: one line a kind.
#pragma once

#include <type_traits>
#include <variant>

#include "models/measures/agency.hpp"
#include "models/measures/court.hpp"
#include "models/measures/restructure.hpp"
#include "models/measures/settlement.hpp"
#include "models/measures/write_off.hpp"

namespace recoup {

/// The kind whose terms are `Wanted`.
template <class Wanted, class First, class... Rest>
constexpr auto kind_with() {
    if constexpr (std::is_same_v<typename First::Terms, Wanted>) {
        return std::type_identity<First>();
    } else {
        return kind_with<Wanted, Rest...>();
    }
}

template <class... Kinds>
struct MeasureList {
    template <class Wanted>
    using KindOf = typename decltype(kind_with<Wanted, Kinds...>())::type;

    using Terms = std::variant<typename Kinds::Terms...>;

    /// f(kind) for each, in order.
    template <class F>
    static void for_each(F f) {
        (f(Kinds{}), ...);
    }
    /// f(kind, terms) for the kind whose terms these are.
    template <class F>
    static auto visit(const Terms& terms, F f) {
        return std::visit([&](const auto& own) { return f(KindOf<std::decay_t<decltype(own)>>{}, own); },
                          terms);
    }
};

using Measures =
    MeasureList<RestructureMeasure, CourtMeasure, SettlementMeasure, WriteOffMeasure, AgencyMeasure>;
using MeasureTerms = Measures::Terms;

}  // namespace recoup
