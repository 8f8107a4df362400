#include "sim/input/tape/rule_columns.hpp"

#include <algorithm>
#include <memory>

#include "sim/input/tables/code_columns.hpp"
#include "sim/input/tables/column_names.hpp"
#include "sim/input/tables/row_groups.hpp"
#include "sim/input/toml/common_keys.hpp"
#include "sim/input/toml/text_values.hpp"

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

std::optional<double> as_number(std::string_view text) {
    return parse_number(text);
}

std::optional<double> as_number_with_comma(std::string_view text) {
    return parse_number(text, true);
}

std::vector<Reading> readings_of(const Column& column, std::optional<ColumnUse> use) {
    std::vector<Reading> readings;
    if (use || !first_code(column)) {
        readings.push_back({RuleType::number, column.decimal_comma ? as_number_with_comma : as_number});
    }
    if (use != ColumnUse::number) {
        readings.push_back({RuleType::boolean, as_boolean});
        readings.push_back({RuleType::date, as_days});
    }
    return readings;
}

std::string note_on_text(const Table& table, const Column& column, std::size_t row) {
    std::string note = "'" + column.name + "' is a text because of " + table.where(row);
    if (means_no_value(column.text[row]) && table.format.prefix) {
        const std::string word(column.text[row]);
        note += "; where '" + word + "' means no value, set " + missing_setting(table, {word});
    }
    return note;
}

bool is_identifier(const Column& column) {
    return column.name == "loan_identifier" || column.name == "counterparty_identifier";
}

/// Of a frame's column that holds no texts.
RuleColumn told_as_text(const Column& column) {
    RuleColumn result;
    result.type = RuleType::text;
    for (std::size_t row = 0; row < column.size(); ++row) {
        result.text.push_back(column.value_text(row));
    }
    return result;
}

bool only_zero_and_one(const Column& column, const std::vector<double>& number) {
    for (std::size_t row = 0; row < number.size(); ++row) {
        if (column.null[row] == 0 && number[row] != 0.0 && number[row] != 1.0) {
            return false;
        }
    }
    return true;
}

RuleColumn of_text(const Table& table, const Column& column, std::size_t first_filled,
                   std::optional<ColumnUse> use) {
    RuleColumn best;
    if (use == ColumnUse::text) {
        best.type = RuleType::text;
        return best;
    }
    std::size_t furthest = 0;
    for (const Reading& reading : readings_of(column, use)) {
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
    best.note = note_on_text(table, column, std::max(furthest, first_filled));
    return best;
}

}  // namespace

RuleColumn RuleColumn::of(const Table& table, const Column& column, std::optional<ColumnUse> use) {
    const auto filled = std::find(column.null.begin(), column.null.end(), 0);
    if (filled == column.null.end()) {
        return {};
    }
    if (is_identifier(column)) {
        return column.kind == Column::Kind::text ? RuleColumn{.type = RuleType::text} : told_as_text(column);
    }
    RuleColumn result;
    switch (column.kind) {
        case Column::Kind::text:
            result = of_text(table, column, static_cast<std::size_t>(filled - column.null.begin()), use);
            break;
        case Column::Kind::number:
            result = {
                .type = RuleType::number, .note = note_on_numbers(table, column), .number = column.number};
            break;
        case Column::Kind::boolean:
            result = {.type = RuleType::boolean, .number = column.number};
            break;
        case Column::Kind::date:
            result = {.type = RuleType::date, .number = column.number};
            break;
    }
    if (result.type == RuleType::number && only_zero_and_one(column, result.number)) {
        result.type = RuleType::flag;
    }
    return result;
}

RuleColumns::RuleColumns(const Table& table, const std::vector<std::string>& segments, const RuleUses& uses,
                         Problems& problems)
    : segments_(segments) {
    add_loan_facts();
    for (const Column& column : table.columns) {
        const bool known = std::any_of(names_.begin(), names_.end(),
                                       [&](const RuleName& name) { return name.name == column.name; });
        const bool is_read = std::ranges::any_of(
            loan_columns(), [&](const KnownColumn& each) { return each.name == column.name; });
        if (known && !is_read) {
            problems.warning(table.source, column.name, "", "the column is not used",
                             "rules mean recoup's own value of that name",
                             "Give the column another name in the tape or " + table.format.columns.place() +
                                 ", and in the rules");
        }
        if (!known) {
            const auto use = uses.of(column.name);
            if (use == ColumnUse::number) {
                check_codes(table, column, problems);
            }
            uses.in_two_ways(column.name) ? add(column.name, RuleType::nothing, nullptr)  // told already
                                          : add_column(table, column, use);
        }
        const auto name = std::ranges::find(names_, column.name, &RuleName::name);
        if ((!known || is_read) && name != names_.end() && column.given_name != column.name) {
            name->given_name = column.given_name;
        }
    }
}

void RuleColumns::add(std::string name, RuleType type, Getter getter, std::vector<std::string> known_texts,
                      std::string note) {
    names_.push_back({std::move(name), type, std::move(known_texts), std::move(note), {}});
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
    number("principal_balance", [](Facts f) { return f.loan.of_one_loan(f.loan.principal_balance); });
    number("legal_balance", [](Facts f) { return f.loan.of_one_loan(f.loan.claim); });
    number("gross_carrying_amount", [](Facts f) { return f.loan.of_one_loan(f.loan.gross_carrying_amount); });
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

void RuleColumns::add_column(const Table& table, const Column& column, std::optional<ColumnUse> use) {
    auto typed = std::make_shared<const RuleColumn>(RuleColumn::of(table, column, use));
    const Column* source = &column;
    add(
        column.name, typed->type,
        [typed, source](const LoanFacts& facts) -> RuleValue {
            const std::size_t row = facts.loan.row;
            if (source->null[row] != 0) {
                return {};
            }
            if (typed->type == RuleType::text) {
                return typed->text.size() > 0 ? typed->text[row] : source->text[row];
            }
            return typed->type == RuleType::boolean ? RuleValue(typed->number[row] != 0.0)
                                                    : RuleValue(typed->number[row]);
        },
        {}, typed->note);
}

}  // namespace recoup::sim
