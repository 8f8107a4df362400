// Amounts of money in the files of options and parameters, converted here, once, into the study's currency.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/input/rules/eligibility.hpp"
#include "sim/input/tables/money.hpp"
#include "sim/input/toml/file_currency.hpp"
#include "sim/input/toml/key_reader.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// An amount as a file gives it.
struct GivenAmount {
    double value = 0.0;
    std::string where = {};
    std::string name = {};         ///< inside its file, `costs.court.servicing_per_month`
    std::string document = {};     ///< what `--set` calls the file, `options.court` or `parameters.sme`
    bool is_set = false;           ///< by `--set`
    std::size_t place_in_key = 0;  ///< several numbers of one rule have one name
};

/// The amounts of all files that a study names: converted one by one, told file by file.
class StudyAmounts {
  public:
    StudyAmounts(const Currencies& currencies, Problems& problems)
        : currencies_(currencies), problems_(problems) {}

    /// In the reporting currency. `of_file` is that of the file which gives the amount.
    double converted(const GivenAmount& amount, const FileCurrency& of_file, const FileCurrencies& chain);
    /// Columns beside numbers of a rule of which nothing is known.
    void add_not_converted(const std::vector<std::string>& columns, const FileCurrency& of_file);

    /// Says once a file what was taken or converted, or cannot be; call it when all files are read.
    void report() const;
    const std::vector<ConvertedAmount>& list() const { return list_; }

  private:
    struct Told {
        FileCurrency of_file;
        std::string doubt = {};  ///< why the study's currency is not taken for that of a file without
        GivenAmount first = {};
        std::set<std::pair<std::string, std::size_t>> amounts = {};  ///< segments may share a file
        std::set<std::string> not_converted = {};                    ///< columns beside numbers of rules
    };
    Told& told(const FileCurrency& of_file);
    const double* rate_of(const std::string& currency) const;
    void report_unstated(const Told& told) const;
    void report_without_rate(const Told& told) const;
    void report_converted(const Told& told, double rate) const;

    const Currencies& currencies_;
    Problems& problems_;
    std::vector<Told> told_;
    std::vector<ConvertedAmount> list_;
};

/// The amounts of one option, or of the parameters of one segment and all that they inherit.
class FileAmounts {
  public:
    /// `name` is what `--set` calls the document.
    FileAmounts(KeyReader& document, std::string name, const FileCurrencies& currencies, StudyAmounts& study);

    /// An amount, 0 where it is left out, in the reporting currency. `table`: the name of its table.
    double read(KeyReader& keys, const std::string& table, const std::string& key);
    /// The numbers of a rule that stand beside balances of a loan.
    void convert(Rule& rule, const std::string& name);
    /// A currency that was set and is that of no amount is a problem; call it at the end of the document.
    void check_set() const;

  private:
    double converted(GivenAmount amount, const FileCurrency& of_file);

    Problems& problems_;
    std::string name_;
    const FileCurrencies& currencies_;
    StudyAmounts& study_;
    bool nearest_has_amounts_ = false;
};

}  // namespace recoup::sim
