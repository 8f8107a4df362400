// Runs a check once for every kind of vector that this processor has and the library was compiled for.
#pragma once

#include <hwy/targets.h>

namespace recoup::sim {

/// `check` is given the name of the kind.
template <class Check>
void on_every_kind_of_vector(Check check) {
    struct AllKindsAgain {
        ~AllKindsAgain() { hwy::SetSupportedTargetsForTest(0); }
    };
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        const AllKindsAgain afterwards;
        hwy::SetSupportedTargetsForTest(target);
        check(hwy::TargetName(target));
    }
}

}  // namespace recoup::sim
