// The only place that knows the CSV library.
#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "sim/files/utf8_text.hpp"
#include "sim/input/tables/table.hpp"

namespace recoup::sim {

namespace {

/// Whether the header is written with another separator than the study says: one that parts it into more
/// names.
std::optional<Problem> separator_problem(const std::vector<std::string>& fields, const Table& table,
                                         std::size_t line) {
    constexpr std::array<std::pair<char, std::string_view>, 4> separators = {
        {{',', ","}, {';', ";"}, {'|', "|"}, {'\t', "\\t"}}};
    for (const auto& [separator, written] : separators) {
        std::size_t names = 1;
        for (const std::string& field : fields) {
            names += static_cast<std::size_t>(std::ranges::count(field, separator));
        }
        if (separator != table.format.separator && names >= 2 * fields.size()) {
            const std::string value = fmt::format("\"{}\"", written);
            return Problem{
                Severity::error,
                fmt::format("{}:{}", table.source, line),
                "",
                "",
                fmt::format("the columns are separated by {}", value),
                fmt::format("the header has {} names so, otherwise {}", names, fields.size()),
                table.format.prefix ? "Set " + table.setting("separator", value) : "Separate them by commas"};
        }
    }
    return std::nullopt;
}

/// Whether the first line is the one by which a spreadsheet knows the separator: `sep=;`.
std::optional<Problem> spreadsheet_problem(const std::vector<std::string>& fields, const Table& table,
                                           std::size_t line) {
    const std::string& first = fields.front();
    const bool is_parted = first.size() == 4 && fields.size() == 2 && fields.back().empty();
    if (!first.starts_with("sep=") || !(is_parted || (first.size() == 5 && fields.size() == 1))) {
        return std::nullopt;
    }
    const char separator = is_parted ? table.format.separator : first.back();
    const std::string written = separator == '\t' ? "\\t" : std::string(1, separator);
    const bool is_set = separator == table.format.separator;
    return Problem{Severity::error,
                   fmt::format("{}:{}", table.source, line),
                   "",
                   "",
                   fmt::format("the line `sep={}` is for spreadsheets", written),
                   "the first line names the columns",
                   is_set ? "Remove it"
                   : table.format.prefix
                       ? "Remove it, and set " + table.setting("separator", "\"" + written + "\"")
                       : "Remove it, and separate the columns by commas"};
}

/// Collects the fields of one record, then files them: the first record is the header.
struct Collector {
    Table& table;
    const ColumnNaming& naming;
    std::size_t line = 1;                    ///< of the record being read
    std::vector<std::string> texts = {};     ///< of the fields; kept from record to record for their memory
    std::size_t count = 0;                   ///< of them, in this record
    std::vector<std::ptrdiff_t> place = {};  ///< field -> kept column, -1 = discarded
    bool has_header = false;
    std::optional<Problem> no_header = {};            ///< nothing can be read then
    std::map<std::size_t, Problem> wrong_lines = {};  ///< by their number of fields
    bool keeps_nothing = false;  ///< `naming` discards every column: the rows say nothing

    void field(const char* bytes, std::size_t length) {
        if (count == texts.size()) {
            texts.emplace_back();
        }
        texts[count++].assign(bytes, length);
    }

    void record() {
        const std::span<const std::string> fields(texts.data(), count);
        const bool blank = fields.empty() || (fields.size() == 1 && fields[0].empty());
        if (!blank && !has_header) {
            header({fields.begin(), fields.end()});
        } else if (!blank && !no_header) {
            row(fields);
        }
        count = 0;
    }

    void header(const std::vector<std::string>& fields) {
        has_header = true;
        no_header = spreadsheet_problem(fields, table, line);
        if (!no_header) {
            no_header = separator_problem(fields, table, line);
        }
        if (no_header) {
            return;
        }
        table.header = fields;
        const std::vector<std::string> names = naming(fields);
        for (std::size_t i = 0; i < names.size(); ++i) {
            place.push_back(names[i].empty() ? -1 : static_cast<std::ptrdiff_t>(table.columns.size()));
            if (!names[i].empty()) {
                table.columns.emplace_back();
                table.columns.back().name = names[i];
                table.columns.back().given_name = fields[i];
            }
        }
        keeps_nothing = table.columns.empty();
    }

    /// Lines of one number of fields are one problem.
    void wrong_line(std::size_t values) {
        table.is_whole = false;
        const bool more = values > place.size();
        const auto [at, is_new] = wrong_lines.try_emplace(
            values,
            Problem{Severity::error, fmt::format("{}:{}", table.source, line), "", "",
                    fmt::format("the line has {} {}, the header has {}", values,
                                values == 1 ? "field" : "fields", place.size()),
                    "every line holds one value a column",
                    more ? "Put quotes around values with a separator in them, such as numbers with a comma"
                    : table.format.separator == ',' ? "Check for a missing comma or quote"
                                                    : "Check for a missing separator or quote"});
        Problem& problem = at->second;
        if (is_new) {
            return;
        }
        const std::string lines = problem.count == 1 ? fmt::format("next {}:{}", table.source, line)
                                                     : problem.extent.substr(problem.extent.find("next "));
        problem.extent = fmt::format("{} lines, {}", count_text(++problem.count), lines);
    }

    void row(std::span<const std::string> fields) {
        if (fields.size() != place.size()) {
            wrong_line(fields.size());
            return;
        }
        table.row_number.push_back(line);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (place[i] >= 0) {
                table.columns[static_cast<std::size_t>(place[i])].push_text(fields[i]);
            }
        }
    }
};

void on_field(void* bytes, std::size_t length, void* collector) {
    static_cast<Collector*>(collector)->field(static_cast<const char*>(bytes), length);
}

void on_record(int, void* collector) {
    static_cast<Collector*>(collector)->record();
}

/// The end of the line that starts at `begin`, past its line feed.
std::size_t line_end(const std::string& text, std::size_t begin) {
    const std::size_t feed = text.find('\n', begin);
    return feed == std::string::npos ? text.size() : feed + 1;
}

bool inside_quotes(const std::string& text, std::size_t begin, std::size_t end, bool before) {
    const auto quotes = std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                   text.begin() + static_cast<std::ptrdiff_t>(end), '"');
    return before != (quotes % 2 == 1);
}

}  // namespace

Table read_csv(const std::string& text, const std::string& shown_name, const ColumnNaming& naming,
               bool comments, Problems& problems, const TableFormat& format) {
    Table table;
    table.source = shown_name;
    table.format = format;
    Collector collector{table, naming};
    csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser, static_cast<unsigned char>(format.separator));
    std::size_t begin =
        text.compare(0, byte_order_mark.size(), byte_order_mark) == 0 ? byte_order_mark.size() : 0;
    bool quoted = false;
    bool broken = false;
    std::size_t line = 1;
    for (; begin < text.size() && !broken && !collector.keeps_nothing; ++line) {
        const std::size_t end = line_end(text, begin);
        if (!quoted) {
            collector.line = line;
        }
        if (quoted || !comments || text[begin] != '#') {
            broken = csv_parse(&parser, text.data() + begin, end - begin, on_field, on_record, &collector) !=
                     end - begin;
            quoted = inside_quotes(text, begin, end, quoted);
        }
        begin = end;
    }
    if (collector.keeps_nothing) {
        csv_free(&parser);
        return table;
    }
    if (broken || csv_fini(&parser, on_field, on_record, &collector) != 0) {
        table.is_whole = false;
        problems.error(fmt::format("{}:{}", shown_name, collector.line), "", "",
                       "a quote is not closed or stray",
                       "a field with a quote in it is written \"like \"\"this\"\"\"", "");
    }
    csv_free(&parser);
    if (collector.no_header) {
        throw InputError(*collector.no_header);
    }
    for (const auto& [count, problem] : collector.wrong_lines) {
        problems.add(problem);
    }
    if (!collector.has_header) {
        problems.error(shown_name, "", "", "the file is empty", "the first line names the columns", "");
    }
    apply_format(format, table);
    return table;
}

}  // namespace recoup::sim
