#include "sim/input/rules/rule_uses.hpp"

#include <fmt/format.h>

#include "sim/input/toml/date.hpp"

namespace recoup::sim {

namespace {

using Kind = Expression::Kind;
using Operator = Expression::Operator;

const char* described(ColumnUse use) {
    return use == ColumnUse::text ? "a text" : use == ColumnUse::number ? "a number" : "a yes or no";
}

bool is_order(Operator op) {
    return op != Operator::equal && op != Operator::unequal;
}

}  // namespace

void RuleUses::add(const Rule& rule) {
    add_truth(rule.expression, rule);
}

void RuleUses::add_covariate(const std::string& column, const std::string& where) {
    note(column, ColumnUse::text, {where, "delta." + column, ""});
}

void RuleUses::add_truth(const Expression& expression, const Rule& rule) {
    if (expression.kind == Kind::name) {
        note(expression.text, ColumnUse::truth, {rule.where, rule.field, rule.text});
    } else {
        add(expression, rule);
    }
}

void RuleUses::add(const Expression& expression, const Rule& rule) {
    switch (expression.kind) {
        case Kind::either:
        case Kind::both:
        case Kind::negation:
            for (const Expression& operand : expression.operands) {
                add_truth(operand, rule);
            }
            return;
        case Kind::comparison:
        case Kind::membership:
            for (const Expression& operand : expression.operands) {
                add(operand, rule);
            }
            break;
        case Kind::emptiness:
        case Kind::name:
        case Kind::literal:
            return;
    }
    for (std::size_t i = 1; i < expression.operands.size(); ++i) {
        const bool is_list = expression.kind == Kind::membership;
        add_pair(expression.operands[is_list ? 0 : i - 1], expression.operands[i],
                 is_list ? Operator::equal : expression.operators[i - 1], rule);
    }
}

void RuleUses::add_pair(const Expression& a, const Expression& b, Operator op, const Rule& rule) {
    if (a.kind == Kind::literal && b.kind == Kind::name) {
        add_pair(b, a, op, rule);
    }
    if (a.kind != Kind::name || b.kind != Kind::literal) {
        return;
    }
    const Place place = {rule.where, rule.field, rule.text};
    if (std::holds_alternative<double>(b.literal)) {
        note(a.text, ColumnUse::number, place);
    } else if (const auto* text = std::get_if<std::string>(&b.literal)) {
        // A date in quotes is a date where the column holds dates.
        if (!parse_date(*text) && !is_order(op)) {
            note(a.text, ColumnUse::text, place);
        }
    }
}

void RuleUses::note(const std::string& column, ColumnUse use, Place place) {
    uses_[column].try_emplace(use, std::move(place));
}

std::optional<ColumnUse> RuleUses::of(const std::string& column) const {
    const auto found = uses_.find(column);
    return found == uses_.end() || in_two_ways(column)
               ? std::nullopt
               : std::optional(found->second.begin()->first);  // number before yes/no: 0 and 1 are both
}

bool RuleUses::in_two_ways(const std::string& column) const {
    const auto found = uses_.find(column);
    return found != uses_.end() && found->second.contains(ColumnUse::text) && found->second.size() > 1;
}

void RuleUses::report(Problems& problems) const {
    for (const auto& [column, places] : uses_) {
        if (!in_two_ways(column)) {
            continue;
        }
        const auto text = places.find(ColumnUse::text);
        const auto& [use, other] = *std::next(text);
        const Place& here = text->second;
        const std::string rule = here.rule.empty() ? "" : fmt::format(", \"{}\"", here.rule);
        problems.error(other.where, other.field, "\"" + other.rule + "\"",
                       fmt::format("'{}' is {} here and a text at {}, {}{}", column, described(use),
                                   here.where, here.field, rule),
                       "a column is one or the other: as a text 011110 is not 11110",
                       here.rule.empty()
                           ? fmt::format("Compare it with texts here too, such as {} == \"...\"", column)
                           : "Compare it with texts in both, in quotes, or with numbers in both");
    }
}

}  // namespace recoup::sim
