#include "sim/input/file_amounts.hpp"

#include <fmt/format.h>

#include <utility>

#include "sim/input/rule_amounts.hpp"
#include "sim/input/suggest.hpp"

namespace recoup::sim {

namespace {

std::string amounts_text(std::size_t count) {
    return count == 1 ? "its amount is" : fmt::format("its {} amounts are", count);
}

}  // namespace

FileAmounts::FileAmounts(KeyReader& document, std::string name, const Currencies& currencies)
    : problems_(document.problems()),
      file_(*document.node().file),
      name_(std::move(name)),
      currencies_(currencies),
      stated_(document.find("currency")),
      currency_(stated_ != nullptr ? document.text("currency") : currencies.reporting),
      country_(document.text_or("country", "")) {}

double FileAmounts::rate(const std::string& where) {
    if (currency_ == currencies_.reporting || currencies_.reporting.empty() || currency_.empty()) {
        return 1.0;  // an empty one is an error already
    }
    const auto found = currencies_.rates.find(currency_);
    if (found != currencies_.rates.end()) {
        return found->second;
    }
    std::vector<std::string> known = {currencies_.reporting};
    for (const auto& each : currencies_.rates) {
        known.push_back(each.first);
    }
    const std::string meant = did_you_mean(currency_, known);
    problems_.error(
        stated_->where(), "currency", "\"" + currency_ + "\"", "has no exchange rate",
        fmt::format("amounts, first at {}, are converted into {}", where, currencies_.reporting),
        fmt::format("{}{}dd to the study: [exchange_rates] {} = <{} for one {}>", meant,
                    meant.empty() ? "A" : " If not, a", currency_, currencies_.reporting, currency_));
    return 1.0;
}

double FileAmounts::converted(double given, const std::string& where, const std::string& name) {
    if (given == 0.0) {
        return given;  // nothing, in any currency
    }
    if (count_++ == 0) {
        first_where_ = where;
        first_name_ = name;
        first_amount_ = given;
    }
    const double amount = given * rate(where);
    if (currency_ != currencies_.reporting) {
        list_.push_back({name_ + "." + name, given, currency_, country_, amount});
    }
    return amount;
}

double FileAmounts::read(KeyReader& keys, const std::string& table, const std::string& key) {
    const double given = keys.number_or(key, 0.0, range::cost());
    return keys.has(key) ? converted(given, keys.node().table()->find(key)->second.where(), table + "." + key)
                         : given;
}

void FileAmounts::convert(Rule& rule, const std::string& name) {
    for_each_amount(rule.expression, [&](double& amount) { amount = converted(amount, rule.where, name); });
    for (const std::string& column : other_columns_beside_numbers(rule.expression)) {
        not_converted_.push_back(column);
    }
}

void FileAmounts::warn_unstated() {
    problems_.warning(first_where_, first_name_, fmt::format("{}", first_amount_),
                      "the file states no currency; its amounts are taken to be in " + currencies_.reporting,
                      "the reporting currency of the study",
                      "Write currency = \"" + currencies_.reporting +
                          "\" at the top of the file, or the currency that its amounts are in");
}

void FileAmounts::warn_converted() {
    // By its name in the file, which several segments may share: they get one warning.
    const ConvertedAmount& first = list_.front();
    problems_.warning(
        file_, "currency", "\"" + currency_ + "\"",
        fmt::format("{} converted into {}, first {}: {:.2f} {} = {:.2f} {}", amounts_text(list_.size()),
                    currencies_.reporting, first.name.substr(name_.size() + 1), first.given, currency_,
                    first.amount, currencies_.reporting),
        fmt::format("[exchange_rates] 1 {} = {} {}", currency_, currencies_.rates.at(currency_),
                    currencies_.reporting),
        country_.empty() ? "Check that they hold for the study"
                         : fmt::format("Check that costs of {} hold for the study", country_));
    if (!not_converted_.empty()) {
        problems_.warning(
            file_, "who", "",
            fmt::format("numbers beside {} are not converted from {}", listed(not_converted_), currency_),
            "only balances are known to be amounts",
            "Where they are, write them in " + currencies_.reporting);
    }
}

std::vector<ConvertedAmount> FileAmounts::finish() {
    if (count_ > 0 && stated_ == nullptr && !currencies_.reporting.empty()) {
        warn_unstated();
    }
    if (!list_.empty() && currencies_.rates.count(currency_) != 0) {
        warn_converted();
    }
    return std::move(list_);
}

void InheritedCurrency::check(const Node& document) {
    const auto found = document.table()->find("currency");
    if (found == document.table()->end()) {
        return;
    }
    const Node nearer = std::exchange(stated_, found->second);
    if (nearer.file != nullptr && nearer.value_text() != stated_.value_text()) {
        problems_.error(
            nearer.where(), "currency", nearer.value_text(),
            fmt::format("the file inherits from {}, which is in {}", *stated_.file, stated_.value_text()),
            "amounts of both stand in the same tables", "State both files in one currency");
    }
}

}  // namespace recoup::sim
