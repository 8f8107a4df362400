// Named typed columns with nulls: what every reader (CSV here, frames from Python) hands to validation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/input/tables/table_format.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// Many short texts in one block of memory.
class Texts {
  public:
    void push_back(std::string_view text) {
        bytes_ += text;
        ends_.push_back(bytes_.size());
    }
    std::string_view operator[](std::size_t i) const {
        const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(bytes_).substr(begin, ends_[i] - begin);
    }
    std::size_t size() const { return ends_.size(); }

  private:
    std::string bytes_;
    std::vector<std::uint64_t> ends_;
};

/// One column. A CSV gives texts; a frame may give numbers, booleans (0, 1) or dates (days since 1970-01-01).
struct Column {
    enum class Kind { text, number, boolean, date };

    std::string name;        ///< ours after renaming
    std::string given_name;  ///< as in the tape, for messages
    Kind kind = Kind::text;
    Texts text;                      ///< of a text column
    std::vector<double> number;      ///< of the other kinds
    std::vector<std::uint8_t> null;  ///< 1 = no value
    bool decimal_comma = false;      ///< how the numbers of a text column are written
    bool per_cent = false;           ///< its numbers are a hundred times the fractions that they stand for
    std::size_t made_null = 0;       ///< values that the study says mean none
    /// Fills in kind and values of a frame's column, once it is known to be wanted; unset = they are here.
    std::function<void(Column&)> fetch;

    std::size_t size() const { return null.size(); }
    void push_text(std::string_view value);  ///< empty = null
    void push_number(double value);
    void push_null();
    std::string value_text(std::size_t row) const;  ///< for messages
    /// The number of a row that is not null, as a fraction where the column is in per cent; none where it is
    /// not a finite one.
    std::optional<double> number_at(std::size_t row) const;
    std::string written(double value) const;  ///< the number as the column would hold it
};

/// A column by our name of it, looked up once for all rows.
struct Field {
    std::string_view name;           ///< a literal
    const Column* column = nullptr;  ///< none where the table lacks it
};

struct Table {
    std::string source;                   ///< file name or "loans frame"
    bool rows_are_lines = true;           ///< row_number counts lines of a file, else rows of a frame
    std::vector<std::size_t> row_number;  ///< first line of the row in the file, or place in the frame from 0
    /// Label of a frame's row; unset = its place.
    std::function<std::string(std::size_t)> label;
    std::vector<Column> columns;
    std::vector<std::string> header;  ///< all names as given, also of columns that were not kept
    TableFormat format;
    bool is_whole = true;  ///< false: lines could not be read, so their rows are missing

    std::size_t size() const { return row_number.size(); }
    const Column* find(std::string_view name) const;
    Field field(std::string_view name) const { return {name, find(name)}; }
    std::string where(std::size_t row) const;
    std::string row_name(std::size_t row) const;  ///< line of the file, or label of the frame's row
    /// Names as given of the columns that were not kept; one without a name is told by its place.
    std::vector<std::string> unused() const;
    /// "`missing = ["NA"]` under [portfolio]": a setting of the study that is about this table.
    std::string setting(std::string_view key, std::string_view value) const;
};

/// Which columns to keep: from the names in the header to ours, empty = discard (never stored).
using ColumnNaming = std::function<std::vector<std::string>(const std::vector<std::string>& header)>;

/// A CSV (RFC 4180: quotes, either line end, a byte order mark) with a header line. Only the columns that
/// `naming` keeps are stored. Lines that start with # are comments where `comments` says so.
Table read_csv(const std::string& text, const std::string& shown_name, const ColumnNaming& naming,
               bool comments, Problems& problems, const TableFormat& format = {});

/// Does what the study says of the texts of a table, once its columns are there.
void apply_format(const TableFormat& format, Table& table);

/// Renames a frame's columns and drops those that `naming` discards.
Table renamed(const Table& given, const ColumnNaming& naming, const TableFormat& format = {});

}  // namespace recoup::sim
