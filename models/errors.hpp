// Errors a person can act on: `where, field, value: problem (why). Suggestion.`
#pragma once

#include <cstddef>
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
    std::size_t count = 1;        ///< rows that have it; `where` and `value` are of the first
    std::string extent = {};      ///< how many and where the next ones are, in words; empty for one
    std::vector<std::string> consequences = {};  ///< what else follows from it, each a line of its own

    std::string text() const;
};

/// Of all rows, not of the kinds alone.
std::size_t problem_count(const std::vector<Problem>& problems);

/// 12,121
std::string count_text(std::size_t count);

/// Thrown for input that cannot be used; carries every problem found, not only the first.
class InputError : public std::runtime_error {
  public:
    explicit InputError(Problem problem);
    explicit InputError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const { return problems_; }

  private:
    std::vector<Problem> problems_;
};

/// The study is right and too large for the machine or its limits: apart, so that the command line can tell.
class LimitError : public InputError {
  public:
    using InputError::InputError;
};

/// Thrown where recoup itself is wrong: names path, loan, month, node, seed and the replay command.
class ContractViolation : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

}  // namespace recoup
