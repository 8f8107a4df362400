// A table of text, columns as wide as their widest cell; and running text in lines.
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

/// Words in lines of at most 100 characters, each behind blanks; a longer word stays whole.
std::string wrapped(const std::string& text, std::size_t blanks);

}  // namespace recoup::sim::cli
