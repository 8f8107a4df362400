#include "sim/input/rules/eligibility.hpp"

namespace recoup::sim {

namespace {

using Kind = Expression::Kind;
using Operator = Expression::Operator;

Truth truth(bool value) {
    return value ? Truth::yes : Truth::no;
}

RuleValue value_of(const Expression& e, const RowValues& row) {
    switch (e.kind) {
        case Kind::name:
            return row(e.slot);
        case Kind::literal:
            if (const auto* flag = std::get_if<bool>(&e.literal)) {
                return *flag;
            }
            if (const auto* number = std::get_if<double>(&e.literal)) {
                return *number;
            }
            return std::string_view(std::get<std::string>(e.literal));
        default:
            break;
    }
    const Truth result = evaluate(e, row);
    return result == Truth::unknown ? RuleValue() : RuleValue(result == Truth::yes);
}

/// Yes/no as the number that a 0/1 column would hold.
RuleValue as_number(const RuleValue& value) {
    const auto* flag = std::get_if<bool>(&value);
    return flag != nullptr ? RuleValue(*flag ? 1.0 : 0.0) : value;
}

Truth compare(const RuleValue& a_given, Operator op, const RuleValue& b_given) {
    const RuleValue a = as_number(a_given);
    const RuleValue b = as_number(b_given);
    if (std::holds_alternative<std::monostate>(a) || std::holds_alternative<std::monostate>(b)) {
        return Truth::unknown;
    }
    switch (op) {
        case Operator::equal:
            return truth(a == b);
        case Operator::unequal:
            return truth(a != b);
        case Operator::less:
            return truth(a < b);
        case Operator::less_or_equal:
            return truth(a <= b);
        case Operator::greater:
            return truth(a > b);
        case Operator::greater_or_equal:
            break;
    }
    return truth(a >= b);
}

Truth both(Truth a, Truth b) {
    if (a == Truth::no || b == Truth::no) {
        return Truth::no;
    }
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth negated(Truth a) {
    return a == Truth::unknown ? a : truth(a == Truth::no);
}

Truth either(Truth a, Truth b) {
    return negated(both(negated(a), negated(b)));
}

Truth compare_chain(const Expression& e, const RowValues& row) {
    Truth result = Truth::yes;
    RuleValue left = value_of(e.operands.front(), row);
    for (std::size_t i = 0; i < e.operators.size(); ++i) {
        const RuleValue right = value_of(e.operands[i + 1], row);
        result = both(result, compare(left, e.operators[i], right));
        left = right;
    }
    return result;
}

Truth is_member(const Expression& e, const RowValues& row) {
    const RuleValue value = value_of(e.operands.front(), row);
    Truth result = Truth::no;
    for (std::size_t i = 1; i < e.operands.size(); ++i) {
        result = either(result, compare(value, Operator::equal, value_of(e.operands[i], row)));
    }
    return result;
}

}  // namespace

Truth evaluate(const Expression& bound, const RowValues& row) {
    Truth result = bound.kind == Kind::either ? Truth::no : Truth::yes;
    switch (bound.kind) {
        case Kind::either:
            for (const Expression& operand : bound.operands) {
                result = either(result, evaluate(operand, row));
            }
            return result;
        case Kind::both:
            for (const Expression& operand : bound.operands) {
                result = both(result, evaluate(operand, row));
            }
            return result;
        case Kind::negation:
            return negated(evaluate(bound.operands.front(), row));
        case Kind::comparison:
            return compare_chain(bound, row);
        case Kind::membership:
            return is_member(bound, row);
        case Kind::emptiness:
            return truth(std::holds_alternative<std::monostate>(value_of(bound.operands.front(), row)));
        case Kind::name:
        case Kind::literal:
            break;
    }
    const RuleValue value = as_number(value_of(bound, row));
    const auto* number = std::get_if<double>(&value);
    return number == nullptr ? Truth::unknown : truth(*number != 0.0);
}

std::set<std::string> names_without_value(const Expression& bound, const RowValues& row) {
    std::set<std::string> names;
    if (bound.kind == Kind::name && std::holds_alternative<std::monostate>(row(bound.slot))) {
        names.insert(bound.text);
    }
    for (const Expression& operand : bound.operands) {
        if (bound.kind != Kind::emptiness) {
            names.merge(names_without_value(operand, row));
        }
    }
    return names;
}

}  // namespace recoup::sim
