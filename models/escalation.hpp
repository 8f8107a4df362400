// In which order the measures of an option follow each other: by name where a measure says so, else down the
// list.
#pragma once

#include <vector>

#include "models/errors.hpp"
#include "models/options.hpp"

namespace recoup {

class Escalation {
  public:
    /// Throws InputError: the first of problems().
    explicit Escalation(const OptionSpec& option);

    /// Successors that do not exist, and measures that could follow each other for ever. `where` is empty.
    static std::vector<Problem> problems(const OptionSpec& option);

    int hold() const { return static_cast<int>(option_.measures.size()); }  ///< no measure is left
    int when_taken(int measure) const { return successors_[static_cast<std::size_t>(measure)].taken; }
    int when_refused(int measure) const { return successors_[static_cast<std::size_t>(measure)].refused; }
    int when_failed(int measure) const { return successors_[static_cast<std::size_t>(measure)].failed; }
    /// The measures that are tried on a loan in `state` when `next` is the first that may come: each where
    /// the one before refuses.
    std::vector<int> tried(int next, State state) const;

  private:
    struct Successors {
        int taken = 0, refused = 0, failed = 0;
    };
    int first_acting(int next, State state) const;

    const OptionSpec& option_;
    std::vector<Successors> successors_;
};

}  // namespace recoup
