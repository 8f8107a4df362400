// Pools for the loan engine: a row of n loans written out as n rows of one loan, id#1 .. id#n.
//
//   part k = 1 .. n of an amount A (claim, carrying amount, value and prior claims of a collateral):
//   floor(A / n), and for k <= A mod n one minor unit more, so that the parts add up to A
//
// A collateral of a pool secures its loans in parts of its own, cid#1 .. cid#n. All else of a loan is the
// pool's: state, clocks, contract, covariates, and who may take which measure. Every loan draws at the
// address of its own name. Rows are ordered as the tape's are, so that results are those of a tape that
// states these rows, to the bit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/portfolio.hpp"

namespace recoup::sim {

/// The k-th loan of a pool, and the k-th part of its collateral: "id#k".
std::string name_in_pool(std::string_view pool, std::int64_t number);

/// What a name of this form tells; none has leading zeros.
struct NameInPool {
    std::string_view pool;  ///< points into the name
    std::int64_t number = 0;
};
std::optional<NameInPool> told_by(std::string_view name);

/// Part `number` = 1 .. `loans` of an amount, which is not negative.
Minor part_in_pool(Minor amount, std::int64_t loans, std::int64_t number);

/// Rows that a portfolio has once its pools are written out.
struct WrittenOutRows {
    std::int64_t loans = 0;
    std::int64_t collateral = 0;
};
WrittenOutRows written_out_rows(const Portfolio& portfolio);

/// Throws InputError for more rows than can be numbered, and where a name or its hash, the address of draws,
/// is that of another loan or collateral.
Portfolio written_out(const Portfolio& portfolio);

}  // namespace recoup::sim
