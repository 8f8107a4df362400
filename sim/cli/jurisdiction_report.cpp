// The section of `recoup check` on the rules by which loans are classified.
#include <fmt/format.h>

#include "models/shown_text.hpp"
#include "models/units.hpp"
#include "sim/cli/study_report.hpp"
#include "sim/cli/text_table.hpp"
#include "sim/cli/units_text.hpp"

namespace recoup::sim::cli {

namespace {

constexpr std::size_t source_indent = 6;

std::string rule_line(const std::string& rule, const std::string& value) {
    return fmt::format("  {:<15} {}\n", rule, value);
}

std::string source_lines(const RuleSource& source) {
    return wrapped(fmt::format("[{}] {}", source.status, shown_text(source.text, source.text.size())),
                   source_indent);
}

std::string default_text(const ClassificationRules& rules) {
    return rules.boundary == DayBoundary::at_least
               ? fmt::format("{} days past due or more", rules.days_past_due)
               : fmt::format("more than {} days past due", rules.days_past_due);
}

std::string clock_text(State from, const Upgrade& upgrade) {
    const std::string when =
        upgrade.months == 0 ? "at any time" : "not before " + counted(upgrade.months, "month");
    return fmt::format("{} to {} {}", name_of(from), name_of(upgrade.to), when);
}

std::string restructuring_text(const ClassificationRules& rules) {
    std::string becomes;
    switch (rules.downgrade) {
        case Downgrade::always:
            becomes = "becomes forborne_npe";
            break;
        case Downgrade::on_loss:
            becomes = fmt::format("becomes forborne_npe where it costs more than {} of its present value",
                                  share_text(rules.downgrade_above_loss));
            break;
        case Downgrade::never:
            becomes = "becomes forborne_pe";
            break;
    }
    return fmt::format(
        "a performing loan {}; one on probation {}", becomes,
        rules.concession_in_probation_is_npe ? "becomes forborne_npe again" : "is as any performing loan");
}

std::string month_text(int calendar_month) {
    return fmt::format("{:04d}-{:02d}", calendar_month / months_per_year,
                       calendar_month % months_per_year + 1);
}

std::string window_text(const SpecialWindow& window) {
    const std::string days = window.most_days_in_pastdue
                                 ? fmt::format(", up to {} days past due", *window.most_days_in_pastdue)
                                 : "";
    return fmt::format("{}, {} to {}{}: no downgrade", shown_text(window.name),
                       month_text(window.first_month), month_text(window.last_month), days);
}

}  // namespace

std::string jurisdiction_section(const StudyFacts& facts) {
    const ClassificationRules& rules = facts.study.rules;
    if (!rules.is_named()) {
        return section(
            "Jurisdiction",
            "  none named\n" + rule_line("default", default_text(rules)) +
                source_lines({"recoup's own: as the NPA guide has it, question 1 (S4-01)", "read"}) +
                rule_line("clocks", "those of the parameters alone"));
    }
    const auto source = [&](const char* table) { return source_lines(rules.sources.at(table)); };
    const auto clock = [&](const char* table, State from) {
        return rule_line(table, clock_text(from, *upgrade_of(rules, from))) + source(table);
    };
    std::string lines = fmt::format("  {}, as of {} ({})\n", shown_text(rules.jurisdiction), rules.as_of,
                                    shown_place(rules.file));
    lines += rule_line("default", default_text(rules)) + source("default");
    lines += clock("cure", State::defaulted) + clock("observation", State::forborne_npe) +
             clock("probation", State::forborne_pe);
    lines += rule_line("restructuring", restructuring_text(rules)) + source("restructuring");
    lines += rule_line("redefault", rules.npe_clock_resumes_in_probation
                                        ? "on probation the months since NPE run on"
                                        : "on probation the months since NPE start anew") +
             source("redefault");
    for (const SpecialWindow& window : rules.windows) {
        lines += rule_line("window", window_text(window)) + source_lines(window.source);
    }
    return section("Jurisdiction", lines);
}

}  // namespace recoup::sim::cli
