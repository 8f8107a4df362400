// A book of loans without mistakes, for tests that make one and see what is doubted.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {

struct LoanLine {
    std::string identifier;
    double balance = 0.0;
    std::string date_of_default = {};
    int days = 0;
    double rate = 0.0525;
    std::string currency = "USD";
    std::string origination = "2003-01-15";
};

/// Loans between 10,000 and 40,000 USD, every fourth in default, every second with an office.
class Book {
  public:
    explicit Book(int loans = 120) {
        for (int i = 0; i < loans; ++i) {
            LoanLine line{fmt::format("L{:03}", i), 10000.13 + 251.37 * (i % 120)};
            if (i % 4 == 0) {
                line.date_of_default = "2006-08-15";
                line.days = 130;
            }
            lines.push_back(line);
        }
    }

    std::vector<LoanLine> lines;
    double collateral_share = 1.2;
    std::string valuation_date = "2005-12-31";
    bool has_collateral = true;

    void each(const std::function<void(LoanLine&)>& f) { std::for_each(lines.begin(), lines.end(), f); }

    /// What is doubted of the tape, not what is said of the other files.
    std::vector<std::string> doubts(const std::string& settings = "") const {
        const LaidOut folder(*this, settings);
        std::vector<std::string> texts;
        for (const Problem& problem : folder.load().warnings) {
            if (problem.where.find(".csv") != std::string::npos) {
                texts.push_back(problem.text());
            }
        }
        return texts;
    }

    void lay_out(StudyFolder& folder, const std::string& settings) const {
        std::string loans =
            "loan_identifier,counterparty_identifier,principal_balance,days_in_pastdue,date_of_default,"
            "current_interest_rate,current_maturity_date,loan_currency,date_of_origination,real_estate_"
            "backed,"
            "industry\n";
        std::string collateral =
            "collateral_identifier,loan_identifier,collateral_class,collateral_value,valuation_date,region\n";
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const LoanLine& line = lines[i];
            loans += fmt::format("{},B{},{:.2f},{},{},{:.12g},2012-12-31,{},{},{},retail\n", line.identifier,
                                 i, line.balance, line.days, line.date_of_default, line.rate, line.currency,
                                 line.origination, i % 2 == 0 ? "Y" : "N");
            if (i % 2 == 0 && has_collateral) {
                collateral += fmt::format(
                    "K{},{},office,{:.2f},{},US\n", i, line.identifier,
                    (10000.13 + 251.37 * (static_cast<double>(i % 120))) * collateral_share, valuation_date);
            }
        }
        folder.write("loans.csv", loans);
        folder.write("collateral.csv", collateral);
        folder.append("base.toml",
                      "[costs.default]\nservicing_per_month = 20.0\ninternal_workout_per_month = 30.0\n");
        folder.replace("workout.toml", " and ltv_forced_sale < 2", "");
        folder.append("study.toml", settings.empty() ? "" : "[plausibility]\n" + settings + "\n");
    }

    class LaidOut : public StudyFolder {
      public:
        explicit LaidOut(const Book& book, const std::string& settings = "") {
            book.lay_out(*this, settings);
        }
    };
};

inline std::string only(const std::vector<std::string>& doubts) {
    EXPECT_EQ(doubts.size(), 1u) << testing::PrintToString(doubts);
    return doubts.empty() ? "" : doubts.front();
}

}  // namespace recoup::sim
