#include "models/units.hpp"

#include <string>

namespace recoup {

AmountOutOfRange::AmountOutOfRange(double amount)
    : std::range_error("an amount of " + std::to_string(amount / minor_units_per_unit) +
                       " currency units does not fit into 64 bits"),
      amount_(amount) {}

void refuse_amount(double amount) {
    throw AmountOutOfRange(amount);
}

}  // namespace recoup
