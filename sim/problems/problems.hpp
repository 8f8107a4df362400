// Collects everything that is wrong with an input, so that a user sees all of it at once.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "models/errors.hpp"

namespace recoup::sim {

class Problems {
  public:
    /// The same problem is kept once: a file that four segments inherit is read four times.
    void add(Problem problem) {
        if (!seen_.insert(problem.text()).second) {
            return;
        }
        errors_ += problem.severity == Severity::error ? 1 : 0;
        list_.push_back(std::move(problem));
    }

    void add(const Problems& others) {
        for (const Problem& problem : others.list_) {
            add(problem);
        }
    }

    void error(std::string where, std::string field, std::string value, std::string problem,
               std::string why = {}, std::string suggestion = {}) {
        add({Severity::error, std::move(where), std::move(field), std::move(value), std::move(problem),
             std::move(why), std::move(suggestion)});
    }

    void warning(std::string where, std::string field, std::string value, std::string problem,
                 std::string why = {}, std::string suggestion = {}) {
        add({Severity::warning, std::move(where), std::move(field), std::move(value), std::move(problem),
             std::move(why), std::move(suggestion)});
    }

    /// Runs a reader; what it throws joins the problems found so far.
    template <class Read>
    void collect(Read read) {
        try {
            read();
        } catch (const InputError& error) {
            for (const Problem& problem : error.problems()) {
                add(problem);
            }
        }
    }

    std::size_t error_count() const { return errors_; }
    bool has_errors() const { return errors_ > 0; }

    std::vector<Problem> of(Severity severity) const {
        std::vector<Problem> chosen;
        std::copy_if(list_.begin(), list_.end(), std::back_inserter(chosen),
                     [severity](const Problem& problem) { return problem.severity == severity; });
        return chosen;
    }

    void throw_if_errors() const {
        if (has_errors()) {
            throw InputError(of(Severity::error));
        }
    }

  private:
    std::vector<Problem> list_;
    std::unordered_set<std::string> seen_;
    std::size_t errors_ = 0;
};

}  // namespace recoup::sim
