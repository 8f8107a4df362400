#include <fmt/format.h>

#include <algorithm>

#include "sim/input/rules/eligibility.hpp"
#include "sim/input/toml/date.hpp"
#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

using Kind = Expression::Kind;
using Operator = Expression::Operator;

const char* described(RuleType type) {
    switch (type) {
        case RuleType::number:
        case RuleType::flag:
            return "a number";
        case RuleType::text:
            return "a text";
        case RuleType::boolean:
            return "true or false";
        case RuleType::date:
            return "a date";
        case RuleType::nothing:
            break;
    }
    return "empty";
}

bool comparable(RuleType a, RuleType b) {
    if (a == RuleType::nothing || b == RuleType::nothing || a == b) {
        return true;
    }
    const auto one_of = [&](RuleType x, RuleType y) { return (a == x && b == y) || (a == y && b == x); };
    return one_of(RuleType::flag, RuleType::number) || one_of(RuleType::flag, RuleType::boolean);
}

class Checker {
  public:
    Checker(Rule& rule, const std::vector<RuleName>& names, const std::vector<std::string>& also_there,
            Problems& problems)
        : rule_(rule), names_(names), also_there_(also_there), problems_(problems) {}

    bool check() {
        const std::size_t before = problems_.error_count();
        check_truth(rule_.expression);
        return problems_.error_count() == before;
    }

  private:
    void problem(const Expression& at, std::string what, std::string why = {}, std::string suggestion = {}) {
        problems_.error(rule_.where, rule_.field, "\"" + rule_.text + "\"",
                        fmt::format("character {}: {}", at.position, what), std::move(why),
                        std::move(suggestion));
    }

    /// An expression that must say yes or no.
    void check_truth(Expression& e) {
        if (e.kind == Kind::either || e.kind == Kind::both || e.kind == Kind::negation) {
            for (Expression& operand : e.operands) {
                check_truth(operand);
            }
            return;
        }
        const RuleType type = type_of(e);
        if (type != RuleType::boolean && type != RuleType::flag && type != RuleType::nothing) {
            problem(
                e, fmt::format("'{}' is {}, not a yes or no", e.text, described(type)), note_of(e),
                type == RuleType::text
                    ? fmt::format("Compare it with a text, such as {} == \"...\"; a yes or no is written {}",
                                  e.text, boolean_words)
                    : "Compare it with a value");
        }
    }

    RuleType type_of(Expression& e) {
        switch (e.kind) {
            case Kind::name:
                return type_of_name(e);
            case Kind::literal:
                return std::holds_alternative<double>(e.literal) ? RuleType::number
                       : std::holds_alternative<bool>(e.literal) ? RuleType::boolean
                                                                 : RuleType::text;
            case Kind::comparison:
                check_comparison(e);
                return RuleType::boolean;
            case Kind::membership:
                check_membership(e);
                return RuleType::boolean;
            case Kind::emptiness:
                type_of_name(e.operands.front());
                return RuleType::boolean;
            default:
                check_truth(e);
                return RuleType::boolean;
        }
    }

    RuleType type_of_name(Expression& e) {
        std::vector<std::string> known = also_there_;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            known.push_back(names_[i].name);
            if (names_[i].name == e.text) {
                e.slot = static_cast<int>(i);
                return names_[i].type;
            }
        }
        const auto read_as = std::ranges::find(names_, e.text, &RuleName::given_name);
        if (read_as != names_.end()) {
            problem(e, fmt::format("'{}' is read as '{}'", e.text, read_as->name),
                    "rules use recoup's names of the columns that it reads", "Write " + read_as->name);
            return RuleType::nothing;
        }
        problem(e,
                fmt::format("'{}' is neither a column of the tape nor a name that recoup provides", e.text),
                "", suggest_name(e.text, known));
        return RuleType::nothing;
    }

    std::string note_of(const Expression& e) const {
        return e.kind == Kind::name && e.slot >= 0 ? names_[static_cast<std::size_t>(e.slot)].note : "";
    }

    void check_comparison(Expression& e) {
        std::vector<RuleType> types;
        for (Expression& operand : e.operands) {
            types.push_back(type_of(operand));
        }
        for (std::size_t i = 0; i < e.operators.size(); ++i) {
            check_pair(e.operands[i], types[i], e.operands[i + 1], types[i + 1], e.operators[i]);
        }
    }

    void check_pair(Expression& a, RuleType& a_type, Expression& b, RuleType& b_type, Operator op) {
        read_as_date(a, a_type, b_type);
        read_as_date(b, b_type, a_type);
        if (!comparable(a_type, b_type)) {
            const std::string note = note_of(a) + note_of(b);
            problem(b,
                    fmt::format("cannot compare '{}', {}, with '{}', {}", a.text, described(a_type), b.text,
                                described(b_type)),
                    note, "");
        } else if (op != Operator::equal && op != Operator::unequal &&
                   (a_type == RuleType::text || a_type == RuleType::boolean)) {
            problem(a, fmt::format("'{}' has no order", a.text), "texts and yes/no values are equal or not",
                    "Use ==, != or in [...]");
        }
        check_known_text(a, b);
        check_known_text(b, a);
    }

    /// `"2005-01-01"` beside a date column is a date.
    void read_as_date(Expression& literal, RuleType& type, RuleType other) {
        const auto* text = std::get_if<std::string>(&literal.literal);
        if (other != RuleType::date || literal.kind != Kind::literal || text == nullptr) {
            return;
        }
        const auto date = parse_date(*text);
        if (!date) {
            problem(literal, fmt::format("'{}' is not a date", *text), "", "Write dates as \"2006-12-31\"");
        }
        literal.literal = date ? static_cast<double>(to_days(*date)) : 0.0;
        type = RuleType::date;
    }

    void check_known_text(const Expression& name, const Expression& literal) {
        const auto* text = std::get_if<std::string>(&literal.literal);
        if (name.kind != Kind::name || name.slot < 0 || literal.kind != Kind::literal || text == nullptr) {
            return;
        }
        const auto& known = names_[static_cast<std::size_t>(name.slot)].known_texts;
        if (!known.empty() && std::find(known.begin(), known.end(), *text) == known.end()) {
            problem(literal, fmt::format("there is no {} '{}'", name.text, *text), "",
                    suggest_name(*text, known));
        }
    }

    void check_membership(Expression& e) {
        RuleType type = type_of(e.operands.front());
        for (std::size_t i = 1; i < e.operands.size(); ++i) {
            RuleType each = type_of(e.operands[i]);
            check_pair(e.operands.front(), type, e.operands[i], each, Operator::equal);
        }
    }

    Rule& rule_;
    const std::vector<RuleName>& names_;
    const std::vector<std::string>& also_there_;
    Problems& problems_;
};

}  // namespace

std::set<std::string> names_in(const Expression& expression) {
    std::set<std::string> names;
    if (expression.kind == Kind::name) {
        names.insert(expression.text);
    }
    for (const Expression& operand : expression.operands) {
        names.merge(names_in(operand));
    }
    return names;
}

bool bind_rule(Rule& rule, const std::vector<RuleName>& names, const std::vector<std::string>& also_there,
               Problems& problems) {
    return Checker(rule, names, also_there, problems).check();
}

}  // namespace recoup::sim
