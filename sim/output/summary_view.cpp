#include "sim/output/summary_view.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "sim/output/output_error.hpp"
#include "sim/output/own_storage.hpp"
#include "sim/output/results_check.hpp"
#include "sim/output/schema_check.hpp"
#include "sim/output/seed_text.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

hdf5::Reader opened(const std::filesystem::path& results) {
    require_whole(results);
    hdf5::Reader file(results);
    hdf5::require_own_storage(file, true);
    schema::require_readable_results(file);
    return file;
}

}  // namespace

std::size_t place_of_label(const std::string& file, const std::string& field, const std::string& label,
                           const std::vector<std::string>& labels) {
    const auto found = std::ranges::find(labels, label);
    if (found == labels.end()) {
        throw InputError({.where = file,
                          .field = field,
                          .value = label,
                          .problem = "these results have none of that name",
                          .suggestion = suggest_name(label, labels)});
    }
    return static_cast<std::size_t>(found - labels.begin());
}

SummaryView::SummaryView(const std::filesystem::path& results, const std::string& segment)
    : file_(opened(results)),
      options_(file_.strings("summary/option")),
      scenarios_(file_.strings("summary/scenario")),
      weights_(file_.doubles("summary/scenario_weight")) {
    const std::vector<std::string> segments = file_.strings("summary/segment");
    segments_ = segments.size();
    segment_ = place_of_label(results.string(), "segment", segment, segments);
}

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
        throw OutputError({.where = file_.path().string(),
                           .field = group + "/" + axis,
                           .problem = "the level " + std::to_string(level) + " is missing",
                           .why = "the file was changed",
                           .suggestion = "Run the study again"});
    }
    return static_cast<std::size_t>(found - levels.begin());
}

double SummaryView::figure(const std::string& name, std::size_t option, std::size_t scenario) const {
    return values(name)[(option * scenarios_.size() + scenario) * segments_ + segment_];
}

double SummaryView::summary(const std::string& name, std::size_t option, std::size_t scenario) const {
    return figure("summary/" + name, option, scenario);
}

double SummaryView::summary_at(const std::string& name, std::size_t option, std::size_t scenario,
                               const std::string& axis, double level) const {
    const std::size_t levels = values("summary/" + axis).size();
    const std::size_t at = (option * scenarios_.size() + scenario) * segments_ + segment_;
    return values("summary/" + name)[at * levels + level_place("summary", axis, level)];
}

double SummaryView::comparison(const std::string& name, std::size_t option, std::size_t versus,
                               std::size_t scenario) const {
    const std::size_t pair = option * options_.size() + versus;
    return values("comparison/" + name)[(pair * scenarios_.size() + scenario) * segments_ + segment_];
}

double SummaryView::comparison_at(const std::string& name, std::size_t option, std::size_t versus,
                                  std::size_t scenario, double quantile) const {
    const std::size_t levels = values("comparison/quantile").size();
    const std::size_t pair = option * options_.size() + versus;
    const std::size_t at = (pair * scenarios_.size() + scenario) * segments_ + segment_;
    return values("comparison/" + name)[at * levels + level_place("comparison", "quantile", quantile)];
}

std::vector<std::string> SummaryView::waiting_options() const {
    return has("waiting") ? file_.strings("waiting/option") : std::vector<std::string>{};
}

std::string SummaryView::best_fixed_option(std::size_t waiting_option, std::size_t scenario) const {
    const std::size_t at = (waiting_option * scenarios_.size() + scenario) * segments_ + segment_;
    return file_.strings("waiting/best_fixed_option")[at];
}

bool SummaryView::open_flagged(std::size_t option, std::size_t scenario) const {
    const std::vector<std::int64_t> flags = file_.integers("summary/open_share_flagged");
    return flags[(option * scenarios_.size() + scenario) * segments_ + segment_] != 0;
}

double SummaryView::claim_at_cut_off(bool non_performing_only) const {
    return values(non_performing_only ? "summary/claim_at_cut_off_npe"
                                      : "summary/claim_at_cut_off")[segment_];
}

std::int64_t SummaryView::loan_count() const {
    return file_.integers("summary/loan_count")[segment_];
}

std::string SummaryView::seed() const {
    return seed_text(seed_of(file_));
}

std::string SummaryView::text(const std::string& root_attribute) const {
    return file_.text_attribute("", root_attribute).value_or("");
}

std::int64_t SummaryView::whole(const std::string& root_attribute) const {
    return file_.integer_attribute("", root_attribute).value_or(0);
}

}  // namespace recoup::sim
