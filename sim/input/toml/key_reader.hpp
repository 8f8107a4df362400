// Strict reading of one TOML table: typed, ranged, and every key that nobody asked for is an error.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/input/toml/node.hpp"
#include "sim/input/toml/study_table.hpp"
#include "sim/problems/problems.hpp"
#include "sim/problems/range.hpp"

namespace recoup::sim {

/// Values of single nodes. A wrong kind or range is a problem; the value returned then keeps reading going.
double number_of(const Node& node, const Range& range, Problems& problems);
std::int64_t whole_number_of(const Node& node, const Range& range, Problems& problems);
std::string text_of(const Node& node, Problems& problems);
bool is_text(const Node& node);
std::vector<double> numbers_of(const Node& node, const Range& range, Problems& problems);

/// The table `key` of a study as it is written; `parent` is the document, or the table that holds it.
StudyTable study_table(const Node& parent, const std::string& key);

class KeyReader {
  public:
    KeyReader(const Node& table, Problems& problems);
    KeyReader(const KeyReader&) = delete;
    KeyReader& operator=(const KeyReader&) = delete;
    /// Reports the keys that nobody asked for.
    ~KeyReader();

    const Node& node() const { return node_; }
    Problems& problems() { return problems_; }
    bool has(std::string_view key) const;
    const Node* find(std::string_view key);
    /// As `find`; a missing key is a problem.
    const Node* require(std::string_view key, std::string_view suggestion = {});

    double number(std::string_view key, const Range& range);
    double number_or(std::string_view key, double otherwise, const Range& range);
    std::optional<double> number_if(std::string_view key, const Range& range);
    int whole(std::string_view key, const Range& range);
    int whole_or(std::string_view key, int otherwise, const Range& range);
    bool flag_or(std::string_view key, bool otherwise);
    std::string text(std::string_view key, std::string_view suggestion = {});
    std::string text_or(std::string_view key, std::string otherwise);
    std::optional<Date> date(std::string_view key);
    std::vector<double> numbers_or(std::string_view key, const Range& range);
    std::vector<std::string> texts_or(std::string_view key);
    std::map<std::string, double> number_table(std::string_view key, const Range& range);
    /// One of the named choices; the first is the default unless `required`.
    template <class Choice>
    Choice choice(std::string_view key, const std::vector<std::pair<std::string, Choice>>& choices,
                  bool required = false) {
        std::vector<std::string> names;
        for (const auto& each : choices) {
            names.push_back(each.first);
        }
        return choices[choice_index(key, names, required)].second;
    }

    /// Each entry of a table of tables, in the order of names; each element of an array of tables.
    void for_each_entry(std::string_view key, const std::function<void(const std::string&, const Node&)>& f);
    void for_each_element(std::string_view key, const std::function<void(const Node&)>& f);

    /// A problem at a key (or at the table when the key is absent).
    void problem(std::string_view key, std::string what, std::string why = {}, std::string suggestion = {},
                 Severity severity = Severity::error);

  private:
    std::size_t choice_index(std::string_view key, const std::vector<std::string>& names, bool required);
    std::string path_of(std::string_view key) const;

    const Node& node_;
    Problems& problems_;
    std::vector<std::string> asked_;
};

}  // namespace recoup::sim
