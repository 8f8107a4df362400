#include "sim/output/excluded_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sim/output/atomic_publish.hpp"
#include "sim/output/file_bytes.hpp"
#include "sim/output/file_status.hpp"

namespace recoup::sim {

namespace {

bool is_number(std::string_view text) {
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

/// A spreadsheet takes a cell that begins so for a formula, and runs it.
bool is_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos &&
           !is_number(text);
}

/// RFC 4180: quotes around fields that hold a comma, a quote or a line end. What a spreadsheet would take for
/// a formula stands behind an apostrophe, which it takes for the mark of a text.
std::string field(const std::string& given) {
    const std::string text = is_formula(given) ? "'" + given : given;
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return quoted + "\"";
}

constexpr std::string_view header = "identifier,file,row,reason\n";

}  // namespace

ExcludedTotals totals_of(const std::vector<ExcludedRow>& rows) {
    ExcludedTotals totals;
    for (const ExcludedRow& row : rows) {
        for (ExcludedSums* sums : {&totals.all, &totals.by_reason[row.reason]}) {
            ++sums->rows;
            sums->amount += row.principal_balance;
        }
    }
    return totals;
}

std::filesystem::path excluded_rows_file(const std::filesystem::path& results_file) {
    std::filesystem::path file = results_file;
    file += ".excluded.csv";
    return file;
}

std::string excluded_rows_csv(const std::vector<ExcludedRow>& rows) {
    std::string text(header);
    for (const ExcludedRow& row : rows) {
        text += fmt::format("{},{},{},{}\n", field(row.identifier), field(row.file), field(row.row_name()),
                            field(row.reason));
    }
    return text;
}

bool is_excluded_rows_list(const std::filesystem::path& file) {
    return beginning_of_file(file, header.size()) == header;
}

void write_excluded_rows(const std::filesystem::path& results_file, const std::vector<ExcludedRow>& rows) {
    const std::filesystem::path file = excluded_rows_file(results_file);
    if (rows.empty()) {
        const auto status = status_of(file);
        if (status && status->is_regular() && is_excluded_rows_list(file)) {
            std::filesystem::remove(file);
        }
        return;
    }
    AtomicPublish output(file);
    write_bytes(output.descriptor(), output.target(), excluded_rows_csv(rows));
    output.publish();
}

}  // namespace recoup::sim
