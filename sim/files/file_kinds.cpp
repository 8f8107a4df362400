#include "sim/files/file_kinds.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "models/errors.hpp"
#include "models/shown_text.hpp"

namespace recoup::sim {

namespace {

using namespace std::string_view_literals;

/// `command` holds {0} for the file and {1} for the text file that it writes, both in quotes of the shell.
struct FileKind {
    std::string_view begins;
    std::string_view holds;  ///< and has this somewhere
    const char* what;
    const char* command;
};

constexpr const char* from_excel =
    "python3 -c \"import pandas; pandas.read_excel({0}, dtype=object).infer_objects()"
    ".to_csv({1}, index=False)\"";

constexpr std::array kinds = {
    FileKind{"PK\x03\x04"sv, "xl/"sv, "an Excel workbook (xlsx)", from_excel},
    FileKind{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, ""sv, "an old Excel workbook (xls)", from_excel},
    FileKind{"PK\x03\x04"sv, ""sv, "a zip archive", "unzip -p {0} > {1}"},
    FileKind{"\x1F\x8B"sv, ""sv, "compressed (gzip)", "gzip -dc < {0} > {1}"},
    FileKind{"BZh"sv, "1AY&SY"sv, "compressed (bzip2)", "bzip2 -dc < {0} > {1}"},
    FileKind{"\xFD\x37zXZ\0"sv, ""sv, "compressed (xz)", "xz -dc < {0} > {1}"},
    FileKind{"\x28\xB5\x2F\xFD"sv, ""sv, "compressed (zstd)", "zstd -dc < {0} > {1}"},
    FileKind{"\xFF\xFE"sv, ""sv, "text in UTF-16", "iconv -f UTF-16 -t UTF-8 {0} > {1}"},
    FileKind{"\xFE\xFF"sv, ""sv, "text in UTF-16", "iconv -f UTF-16 -t UTF-8 {0} > {1}"},
    // Text may begin so, too: the first column of a tape may be PAR180, the portfolio at risk.
    FileKind{"PAR1"sv, "\0"sv, "a Parquet file",
             "python3 -c \"import pandas; pandas.read_parquet({0}).to_csv({1}, index=False)\""},
    FileKind{"ARROW1\0\0"sv, ""sv, "an Arrow file",
             "python3 -c \"import pandas; pandas.read_feather({0}).to_csv({1}, index=False)\""},
    FileKind{"\x89HDF\r\n\x1A\n"sv, ""sv, "an HDF5 file",
             "python3 -c \"import pandas; pandas.read_hdf({0}).to_csv({1}, index=False)\""},
};

/// UTF-16 without a mark, as some programs export: every other byte of plain letters is NUL.
bool is_wide(std::string_view bytes, std::size_t zero_at) {
    const std::string_view start = bytes.substr(0, 8);
    bool wide = start.size() == 8;
    for (std::size_t i = 0; i < start.size(); ++i) {
        wide = wide && (start[i] == '\0') == (i % 2 == zero_at);
    }
    return wide;
}

const FileKind* kind_of(std::string_view bytes) {
    constexpr std::size_t searched = 65536;  // the parts of a workbook are named from its start on
    static constexpr FileKind little_endian = {""sv, ""sv, "text in UTF-16",
                                               "iconv -f UTF-16LE -t UTF-8 {0} > {1}"};
    static constexpr FileKind big_endian = {""sv, ""sv, "text in UTF-16",
                                            "iconv -f UTF-16BE -t UTF-8 {0} > {1}"};
    for (const FileKind& kind : kinds) {
        if (bytes.starts_with(kind.begins) &&
            bytes.substr(0, searched).find(kind.holds) != std::string_view::npos) {
            return &kind;
        }
    }
    return is_wide(bytes, 1) ? &little_endian : is_wide(bytes, 0) ? &big_endian : nullptr;
}

/// For the shell, and for Python inside double quotes of the shell. A name that either would take apart is
/// left to the reader.
std::string quoted(const std::string& name, const char* otherwise) {
    const bool is_plain = name.find_first_of("'\"`$\\\n!") == std::string::npos;
    return "'" + (is_plain ? name : std::string(otherwise)) + "'";
}

/// loans.csv.gz -> loans.csv, loans.xlsx -> loans.csv, loans.csv -> loans.text.csv
std::string text_file_beside(const std::string& name) {
    std::filesystem::path file(name);
    const auto is_text = [](const std::filesystem::path& each) {
        return each.extension() == ".csv" || each.extension() == ".toml";
    };
    const std::string extension = is_text(file)          ? ".text" + file.extension().string()
                                  : is_text(file.stem()) ? ""
                                                         : ".csv";
    return file.replace_extension(extension).generic_string();
}

std::string advice(const FileKind& kind, const std::string& name) {
    const std::string converted = text_file_beside(name);
    const std::string command =
        fmt::format(fmt::runtime(kind.command), quoted(name, "FILE"), quoted(converted, "FILE.csv"));
    return fmt::format("Convert it and name {} instead: {}", converted, command);
}

}  // namespace

void refuse_other_kinds(std::string_view bytes, const std::string& shown_name, const std::string& role) {
    const FileKind* kind = kind_of(bytes);
    if (kind == nullptr) {
        return;
    }
    const std::string suggestion = advice(*kind, shown_name);
    throw InputError(Problem{Severity::error, shown_name, "", "",
                             fmt::format("is {}, not a text file", kind->what),
                             fmt::format("as {} it must be UTF-8 text", role),
                             suggestion.size() < suggested_characters ? suggestion : advice(*kind, "FILE")});
}

}  // namespace recoup::sim
