#include "sim/output/summary_view.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"

namespace recoup::sim {

SummaryView::SummaryView(const std::filesystem::path& results)
    : file_(results),
      options_(file_.strings("summary/option")),
      scenarios_(file_.strings("summary/scenario")),
      weights_(file_.doubles("summary/scenario_weight")),
      segments_(file_.strings("summary/segment").size()) {}

const std::vector<double>& SummaryView::values(const std::string& name) const {
    auto found = read_.find(name);
    if (found == read_.end()) {
        found = read_.emplace(name, file_.doubles(name)).first;
    }
    return found->second;
}

std::size_t SummaryView::level_place(const std::string& group, const std::string& axis, double level) const {
    const std::vector<double>& levels = values(group + "/" + axis);
    const auto found = std::ranges::find_if(levels, [&](double l) { return std::fabs(l - level) < 1e-9; });
    if (found == levels.end()) {
        throw ContractViolation("results file, " + group + "/" + axis + ": no level " +
                                std::to_string(level));
    }
    return static_cast<std::size_t>(found - levels.begin());
}

double SummaryView::figure(const std::string& name, std::size_t option, std::size_t scenario) const {
    return values(name)[(option * scenarios_.size() + scenario) * segments_ + segments_ - 1];
}

double SummaryView::summary(const std::string& name, std::size_t option, std::size_t scenario) const {
    return figure("summary/" + name, option, scenario);
}

double SummaryView::summary_at(const std::string& name, std::size_t option, std::size_t scenario,
                               const std::string& axis, double level) const {
    const std::size_t levels = values("summary/" + axis).size();
    const std::size_t at = (option * scenarios_.size() + scenario) * segments_ + segments_ - 1;
    return values("summary/" + name)[at * levels + level_place("summary", axis, level)];
}

double SummaryView::comparison(const std::string& name, std::size_t option, std::size_t versus,
                               std::size_t scenario) const {
    const std::size_t pair = option * options_.size() + versus;
    return values("comparison/" + name)[(pair * scenarios_.size() + scenario) * segments_ + segments_ - 1];
}

double SummaryView::comparison_at(const std::string& name, std::size_t option, std::size_t versus,
                                  std::size_t scenario, double quantile) const {
    const std::size_t levels = values("comparison/quantile").size();
    const std::size_t pair = option * options_.size() + versus;
    const std::size_t at = (pair * scenarios_.size() + scenario) * segments_ + segments_ - 1;
    return values("comparison/" + name)[at * levels + level_place("comparison", "quantile", quantile)];
}

std::vector<std::string> SummaryView::waiting_options() const {
    return has("waiting") ? file_.strings("waiting/option") : std::vector<std::string>{};
}

std::string SummaryView::best_fixed_option(std::size_t waiting_option, std::size_t scenario) const {
    const std::size_t at = (waiting_option * scenarios_.size() + scenario) * segments_ + segments_ - 1;
    return file_.strings("waiting/best_fixed_option")[at];
}

bool SummaryView::open_flagged(std::size_t option, std::size_t scenario) const {
    const std::vector<std::int64_t> flags = file_.integers("summary/open_share_flagged");
    return flags[(option * scenarios_.size() + scenario) * segments_ + segments_ - 1] != 0;
}

double SummaryView::claim_at_cut_off(bool non_performing_only) const {
    return values(non_performing_only ? "summary/claim_at_cut_off_npe" : "summary/claim_at_cut_off").back();
}

std::int64_t SummaryView::loan_count() const {
    return file_.integers("summary/loan_count").back();
}

std::string SummaryView::text(const std::string& root_attribute) const {
    return file_.text_attribute("", root_attribute).value_or("");
}

std::int64_t SummaryView::whole(const std::string& root_attribute) const {
    return file_.integer_attribute("", root_attribute).value_or(0);
}

}  // namespace recoup::sim
