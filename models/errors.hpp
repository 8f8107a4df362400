// Errors a person can act on: `where, field, value: problem (why). Suggestion.`
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace recoup {

enum class Severity { error, warning };

/// One thing wrong with an input. text() is one line, cut and escaped, without the parts that are empty.
struct Problem {
    Severity severity = Severity::error;
    std::string where = {};       ///< file and line, row or table
    std::string field = {};       ///< key or column
    std::string value = {};       ///< the offending value only, never its neighbours (privacy)
    std::string problem = {};     ///< what is wrong
    std::string why = {};         ///< the rule that it breaks
    std::string suggestion = {};  ///< what to do

    std::string text() const;
};

/// Thrown for input that cannot be used; carries every problem found, not only the first.
class InputError : public std::runtime_error {
  public:
    explicit InputError(Problem problem);
    explicit InputError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const { return problems_; }

  private:
    std::vector<Problem> problems_;
};

/// Thrown where recoup itself is wrong: names path, loan, month, node, seed and the replay command.
class ContractViolation : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

}  // namespace recoup
