// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "models/units.hpp"

namespace recoup::sim::cli {

/// 1234567 -> 1,234,567
std::string with_separators(std::int64_t number);
/// Units and hundredths of the reporting currency: 123456789 -> 1,234,567.89
std::string money_text(Minor amount);
/// Whole units: 123456789 -> 1,234,568
std::string whole_money_text(Minor amount);
/// 0.1234 -> 12.3 %
std::string share_text(double share);
/// The same of two whole numbers; `-` where there is nothing to share
std::string share_of(std::int64_t part, std::int64_t whole);
/// Elapsed or remaining time with two significant parts: 0.4 s, 12 s, 3 min 20 s, 2 h 05 min
std::string duration_text(double seconds);
std::string about_duration_text(double seconds);
/// Gigabytes of 10^9 bytes; small amounts in MB: 0.35 GB -> 350 MB
std::string gigabytes_text(double gigabytes);
/// 1 loan, 2 loans
std::string counted(std::int64_t number, const std::string& noun);

}  // namespace recoup::sim::cli
