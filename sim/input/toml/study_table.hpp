// Where a line that a message advises belongs: a table of the study, under its header or inside its braces.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace recoup::sim {

class StudyTable {
  public:
    /// Under a header, which may be there or not: `portfolio.columns`.
    explicit StudyTable(std::string name) : name_(std::move(name)) {}
    /// In braces; `before_key` where only the table above the one that is meant is, `columns.`.
    static StudyTable in_braces(std::string name, std::string before_key = {});

    /// "under [portfolio]"
    std::string place() const;
    /// "`missing = ["NA"]` under [portfolio]"
    std::string with(std::string_view line) const;

  private:
    std::string name_;
    bool in_braces_ = false;
    std::string before_key_ = {};  ///< where only the table above it is in braces
};

/// A name as a key of TOML: USD, "Rs."
std::string toml_key(const std::string& name);
/// ["NA", "-"]
std::string toml_list(const std::set<std::string>& texts);

}  // namespace recoup::sim
