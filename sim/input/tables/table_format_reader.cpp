#include "sim/input/tables/table_format_reader.hpp"

#include <algorithm>

#include "sim/input/tables/column_names.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

std::set<std::string> texts_in(KeyReader& portfolio, const std::string& key) {
    const std::vector<std::string> texts = portfolio.texts_or(key);
    return {texts.begin(), texts.end()};
}

char separator(KeyReader& portfolio, const std::string& key) {
    const std::string given = portfolio.text_or(key, ",");
    if (given != "," && given != ";" && given != "|" && given != "\t") {
        portfolio.problem(key, "is no separator of columns", "", R"(Write one of ",", ";", "|" and "\t")");
        return ',';
    }
    return given[0];
}

}  // namespace

TableFormat read_table_format(KeyReader& portfolio, const std::string& prefix, const Node& document) {
    TableFormat format;
    format.portfolio = study_table(document, "portfolio");
    format.columns = study_table(portfolio.node(), prefix + "columns");
    format.prefix = prefix;
    format.separator = separator(portfolio, prefix + "separator");
    format.decimal_comma = portfolio.flag_or(prefix + "decimal_comma", false);
    const std::string ignored = prefix + "ignore_columns";
    for (const std::string& name : portfolio.texts_or(ignored)) {
        format.ignored[name] = portfolio.find(ignored)->where();
    }
    const std::string missing = prefix + "missing";
    if (portfolio.has(missing)) {
        format.missing = texts_in(portfolio, missing);
    }
    portfolio.find(missing);
    return format;
}

std::set<std::string> read_per_cent(KeyReader& portfolio) {
    const Node* node = portfolio.find("percent");
    const std::vector<std::string>& rates = rate_columns();
    if (node == nullptr || node->array() == nullptr) {
        return portfolio.flag_or("percent", false) ? std::set<std::string>(rates.begin(), rates.end())
                                                   : std::set<std::string>();
    }
    const std::set<std::string> named = texts_in(portfolio, "percent");
    for (const std::string& name : named) {
        if (std::ranges::find(rates, name) == rates.end()) {
            portfolio.problem("percent", "'" + name + "' is no column of rates", "by recoup's names of them",
                              "Known: " + listed(rates));
        }
    }
    return named;
}

}  // namespace recoup::sim
