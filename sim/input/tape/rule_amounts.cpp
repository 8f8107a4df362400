#include "sim/input/tape/rule_amounts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "sim/input/tape/rule_columns.hpp"

namespace recoup::sim {

namespace {

using Kind = Expression::Kind;
using Operator = Expression::Operator;

constexpr std::array<std::string_view, 3> amount_names = {"principal_balance", "legal_balance",
                                                          "gross_carrying_amount"};

bool is_amount(const Expression& e) {
    return e.kind == Kind::name && std::ranges::find(amount_names, e.text) != amount_names.end();
}

/// Names that recoup provides; every other one is a column of the tape.
bool is_provided(const std::string& name) {
    static const std::set<std::string> provided = [] {
        const Table no_table;
        Problems none;
        const RuleColumns columns(no_table, {"any"}, {}, none);
        std::set<std::string> names;
        for (const RuleName& each : columns.names()) {
            names.insert(each.name);
        }
        return names;
    }();
    return provided.count(name) != 0;
}

double* number_of(Expression& e) {
    return e.kind == Kind::literal ? std::get_if<double>(&e.literal) : nullptr;
}

bool is_number(const Expression& e) {
    return e.kind == Kind::literal && std::holds_alternative<double>(e.literal);
}

/// `pairs` of a comparison stand side by side, those of a membership are the first with each.
template <class Node, class Function>
void for_each_pair(Node& e, Function f) {
    for (std::size_t i = 1; i < e.operands.size(); ++i) {
        f(e.operands[e.kind == Kind::membership ? 0 : i - 1], e.operands[i]);
    }
}

bool compares(const Expression& e) {
    return e.kind == Kind::comparison || e.kind == Kind::membership;
}

void add_least(const Expression& name, const Expression& number, bool from_below,
               std::vector<AmountThreshold>& found) {
    if (from_below && is_amount(name) && is_number(number)) {
        found.push_back({name.text, std::get<double>(number.literal)});
    }
}

}  // namespace

void for_each_amount(Expression& rule, const std::function<void(double&)>& f) {
    if (!compares(rule)) {
        for (Expression& operand : rule.operands) {
            for_each_amount(operand, f);
        }
        return;
    }
    // A number between two amounts, `principal_balance >= 5000 <= legal_balance`, is one number.
    std::set<double*> numbers;
    for_each_pair(rule, [&](Expression& a, Expression& b) {
        for (const auto& [name, number] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
            if (is_amount(*name) && number_of(*number) != nullptr) {
                numbers.insert(number_of(*number));
            }
        }
    });
    for (double* number : numbers) {
        f(*number);
    }
}

std::vector<AmountThreshold> least_amounts(const Expression& rule) {
    std::vector<AmountThreshold> found;
    if (rule.kind == Kind::both) {
        for (const Expression& operand : rule.operands) {
            std::ranges::copy(least_amounts(operand), std::back_inserter(found));
        }
    }
    for (std::size_t i = 0; rule.kind == Kind::comparison && i < rule.operators.size(); ++i) {
        const Operator op = rule.operators[i];
        const Expression& left = rule.operands[i];
        const Expression& right = rule.operands[i + 1];
        add_least(left, right, op == Operator::greater || op == Operator::greater_or_equal, found);
        add_least(right, left, op == Operator::less || op == Operator::less_or_equal, found);
    }
    return found;
}

std::vector<std::string> other_columns_beside_numbers(const Expression& rule) {
    std::set<std::string> columns;
    if (compares(rule)) {
        const auto add = [&](const Expression& name, const Expression& number) {
            if (name.kind == Kind::name && is_number(number) && !is_amount(name) && !is_provided(name.text)) {
                columns.insert(name.text);
            }
        };
        for_each_pair(rule, [&](const Expression& a, const Expression& b) {
            add(a, b);
            add(b, a);
        });
    } else {
        for (const Expression& operand : rule.operands) {
            const auto inside = other_columns_beside_numbers(operand);
            columns.insert(inside.begin(), inside.end());
        }
    }
    return {columns.begin(), columns.end()};
}

}  // namespace recoup::sim
