// Contracts at the joints between stages: what a stage believes of its inputs and outputs, asserted in debug
// and CI builds (-DRECOUP_CONTRACTS=ON). Input is checked always, elsewhere.
#pragma once

namespace recoup {

#ifdef RECOUP_CONTRACTS
inline constexpr bool contracts_on = true;
#else
inline constexpr bool contracts_on = false;
#endif

}  // namespace recoup
