#include "sim/input/tables/column_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/input/tables/near_names.hpp"
#include "sim/input/toml/text_values.hpp"
#include "sim/problems/suggest.hpp"

namespace recoup::sim {

namespace {

/// Which of our names a header's column carries, empty = discard.
std::string our_name(const std::string& header, const std::vector<KnownColumn>& known,
                     const ColumnMapping& mapping, const std::set<std::string>& wanted) {
    for (const auto& [ours, entry] : mapping.entries) {
        if (entry.tape_name == header) {
            return ours;
        }
    }
    if (mapping.entries.count(header) != 0) {
        return {};  // the mapping takes this name from another column
    }
    for (const KnownColumn& column : known) {
        const bool alias =
            std::find(column.aliases.begin(), column.aliases.end(), header) != column.aliases.end();
        if (column.name == header || (alias && mapping.entries.count(column.name) == 0)) {
            return column.name;
        }
    }
    return wanted.count(header) != 0 ? header : std::string();
}

bool is_required(const std::string& name, const std::vector<KnownColumn>& known) {
    return std::ranges::any_of(
        known, [&](const KnownColumn& column) { return column.name == name && column.required; });
}

/// The column that another field has, and what to do about the two lines.
void check_shared(const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                  const std::set<std::string>& wanted, Problems& problems) {
    const auto can_go = [&](const std::string& ours) {
        return !wanted.contains(ours) && !is_required(ours, known);
    };
    std::map<std::string, std::string> taken;
    for (const auto& [ours, entry] : mapping.entries) {
        const auto [other, is_new] = taken.emplace(entry.tape_name, ours);
        if (is_new) {
            continue;
        }
        const std::string free = can_go(ours) ? ours : can_go(other->second) ? other->second : "";
        problems.error(entry.where, entry.field, in_quotes(entry.tape_name),
                       "'" + other->second + "' is read from this column too",
                       "a column of the tape holds one field",
                       free.empty() ? "Copy the column in the tape under a name of its own, and map that one"
                                    : "Remove the line of " + free +
                                          ", which may be missing, or copy the column in the tape under a "
                                          "name of its own and map that one");
    }
}

void check_doubles(const std::vector<std::string>& header, const std::vector<std::string>& names,
                   const std::string& source, Problems& problems) {
    std::map<std::string, std::string> first;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [at, is_new] = first.emplace(names[i], header[i]);
        if (!names[i].empty() && !is_new) {
            problems.error(source, names[i], "",
                           fmt::format("two columns hold it, '{}' and '{}'", at->second, header[i]), "",
                           "Say which one in the column mapping of the study, and rename the other");
        }
    }
}

void check_mapping(const std::vector<std::string>& header, const std::vector<KnownColumn>& known,
                   const ColumnMapping& mapping, const std::set<std::string>& wanted,
                   const std::string& source, Problems& problems) {
    std::vector<std::string> useful(wanted.begin(), wanted.end());
    for (const KnownColumn& column : known) {
        useful.push_back(column.name);
    }
    for (const auto& [ours, entry] : mapping.entries) {
        if (std::find(useful.begin(), useful.end(), ours) == useful.end()) {
            problems.error(entry.where, entry.field, "", "no such column is read and no rule names it", "",
                           suggest_name(ours, useful));
        }
        if (std::find(header.begin(), header.end(), entry.tape_name) == header.end()) {
            problems.error(entry.where, entry.field, "\"" + entry.tape_name + "\"",
                           source + " has no such column", "", suggest_name(entry.tape_name, header));
        }
    }
}

/// A name of the tape that nothing reads, and the known column that it nearly names.
struct Near {
    std::string header;
    const KnownColumn* column = nullptr;
    std::string spelled = {};  ///< the name or alias that it is near to
};

/// 0 = not near.
int likeness(const std::string& header, const std::string& spelled) {
    const int index = likeness_to_index(header, spelled);
    const bool is_name = spelled.find_first_not_of("0123456789.") != std::string::npos;
    return index > 0 ? index : is_name && is_nearly(header, spelled) ? 1 : 0;
}

Near nearest(const std::string& header, const std::vector<const KnownColumn*>& not_there) {
    Near near{.header = header};
    int best = 0;
    for (const KnownColumn* column : not_there) {
        std::vector<std::string> names = column->aliases;
        names.insert(names.begin(), column->name);
        for (const std::string& name : names) {
            if (const int found = likeness(header, name); found > best) {
                best = found;
                near.column = column;
                near.spelled = name;
            }
        }
    }
    return near;
}

/// Known columns that nothing provides, where the tape has a name that is nearly theirs.
std::vector<Near> near_names(const std::vector<std::string>& header, const std::vector<std::string>& names,
                             const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                             const TableFormat& format) {
    std::vector<const KnownColumn*> not_there;
    for (const KnownColumn& column : known) {
        if (std::ranges::find(names, column.name) == names.end() && !mapping.entries.contains(column.name)) {
            not_there.push_back(&column);
        }
    }
    std::vector<Near> found;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (names[i].empty() && !format.ignored.contains(header[i])) {
            const Near near = nearest(header[i], not_there);
            if (near.column != nullptr) {
                found.push_back(near);
            }
        }
    }
    return found;
}

/// `principal_balance = "UPB"`, as a line of the mapping.
std::string mapping_line(const std::string& ours, const std::string& tape_name, const TableFormat& format) {
    return format.columns.with(fmt::format("{} = {}", ours, in_quotes(tape_name)));
}

/// The one list of names that are not meant, and whom it is for.
std::string ignoring(const std::vector<Near>& near_names, const TableFormat& format) {
    std::set<std::string> ignored;
    for (const auto& each : format.ignored) {
        ignored.insert(each.first);
    }
    for (const Near& near : near_names) {
        ignored.insert(near.header);
    }
    const std::string line =
        fmt::format("{}ignore_columns = {}", format.prefix.value_or(""), toml_list(ignored));
    return (format.ignored.empty()
                ? format.portfolio.with(line)
                : fmt::format("`{}` {}, in place of the one there", line, format.portfolio.place())) +
           (near_names.size() > 1 ? ", without those that are meant" : "");
}

void check_near(const std::vector<Near>& near_names, const std::string& source, const TableFormat& format,
                Problems& problems) {
    for (const Near& near : near_names) {
        const bool is_index =
            near.spelled != near.column->name && likeness_to_index(near.header, near.spelled) > 0;
        problems.error(
            source, near.header, "",
            near.spelled == near.column->name
                ? fmt::format("the name is nearly '{}', which no column has", near.spelled)
                : fmt::format("the name is nearly '{}' ({}), which no column has", near.spelled,
                              near.column->name),
            is_index ? "spreadsheets drop the zero of an index" : "a column by another name is not read",
            fmt::format("Rename the column to {}, or map it: {}. If it is something else: {}", near.spelled,
                        mapping_line(near.column->name, near.header, format), ignoring(near_names, format)));
    }
}

const char* every_row_needs_it(const TableFormat& format) {
    return format.prefix == "collateral_" ? "every row needs it" : "every loan needs it";
}

/// Why the column is read although the study says to ignore it.
std::string why_read(const std::string& given, const std::string& ours, const std::vector<KnownColumn>& known,
                     const ColumnMapping& mapping, const TableFormat& format) {
    const auto entry = mapping.entries.find(ours);
    return entry != mapping.entries.end() && entry->second.tape_name == given ? "the column mapping names it"
           : is_required(ours, known)                                         ? every_row_needs_it(format)
                                                                              : "a rule names it";
}

/// Leaves out what the study says to ignore, except what is mapped, and what is needed and in no other
/// column.
void leave_out_ignored(const std::vector<std::string>& header, std::vector<std::string>& names,
                       const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                       const std::set<std::string>& wanted, const TableFormat& format) {
    const auto is_elsewhere = [&](std::size_t i) {
        for (std::size_t j = 0; j < header.size(); ++j) {
            if (names[j] == names[i] && header[j] != header[i]) {
                return true;
            }
        }
        return false;
    };
    for (std::size_t i = 0; i < header.size(); ++i) {
        const bool is_needed = is_required(names[i], known) || wanted.contains(names[i]);
        if (format.ignored.contains(header[i]) && !mapping.entries.contains(names[i]) &&
            (!is_needed || is_elsewhere(i))) {
            names[i].clear();
        }
    }
}

void check_ignored(const std::vector<std::string>& header, const std::vector<std::string>& names,
                   const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                   const std::string& source, const TableFormat& format, Problems& problems) {
    const std::string field = "portfolio." + format.prefix.value_or("") + "ignore_columns";
    for (const auto& [name, where] : format.ignored) {
        const auto found = std::ranges::find(header, name);
        if (found == header.end()) {
            problems.error(where, field, in_quotes(name), source + " has no such column", "",
                           suggest_name(name, header));
        } else if (const std::string& ours = names[static_cast<std::size_t>(found - header.begin())];
                   !ours.empty()) {
            problems.error(where, field, in_quotes(name), "is read as '" + ours + "'",
                           why_read(name, ours, known, mapping, format), "Remove it from the list");
        }
    }
}

/// Those with a name that is nearly theirs are reported with it.
void check_required(const std::vector<std::string>& header, const std::vector<std::string>& names,
                    const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                    const std::vector<Near>& near_names, const std::string& source, const TableFormat& format,
                    Problems& problems) {
    std::vector<std::string> free;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (names[i].empty()) {
            free.push_back(header[i]);
        }
    }
    for (const KnownColumn& column : known) {
        const bool present = std::find(names.begin(), names.end(), column.name) != names.end();
        const bool near =
            std::ranges::any_of(near_names, [&](const Near& each) { return each.column == &column; });
        if (!column.required || present || near || mapping.entries.count(column.name) != 0) {
            continue;
        }
        const std::string close = closest_name(column.name, free);
        problems.error(source, column.name, "", "the column is missing", every_row_needs_it(format),
                       close.empty() ? "Map it: " + mapping_line(column.name, "its name in the tape", format)
                                     : fmt::format("Did you mean '{}'? Map it: {}", close,
                                                   mapping_line(column.name, close, format)));
    }
}

/// A file named by mistake is told by its name alone: its first line may be anything, a password too.
bool looks_like_tape(const std::vector<std::string>& header, const std::vector<KnownColumn>& known,
                     const ColumnMapping& mapping) {
    return std::ranges::any_of(header, [&](const std::string& each) {
        return !our_name(each, known, mapping, {}).empty() ||
               std::ranges::any_of(known,
                                   [&](const KnownColumn& column) { return is_nearly(each, column.name); });
    });
}

std::string names_of_required(const std::vector<KnownColumn>& known) {
    std::vector<std::string> names;
    for (const KnownColumn& column : known) {
        if (column.required) {
            names.push_back(column.name);
        }
    }
    return listed(names);
}

}  // namespace

ColumnNaming column_naming(const std::vector<KnownColumn>& known, const ColumnMapping& mapping,
                           const std::set<std::string>& wanted, const std::string& source, Problems& problems,
                           const TableFormat& format) {
    return [=, &known, &problems](const std::vector<std::string>& header) {
        std::vector<std::string> names;
        if (!looks_like_tape(header, known, mapping)) {
            problems.error(
                source, "", "", "does not look like a tape",
                "its first line names none of the columns that a tape has: " + names_of_required(known),
                "Check the name of the file, or map its columns " + format.columns.place());
            return std::vector<std::string>(header.size());
        }
        for (const std::string& each : header) {
            names.push_back(our_name(each, known, mapping, wanted));
        }
        leave_out_ignored(header, names, known, mapping, wanted, format);
        check_doubles(header, names, source, problems);
        check_shared(known, mapping, wanted, problems);
        check_mapping(header, known, mapping, wanted, source, problems);
        check_ignored(header, names, known, mapping, source, format, problems);
        const std::vector<Near> near = near_names(header, names, known, mapping, format);
        check_near(near, source, format, problems);
        check_required(header, names, known, mapping, near, source, format, problems);
        return names;
    };
}

}  // namespace recoup::sim
