// A table of text, columns as wide as their widest cell.
#pragma once

#include <string>
#include <vector>

namespace recoup::sim::cli {

class TextTable {
  public:
    enum class Align { left, right };
    struct Heading {
        std::string text;
        Align align = Align::right;
    };

    explicit TextTable(std::vector<Heading> headings) : headings_(std::move(headings)) {}

    /// A cell stays in its line: line ends are escaped, too.
    void row(std::vector<std::string> cells);
    /// A line between the rows above and those below.
    void rule() { rows_.emplace_back(); }
    bool empty() const { return rows_.empty(); }
    /// Lines without blanks at their ends, each behind `indent`.
    std::string text(const std::string& indent = "") const;

  private:
    std::vector<Heading> headings_;
    std::vector<std::vector<std::string>> rows_;  ///< an empty row is a rule
};

}  // namespace recoup::sim::cli
