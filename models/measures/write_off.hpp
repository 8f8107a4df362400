// Write-off as a measure: the loss is taken, the pursuit of the claim goes on (S3-26, S3-27, S1-40).
//
// The carrying amount is written off on entry; what is paid later is booked after_write_off. No payment ends
// anything here but the rows and the cash of written_off.
#pragma once

#include "models/measures/measure.hpp"

namespace recoup {

struct WriteOffTerms {
    bool operator==(const WriteOffTerms&) const = default;
};

struct WriteOffMeasure : MeasureDefaults<WriteOffTerms> {
    using Terms = WriteOffTerms;
    static constexpr std::string_view kind = "write_off";
    static constexpr std::string_view meaning = "the loss is taken, recoveries may follow";
    static constexpr State entry = State::written_off;
    static constexpr std::array<State, 1> states = {State::written_off};
    static constexpr std::array<TermField<Terms>, 0> fields = {};

    static Actions on_entry(const Terms&) { return {WriteOffCarrying{}}; }
};

}  // namespace recoup
