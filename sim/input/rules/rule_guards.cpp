#include "sim/input/rules/rule_guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace recoup::sim {

namespace {

using Kind = Expression::Kind;

struct Replacement {
    std::size_t begin;  ///< in the text, from 0
    std::size_t end;
    std::string text;
};

/// Where an expression stands: what it is a part of, and under how many `not`.
struct Place {
    Kind parent;
    bool negated;
};

class Guards {
  public:
    Guards(const std::string& text, const std::set<std::string>& names) : text_(text), names_(names) {}

    std::optional<std::string> guarded(const Expression& rule) {
        visit(rule, {Kind::both, false});
        std::string result = text_;
        std::ranges::for_each(replacements_.rbegin(), replacements_.rend(), [&](const Replacement& each) {
            result.replace(each.begin, each.end - each.begin, each.text);
        });
        return is_simple_ ? std::optional(result) : std::nullopt;
    }

  private:
    /// `x not in [...]` is one test, of which the negation is not written before it.
    static bool is_test(const Expression& e) {
        return e.kind == Kind::comparison || e.kind == Kind::membership || e.kind == Kind::name ||
               (e.kind == Kind::negation && e.operands.front().kind == Kind::membership &&
                e.operands.front().position == e.position);
    }

    void visit(const Expression& e, Place place) {
        if (is_test(e)) {
            guard(e, place);
            return;
        }
        const bool is_not = e.kind == Kind::negation;
        for (const Expression& operand : e.operands) {
            if (e.kind != Kind::emptiness) {
                visit(operand, {e.kind, place.negated != is_not});
            }
        }
    }

    std::string_view text_of(std::size_t position, std::size_t end) const {
        return std::string_view(text_).substr(position - 1, end - position);
    }

    /// Empty where no name of the test is to be guarded.
    std::string guard_of(const std::set<std::string>& names, bool negated) const {
        std::string guard;
        for (const std::string& name : names) {
            if (names_.contains(name)) {
                guard += name + (negated ? " is empty or " : " is not empty and ");
            }
        }
        return guard;
    }

    void guard(const Expression& test, Place place) {
        const std::string guard = guard_of(names_in(test), place.negated);
        if (guard.empty()) {
            return;
        }
        const std::string_view written = text_of(test.position, test.end);
        std::string text = guard + std::string(written);
        const bool is_chain = test.operators.size() > 1;
        if (is_chain && place.negated) {
            // A part of it may be a no, whatever the missing value is.
            text = guarded_parts(test);
            place.parent = Kind::negation;
        }
        is_simple_ = is_simple_ && is_of_values(test) && !(is_chain && written.find('(') != written.npos);
        const bool fits = place.parent == (place.negated ? Kind::either : Kind::both);
        replacements_.push_back(
            {test.position - 1, test.end - 1, fits || is_in_parentheses(test) ? text : "(" + text + ")"});
    }

    /// a < x < b -> (x is empty or a < x) and (x is empty or x < b)
    std::string guarded_parts(const Expression& chain) const {
        std::string text;
        for (std::size_t i = 0; i < chain.operators.size(); ++i) {
            const Expression& left = chain.operands[i];
            const Expression& right = chain.operands[i + 1];
            std::set<std::string> names = names_in(left);
            names.merge(names_in(right));
            const std::string guard = guard_of(names, true);
            const std::string part = guard + std::string(text_of(left.position, right.end));
            text += (i == 0 ? "" : " and ") + (guard.empty() ? part : "(" + part + ")");
        }
        return text;
    }

    static bool is_of_values(const Expression& test) {
        const Expression& inner = test.kind == Kind::negation ? test.operands.front() : test;
        return std::ranges::all_of(inner.operands, [](const Expression& operand) {
            return operand.kind == Kind::name || operand.kind == Kind::literal;
        });
    }

    /// Of its own: what stands between an opening parenthesis and the next closing one is all of it.
    bool is_in_parentheses(const Expression& e) const {
        const std::size_t before = e.position < 2 ? text_.npos : text_.find_last_not_of(' ', e.position - 2);
        const std::size_t behind = text_.find_first_not_of(' ', e.end - 1);
        return before != text_.npos && behind != text_.npos && text_[before] == '(' && text_[behind] == ')';
    }

    const std::string& text_;
    const std::set<std::string>& names_;
    std::vector<Replacement> replacements_;  ///< in the order of the text
    bool is_simple_ = true;
};

}  // namespace

std::optional<std::string> guarded_rule(const Rule& rule, const std::set<std::string>& names) {
    return Guards(rule.text, names).guarded(rule.expression);
}

}  // namespace recoup::sim
