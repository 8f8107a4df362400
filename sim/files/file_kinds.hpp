// Files that are no text although they were named as one: told by their first bytes, with what converts them.
#pragma once

#include <string>
#include <string_view>

namespace recoup::sim {

/// Throws InputError where `bytes` begin as a spreadsheet, an archive, UTF-16, Parquet, HDF5 and the like do.
/// `shown_name` is the file, as in other messages; `role` what it was named as.
void refuse_other_kinds(std::string_view bytes, const std::string& shown_name, const std::string& role);

}  // namespace recoup::sim
