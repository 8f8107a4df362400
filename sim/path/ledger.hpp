// The PathLedger of one path, scenario and option: integer money by segment, quarter and account, net cash by
// month.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/account_glossary.hpp"
#include "models/units.hpp"

namespace recoup::sim {

/// Quarters to the reporting horizon, then one bucket for all that comes later.
class PathLedger {
  public:
    PathLedger() = default;
    /// `months_per_bucket`: replay keeps every month apart.
    PathLedger(int segments, int quarters, int months, int months_per_bucket = months_per_quarter)
        : segments_(segments),
          quarters_(quarters),
          months_(months),
          money_(static_cast<std::size_t>(segments) * static_cast<std::size_t>(quarters + 1) * account_count),
          cash_(static_cast<std::size_t>(segments) * static_cast<std::size_t>(months)),
          performing_steps_(static_cast<std::size_t>(segments) * static_cast<std::size_t>(months + 1)) {
        bucket_of_.push_back(0);
        for (int month = 1; month <= months; ++month) {
            bucket_of_.push_back(std::min((month - 1) / months_per_bucket, quarters));
        }
    }

    int segments() const { return segments_; }
    int quarters() const { return quarters_; }
    int months() const { return months_; }

    /// Bucket of month t = 1, 2, ...; month 0 (cut-off) belongs to the first quarter.
    int bucket_of(int month) const { return bucket_of_[static_cast<std::size_t>(month)]; }

    void post(int segment, int month, Account account, Minor amount) {
        money_[money_at(segment, bucket_of(month), account)] += amount;
    }
    /// The accounts of a segment in the bucket of `month`, for loops that post several.
    Minor* row(int segment, int month) {
        return money_.data() + money_at(segment, bucket_of(month), Account::opening);
    }
    void post_net_cash(int segment, int month, Minor amount) { cash_[cash_at(segment, month)] += amount; }
    /// The same payment of a performing loan in every month from `first` to `last`; counts after finish().
    void post_performing(int segment, int first, int last, Minor payment) {
        Minor* steps = performing_steps_.data() +
                       static_cast<std::size_t>(segment) * static_cast<std::size_t>(months_ + 1);
        steps[first - 1] += payment;
        steps[last] -= payment;
    }
    /// Adds up the performing payments and carries the stocks forward; called once, after the last post.
    void finish() {
        for (int segment = 0; segment < segments_; ++segment) {
            Minor payment = 0;
            for (int month = 1; month <= months_; ++month) {
                payment += performing_steps_[static_cast<std::size_t>(segment) *
                                                 static_cast<std::size_t>(months_ + 1) +
                                             static_cast<std::size_t>(month - 1)];
                post(segment, month, Account::performing, payment);
                post_net_cash(segment, month, payment);
            }
            carry_forward(segment, of_exposure, Account::closing);
            carry_forward(segment, of_claim, Account::claim_closing);
        }
    }

    Minor money(int segment, int bucket, Account account) const {
        return money_[money_at(segment, bucket, account)];
    }
    Minor net_cash(int segment, int month) const { return cash_[cash_at(segment, month)]; }
    /// Sum over all buckets; of a stock what is left at the horizon.
    Minor total(int segment, Account account) const {
        Minor sum = 0;
        for (int bucket = is_closing_stock(account) ? quarters_ : 0; bucket <= quarters_; ++bucket) {
            sum += money(segment, bucket, account);
        }
        return sum;
    }

    const std::vector<Minor>& all_money() const { return money_; }
    const std::vector<Minor>& all_cash() const { return cash_; }
    void clear() {
        std::fill(money_.begin(), money_.end(), 0);
        std::fill(cash_.begin(), cash_.end(), 0);
        std::fill(performing_steps_.begin(), performing_steps_.end(), 0);
    }

  private:
    /// A stock at the end of every bucket but that of the horizon: opening and flows so far. What is open at
    /// the horizon was posted from the loans themselves.
    void carry_forward(int segment, std::string_view sum, Account closing) {
        const int horizon = bucket_of(months_);
        Minor stock = 0;
        for (int bucket = 0; bucket <= quarters_; ++bucket) {
            for (std::size_t a = 0; a < account_count; ++a) {
                const AccountMeaning& meaning = account_meanings[a];
                stock +=
                    meaning.sum == sum ? meaning.sign * money(segment, bucket, static_cast<Account>(a)) : 0;
            }
            if (bucket != horizon) {
                money_[money_at(segment, bucket, closing)] = stock;
            }
        }
    }

    std::size_t money_at(int segment, int bucket, Account account) const {
        return (static_cast<std::size_t>(segment) * static_cast<std::size_t>(quarters_ + 1) +
                static_cast<std::size_t>(bucket)) *
                   account_count +
               static_cast<std::size_t>(account);
    }
    std::size_t cash_at(int segment, int month) const {
        return static_cast<std::size_t>(segment) * static_cast<std::size_t>(months_) +
               static_cast<std::size_t>(month - 1);
    }

    int segments_ = 0;
    int quarters_ = 0;
    int months_ = 0;
    std::vector<int> bucket_of_;           // [month]; looked up at every post, where a division would show
    std::vector<Minor> money_;             // [segment][bucket][account]
    std::vector<Minor> cash_;              // [segment][month 1..]
    std::vector<Minor> performing_steps_;  // [segment][month 1..months + 1], change of the level payment
};

}  // namespace recoup::sim
