// A rule that asks first whether a value is there.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sim/input/rules/eligibility.hpp"

namespace recoup::sim {

/// The text of the rule with every comparison of one of `names` guarded by `name is not empty and`, or under
/// a `not` by `name is empty or`: where the names are missing, what was unknown is a no, and what was a yes
/// or a no stays it; where they are there, nothing changes. None where the rule compares what is itself a
/// rule,
/// `(x > 1) == y`.
std::optional<std::string> guarded_rule(const Rule& rule, const std::set<std::string>& names);

}  // namespace recoup::sim
