#include "sim/input/file_amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/input/tape/rule_amounts.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

std::string amounts_text(std::size_t count) {
    return count == 1 ? "its amount is" : fmt::format("its {} amounts are", count);
}

std::string doubt_of(const FileCurrency& of_file, const FileCurrencies& chain, const std::string& reporting) {
    const FileCurrency* other = chain.other_than(reporting);
    return other == nullptr ? std::string()
                            : fmt::format("the study is in {}, {}, which {}, in {}", reporting, *other->file,
                                          chain.inherits(of_file, *other) ? "it inherits" : "inherits it",
                                          other->currency);
}

}  // namespace

StudyAmounts::Told& StudyAmounts::told(const FileCurrency& of_file) {
    const auto found = std::ranges::find_if(told_, [&](const Told& each) {
        return *each.of_file.file == *of_file.file && each.of_file.currency == of_file.currency &&
               each.of_file.where == of_file.where;
    });
    return found != told_.end() ? *found : told_.emplace_back(Told{.of_file = of_file});
}

const double* StudyAmounts::rate_of(const std::string& currency) const {
    const auto found = currencies_.rates.find(currency);
    return found != currencies_.rates.end() ? &found->second : nullptr;
}

double StudyAmounts::converted(const GivenAmount& amount, const FileCurrency& of_file,
                               const FileCurrencies& chain) {
    const bool is_other = of_file.currency != currencies_.reporting;
    if (amount.value == 0.0 || currencies_.reporting.empty() || !is_other) {
        return amount.value;  // nothing, in any currency; an empty one is an error already
    }
    Told& entry = told(of_file);
    if (entry.amounts.empty()) {
        entry.first = amount;
    }
    entry.amounts.emplace(amount.name, amount.place_in_key);
    if (of_file.currency.empty()) {
        if (entry.doubt.empty()) {
            entry.doubt = doubt_of(of_file, chain, currencies_.reporting);
        }
        return amount.value;
    }
    const double* rate = rate_of(of_file.currency);
    const double result = amount.value * (rate != nullptr ? *rate : 1.0);
    list_.push_back(
        {amount.document + "." + amount.name, amount.value, of_file.currency, of_file.country, result});
    return result;
}

void StudyAmounts::add_not_converted(const std::vector<std::string>& columns, const FileCurrency& of_file) {
    if (!columns.empty()) {
        told(of_file).not_converted.insert(columns.begin(), columns.end());
    }
}

void StudyAmounts::report_unstated(const Told& told) const {
    const std::string& reporting = currencies_.reporting;
    const GivenAmount& first = told.first;
    if (told.doubt.empty()) {
        problems_.warning(first.where, first.name, fmt::format("{}", first.value),
                          "the file states no currency; its amounts are taken to be in " + reporting,
                          "the reporting currency of the study",
                          "Write currency = \"" + reporting +
                              "\" at the top of the file, or the currency that its amounts are in");
        return;
    }
    const std::string setting =
        first.is_set ? fmt::format(", or set {}.currency as well", first.document) : std::string();
    problems_.error(
        first.where, first.name, fmt::format("{}", first.value),
        fmt::format("{} states no currency for its amounts", *told.of_file.file), told.doubt,
        fmt::format("Write the one that they are in at the top of the file, for instance currency "
                    "= \"{}\"{}",
                    reporting, setting));
}

void StudyAmounts::report_without_rate(const Told& told) const {
    const std::string& currency = told.of_file.currency;
    problems_.error(
        told.of_file.where, "currency", "\"" + currency + "\"", "has no exchange rate",
        fmt::format("{} to be converted into {}, first {} at {}", amounts_text(told.amounts.size()),
                    currencies_.reporting, told.first.name, told.first.where),
        currencies_.advice(currency));
}

void StudyAmounts::report_converted(const Told& told, double rate) const {
    const std::string& reporting = currencies_.reporting;
    const FileCurrency& given = told.of_file;
    problems_.warning(*given.file, "currency", "\"" + given.currency + "\"",
                      fmt::format("{} converted into {}, first {}: {:.2f} {} = {:.2f} {}",
                                  amounts_text(told.amounts.size()), reporting, told.first.name,
                                  told.first.value, given.currency, told.first.value * rate, reporting),
                      fmt::format("[exchange_rates] 1 {} = {} {}", given.currency, rate, reporting),
                      given.country.empty()
                          ? "Check that they hold for the study"
                          : fmt::format("Check that costs of {} hold for the study", given.country));
    if (!told.not_converted.empty()) {
        const std::vector<std::string> columns(told.not_converted.begin(), told.not_converted.end());
        problems_.warning(
            *given.file, "who", "",
            fmt::format("numbers beside {} are not converted from {}", listed(columns), given.currency),
            "only balances are known to be amounts", "Where they are, write them in " + reporting);
    }
}

void StudyAmounts::report() const {
    for (const Told& each : told_) {
        if (each.amounts.empty()) {
            continue;
        }
        if (each.of_file.currency.empty()) {
            report_unstated(each);
        } else if (const double* rate = rate_of(each.of_file.currency)) {
            report_converted(each, *rate);
        } else {
            report_without_rate(each);
        }
    }
}

FileAmounts::FileAmounts(KeyReader& document, std::string name, const FileCurrencies& currencies,
                         StudyAmounts& study)
    : problems_(document.problems()), name_(std::move(name)), currencies_(currencies), study_(study) {
    for (const char* key : {"currency", "country"}) {
        document.find(key);  // known keys, which the currencies have taken
    }
}

double FileAmounts::converted(GivenAmount amount, const FileCurrency& of_file) {
    nearest_has_amounts_ =
        nearest_has_amounts_ || (amount.value != 0.0 && &of_file == &currencies_.nearest());
    amount.document = name_;
    return study_.converted(amount, of_file, currencies_);
}

double FileAmounts::read(KeyReader& keys, const std::string& table, const std::string& key) {
    const double given = keys.number_or(key, 0.0, range::cost());
    if (!keys.has(key)) {
        return given;
    }
    const Node& node = *keys.find(key);
    return converted(
        {.value = given, .where = node.where(), .name = table + "." + key, .is_set = !currencies_.give(node)},
        currencies_.of(node));
}

void FileAmounts::convert(Rule& rule, const std::string& name) {
    std::size_t place = 0;
    for_each_amount(rule.expression, [&](double& amount) {
        amount = converted({.value = amount, .where = rule.where, .name = name, .place_in_key = place++},
                           currencies_.nearest());
    });
    study_.add_not_converted(other_columns_beside_numbers(rule.expression), currencies_.nearest());
}

void FileAmounts::check_set() const {
    const FileCurrency& nearest = currencies_.nearest();
    if (nearest.is_set && !nearest.currency.empty() && !nearest_has_amounts_) {
        problems_.error(nearest.where, "", "\"" + nearest.currency + "\"",
                        fmt::format("there is no amount in {} itself", *nearest.file),
                        "those that it inherits are in the currency of their own file", "Remove the setting");
    }
}

}  // namespace recoup::sim
