#include "sim/input/toml/study_table.hpp"

#include <fmt/format.h>

#include "sim/input/toml/key_reader.hpp"
#include "sim/input/toml/text_values.hpp"

namespace recoup::sim {

namespace {

const Node* table_in(const Node& parent, const std::string& key) {
    if (parent.table() == nullptr) {
        return nullptr;
    }
    const auto found = parent.table()->find(key);
    return found != parent.table()->end() ? &found->second : nullptr;
}

}  // namespace

StudyTable StudyTable::in_braces(std::string name, std::string before_key) {
    StudyTable table(std::move(name));
    table.in_braces_ = true;
    table.before_key_ = std::move(before_key);
    return table;
}

StudyTable study_table(const Node& parent, const std::string& key) {
    const std::string name = parent.path.empty() ? key : parent.path + "." + key;
    const Node* own = table_in(parent, key);
    if (own != nullptr) {
        return own->in_braces ? StudyTable::in_braces(name) : StudyTable(name);
    }
    return parent.in_braces ? StudyTable::in_braces(parent.path, key + ".") : StudyTable(name);
}

std::string StudyTable::place() const {
    return in_braces_ ? fmt::format("inside the braces of `{}`", name_) : fmt::format("under [{}]", name_);
}

std::string StudyTable::with(std::string_view line) const {
    return fmt::format("`{}{}` {}{}", before_key_, line, place(), in_braces_ ? ", behind a comma" : "");
}

std::string toml_key(const std::string& name) {
    constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return !name.empty() && name.find_first_not_of(bare) == std::string::npos ? name : in_quotes(name);
}

std::string toml_list(const std::set<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        list += (list.empty() ? "" : ", ") + in_quotes(text);
    }
    return "[" + list + "]";
}

}  // namespace recoup::sim
