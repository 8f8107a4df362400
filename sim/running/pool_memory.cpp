#include "sim/running/pool_memory.hpp"

#include <string>

#include "sim/loan_engine/group_program.hpp"
#include "sim/study/pools.hpp"
#include "sim/study/prepared_study.hpp"

namespace recoup::sim {

namespace {

// The characters of a name of usual length. What is needed while rows are made, to order and compare them, is
// given back before all else is there.
constexpr double bytes_beside_name = 32.0;
constexpr double bytes_in_group = 4.0 * sizeof(std::uint32_t);

template <class Columns>
double bytes_of_row(const Columns& columns) {
    double bytes = bytes_beside_name;
    for_each_column([&bytes](const auto& column) { bytes += sizeof(column[0]); }, columns);
    return bytes;
}

}  // namespace

double bytes_of_pools_written_out(const Study& study) {
    const Portfolio& portfolio = study.portfolio;
    if (!study.runs_loan_engine() || !portfolio.loans.has_pools()) {
        return 0.0;
    }
    const WrittenOutRows rows = written_out_rows(portfolio);
    constexpr double by_option =
        sizeof(std::uint32_t) + sizeof(Position) + sizeof(double) + 2.0 * sizeof(std::uint32_t);
    const double of_loan = bytes_of_row(portfolio.loans) + sizeof(Contract) + sizeof(LoanRecord) +
                           sizeof(double) + sizeof(std::int32_t) + bytes_in_group +
                           by_option * static_cast<double>(study.options.size() + 1);
    const double of_collateral =
        bytes_of_row(portfolio.collateral) + sizeof(std::string) + sizeof(CollateralFacts);
    return static_cast<double>(rows.loans) * of_loan + static_cast<double>(rows.collateral) * of_collateral;
}

}  // namespace recoup::sim
