#include "sim/input/input_files.hpp"

#include <algorithm>

#include "models/errors.hpp"
#include "sim/files/file_kinds.hpp"
#include "sim/files/sha256.hpp"
#include "sim/files/text_file.hpp"
#include "sim/files/utf8_text.hpp"
#include "sim/input/toml/toml_document.hpp"

namespace recoup::sim {

std::string InputFiles::read_text(const std::filesystem::path& file, const std::string& role,
                                  std::uint64_t largest_bytes) {
    const std::string name = shown(file);
    if (const std::string fault = fault_of_text(name); !fault.empty()) {
        throw InputError(Problem{.where = name,
                                 .problem = "the name of the file " + fault,
                                 .why = "names of files stand in the results, which are UTF-8",
                                 .suggestion = "Rename it"});
    }
    std::string text = read_regular_file(file, role, largest_bytes);
    refuse_other_kinds(text, name, role);
    check_text(text, name);
    const bool known =
        std::any_of(files_.begin(), files_.end(), [&](const InputFile& each) { return each.path == name; });
    if (!known) {
        files_.push_back({name, text.size(), sha256_hex(text)});
    }
    return text;
}

std::string InputFiles::read_table(const std::filesystem::path& file, const std::string& role) {
    return read_text(file, role, largest_table_bytes);
}

std::string InputFiles::read_settings(const std::filesystem::path& file, DocumentKind kind) {
    return read_text(file, role_of(kind), largest_settings_bytes);
}

Node InputFiles::read_toml(const std::filesystem::path& file, DocumentKind kind) {
    Node document = parse_document(read_settings(file, kind), shown(file));
    check_kind(document, kind);
    return document;
}

}  // namespace recoup::sim
