// The currency that a file of options or parameters states for its amounts. A file and those that it inherits
// state one each: amounts of several currencies may stand side by side in the tables that come of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/input/toml/node.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

struct FileCurrency {
    std::shared_ptr<const std::string> file;  ///< as shown to the user
    std::string where = {};                   ///< of the statement
    std::string currency = {};                ///< empty: the file states none
    std::string country = {};                 ///< may be empty
    bool is_set = false;                      ///< by `--set`
};

class FileCurrencies {
  public:
    /// Takes `currency` and `country` out of each document of a chain, the nearest first; then out of what
    /// came of them, where they are settings: as if the nearest file had said so.
    void take(Node& document, Problems& problems);

    const FileCurrency& nearest() const { return chain_.front(); }
    /// Of the file that gives the amount; what a setting gives is as if the nearest file did.
    const FileCurrency& of(const Node& amount) const;
    /// Whether a file of the chain gives it, and not a setting.
    bool give(const Node& amount) const;
    /// The nearest that states another currency than the study's; none = null.
    const FileCurrency* other_than(const std::string& reporting) const;
    bool inherits(const FileCurrency& child, const FileCurrency& parent) const;

  private:
    std::vector<FileCurrency> chain_;
};

}  // namespace recoup::sim
