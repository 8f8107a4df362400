// Amounts of money in the files of options and parameters, converted here, once, into the study's currency.
#pragma once

#include <string>
#include <vector>

#include "sim/input/eligibility.hpp"
#include "sim/input/key_reader.hpp"
#include "sim/input/money.hpp"
#include "sim/study.hpp"

namespace recoup::sim {

class FileAmounts {
  public:
    /// Asks for `currency` and `country` at the top of the document. `name` is what `--set` calls the file,
    /// `options.court` or `parameters.sme`.
    FileAmounts(KeyReader& document, std::string name, const Currencies& currencies);

    /// An amount, 0 where it is left out, in the reporting currency. `table`: the name of its table.
    double read(KeyReader& keys, const std::string& table, const std::string& key);
    /// The numbers of a rule that stand beside balances of a loan.
    void convert(Rule& rule, const std::string& name);

    /// Says what was taken or converted; call it once, at the end of the file.
    std::vector<ConvertedAmount> finish();

  private:
    double converted(double given, const std::string& where, const std::string& name);
    double rate(const std::string& where);
    void warn_unstated();
    void warn_converted();

    Problems& problems_;
    std::string file_;
    std::string name_;
    const Currencies& currencies_;
    const Node* stated_ = nullptr;
    std::string currency_;  ///< of the file; the reporting one where it states none
    std::string country_;
    std::string first_where_, first_name_;  ///< of the amounts
    double first_amount_ = 0.0;
    std::size_t count_ = 0;
    std::vector<std::string> not_converted_;  ///< columns beside numbers of rules
    std::vector<ConvertedAmount> list_;
};

/// Amounts of a file and of what it inherits stand in the same tables: two currencies are a problem.
class InheritedCurrency {
  public:
    explicit InheritedCurrency(Problems& problems) : problems_(problems) {}
    /// For each document of the chain, the nearest first.
    void check(const Node& document);

  private:
    Problems& problems_;
    Node stated_ = {};
};

}  // namespace recoup::sim
