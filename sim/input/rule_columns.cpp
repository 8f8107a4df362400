#include "sim/input/rule_columns.hpp"

#include <algorithm>
#include <memory>

#include "sim/input/common_keys.hpp"
#include "sim/input/text_values.hpp"

namespace recoup::sim {

namespace {

RuleValue optional_number(const std::optional<double>& value) {
    return value ? RuleValue(*value) : RuleValue();
}

RuleValue months_or_none(int months) {
    return months >= 0 ? RuleValue(static_cast<double>(months)) : RuleValue();
}

/// One way of reading every value of a text column, as long as it works.
struct Reading {
    RuleType type;
    std::optional<double> (*parse)(std::string_view);
};

std::optional<double> as_boolean(std::string_view text) {
    const auto value = parse_boolean(text);
    return value ? std::optional<double>(*value ? 1.0 : 0.0) : std::nullopt;
}

std::optional<double> as_days(std::string_view text) {
    const auto value = parse_date(text);
    return value ? std::optional<double>(to_days(*value)) : std::nullopt;
}

constexpr Reading readings[] = {
    {RuleType::number, parse_number}, {RuleType::boolean, as_boolean}, {RuleType::date, as_days}};

std::string note_on_text(const Table& table, const Column& column, std::size_t first_filled,
                         std::size_t row) {
    // Worth a word only where the column began as something else.
    return row == first_filled ? std::string()
                               : "'" + column.name + "' is a text because of " + table.where(row);
}

bool only_zero_and_one(const Column& column, const std::vector<double>& number) {
    for (std::size_t row = 0; row < number.size(); ++row) {
        if (column.null[row] == 0 && number[row] != 0.0 && number[row] != 1.0) {
            return false;
        }
    }
    return true;
}

RuleColumn of_text(const Table& table, const Column& column, std::size_t first_filled) {
    RuleColumn best;
    std::size_t furthest = 0;
    for (const Reading& reading : readings) {
        std::vector<double> number(column.size(), 0.0);
        std::size_t row = first_filled;
        for (; row < column.size(); ++row) {
            const auto value =
                column.null[row] != 0 ? std::optional<double>(0.0) : reading.parse(column.text[row]);
            if (!value) {
                break;
            }
            number[row] = *value;
        }
        if (row == column.size()) {
            best.type = reading.type;
            best.number = std::move(number);
            return best;
        }
        furthest = std::max(furthest, row);
    }
    best.type = RuleType::text;
    best.note = note_on_text(table, column, first_filled, furthest);
    return best;
}

}  // namespace

RuleColumn RuleColumn::of(const Table& table, const Column& column) {
    const auto filled = std::find(column.null.begin(), column.null.end(), 0);
    if (filled == column.null.end()) {
        return {};
    }
    RuleColumn result;
    switch (column.kind) {
        case Column::Kind::text:
            result = of_text(table, column, static_cast<std::size_t>(filled - column.null.begin()));
            break;
        case Column::Kind::number:
            result = {RuleType::number, "", column.number};
            break;
        case Column::Kind::boolean:
            result = {RuleType::boolean, "", column.number};
            break;
        case Column::Kind::date:
            result = {RuleType::date, "", column.number};
            break;
    }
    if (result.type == RuleType::number && only_zero_and_one(column, result.number)) {
        result.type = RuleType::flag;
    }
    return result;
}

RuleColumns::RuleColumns(const Table& table, const std::vector<std::string>& segments) : segments_(segments) {
    add_loan_facts();
    for (const Column& column : table.columns) {
        const bool known = std::any_of(names_.begin(), names_.end(),
                                       [&](const RuleName& name) { return name.name == column.name; });
        if (!known) {
            add_column(table, column);
        }
    }
}

void RuleColumns::add(std::string name, RuleType type, Getter getter, std::vector<std::string> known_texts,
                      std::string note) {
    names_.push_back({std::move(name), type, std::move(known_texts), std::move(note)});
    values_.push_back(std::move(getter));
}

void RuleColumns::add_loan_facts() {
    const auto number = [this](std::string name, auto getter) {
        add(std::move(name), RuleType::number,
            [getter](const LoanFacts& facts) -> RuleValue { return getter(facts); });
    };
    using Facts = const LoanFacts&;
    add(
        "state", RuleType::text, [](Facts f) { return RuleValue(name_of(f.loan.state)); }, all_state_names());
    number("months_in_state", [](Facts f) { return static_cast<double>(f.loan.months_in_state); });
    number("months_since_npe", [](Facts f) { return months_or_none(f.loan.months_since_npe); });
    number("months_since_last_concession",
           [](Facts f) { return months_or_none(f.loan.months_since_concession); });
    number("number_of_restructurings", [](Facts f) { return static_cast<double>(f.loan.restructurings); });
    number("days_in_pastdue", [](Facts f) { return static_cast<double>(f.loan.days_in_pastdue); });
    number("principal_balance",
           [](Facts f) { return in_units(f.loan.principal_balance) / f.loan.number_of_loans; });
    number("legal_balance", [](Facts f) { return in_units(f.loan.claim) / f.loan.number_of_loans; });
    number("gross_carrying_amount",
           [](Facts f) { return in_units(f.loan.gross_carrying_amount) / f.loan.number_of_loans; });
    number("current_interest_rate", [](Facts f) { return f.loan.annual_rate; });
    number("effective_interest_rate", [](Facts f) { return f.loan.effective_rate; });
    number("ltv_indexed", [](Facts f) { return optional_number(f.ltv_indexed); });
    if (!segments_.empty()) {
        number("ltv_forced_sale", [](Facts f) { return optional_number(f.ltv_forced_sale); });
        add(
            "segment", RuleType::text,
            [this](Facts f) { return RuleValue(std::string_view(segments_[f.segment])); }, segments_);
    }
}

void RuleColumns::add_column(const Table& table, const Column& column) {
    auto typed = std::make_shared<const RuleColumn>(RuleColumn::of(table, column));
    const Column* source = &column;
    add(
        column.name, typed->type,
        [typed, source](const LoanFacts& facts) -> RuleValue {
            const std::size_t row = facts.loan.row;
            if (source->null[row] != 0) {
                return {};
            }
            if (typed->type == RuleType::text) {
                return source->text[row];
            }
            return typed->type == RuleType::boolean ? RuleValue(typed->number[row] != 0.0)
                                                    : RuleValue(typed->number[row]);
        },
        {}, typed->note);
}

}  // namespace recoup::sim
