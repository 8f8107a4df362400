#include "sim/input/jurisdiction_reader.hpp"

#include <fmt/format.h>

#include <set>

#include "models/units.hpp"
#include "sim/input/toml/key_reader.hpp"

namespace recoup::sim {

namespace {

constexpr int longest_clock = 120;  // months; more is a slip of the pen

std::string text_with_content(KeyReader& keys, std::string_view key, const std::string& suggestion) {
    const std::string text = keys.text(key, suggestion);
    const Node* node = keys.find(key);
    if (text.empty() && node != nullptr && is_text(*node)) {
        keys.problem(key, "is empty", "", suggestion);
    }
    return text;
}

RuleSource read_source(KeyReader& keys) {
    RuleSource source;
    source.text = text_with_content(keys, "source", "Say where the rule stands, or that it is from memory");
    source.status = keys.choice<std::string>("status",
                                             {{"read", "read"},
                                              {"secondary", "secondary"},
                                              {"from memory", "from memory"},
                                              {"illustrative", "illustrative"}},
                                             true);
    return source;
}

class JurisdictionReader {
  public:
    JurisdictionReader(const Node& document, std::string file, Problems& problems)
        : keys_(document, problems), problems_(problems) {
        rules_.file = std::move(file);
    }

    ClassificationRules read() {
        keys_.find("recoup_schema");
        rules_.jurisdiction =
            text_with_content(keys_, "jurisdiction", "Name it, for instance jurisdiction = \"eu\"");
        if (const auto as_of = keys_.date("as_of")) {
            rules_.as_of = as_of->text();
        }
        table("default", "days_past_due and boundary", [&](KeyReader& keys) { read_default(keys); });
        rules_.cure_months = read_clock("cure");
        rules_.observation_months = read_clock("observation");
        rules_.probation_months = read_clock("probation");
        table("restructuring", "performing_loan and in_probation",
              [&](KeyReader& keys) { read_restructuring(keys); });
        table("redefault", "in_probation", [&](KeyReader& keys) {
            rules_.npe_clock_resumes_in_probation =
                keys.choice<bool>("in_probation", {{"restarts", false}, {"resumes", true}}, true);
        });
        std::set<std::string> names;
        keys_.for_each_element("window", [&](const Node& node) { read_window(node, names); });
        return std::move(rules_);
    }

  private:
    /// A table that every jurisdiction has, with its source.
    template <class Read>
    void table(const std::string& name, const std::string& holds, Read read) {
        const Node* node =
            keys_.require(name, fmt::format("Add [{}] with {}, source and status", name, holds));
        if (node != nullptr) {
            KeyReader keys(*node, problems_);
            read(keys);
            rules_.sources[name] = read_source(keys);
        }
    }

    int read_clock(const std::string& name) {
        int months = 0;
        table(name, "months", [&](KeyReader& keys) {
            months = keys.whole("months", range::between(0, longest_clock, "a number of months"));
        });
        return months;
    }

    void read_default(KeyReader& keys) {
        rules_.days_past_due = keys.whole("days_past_due", range::between(1, 360, "a number of days"));
        rules_.boundary = keys.choice<DayBoundary>(
            "boundary", {{"at_least", DayBoundary::at_least}, {"more_than", DayBoundary::more_than}}, true);
    }

    void read_restructuring(KeyReader& keys) {
        rules_.downgrade = keys.choice<Downgrade>("performing_loan",
                                                  {{"downgrade", Downgrade::always},
                                                   {"downgrade_on_loss", Downgrade::on_loss},
                                                   {"keep", Downgrade::never}},
                                                  true);
        if (rules_.downgrade == Downgrade::on_loss) {
            rules_.downgrade_above_loss = keys.number("loss_above", range::share_below_one());
        } else if (keys.find("loss_above") != nullptr) {
            keys.problem("loss_above", "is a limit that nothing is held against",
                         "only `downgrade_on_loss` asks what a restructuring costs",
                         "Remove it, or write performing_loan = \"downgrade_on_loss\"");
        }
        rules_.concession_in_probation_is_npe =
            keys.choice<bool>("in_probation", {{"downgrade", true}, {"as_performing", false}}, true);
    }

    void read_window(const Node& node, std::set<std::string>& names) {
        KeyReader keys(node, problems_);
        SpecialWindow window;
        window.name = keys.text("name");
        if (!names.insert(window.name).second) {
            keys.problem("name", "two windows have this name");
        }
        const auto begins = keys.date("begins");
        const auto ends = keys.date("ends");
        if (begins && ends) {
            if (*ends < *begins) {
                keys.problem("ends", "the window ends before it begins", "it begins on " + begins->text(),
                             "Give a later end");
            }
            window.first_month = calendar_month(begins->year, begins->month);
            window.last_month = calendar_month(ends->year, ends->month);
        }
        if (keys.has("most_days_in_pastdue")) {
            window.most_days_in_pastdue =
                keys.whole("most_days_in_pastdue", range::between(0, 360, "a number of days"));
        }
        window.source = read_source(keys);
        rules_.windows.push_back(std::move(window));
    }

    KeyReader keys_;
    Problems& problems_;
    ClassificationRules rules_;
};

}  // namespace

ClassificationRules read_jurisdiction(const std::filesystem::path& file, InputFiles& files,
                                      Problems& problems) {
    const Node document = files.read_toml(file, DocumentKind::jurisdiction);
    return JurisdictionReader(document, InputFiles::shown(file), problems).read();
}

}  // namespace recoup::sim
