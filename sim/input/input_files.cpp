#include "sim/input/input_files.hpp"

#include <algorithm>

#include "sim/input/file_kinds.hpp"
#include "sim/input/sha256.hpp"
#include "sim/input/toml_document.hpp"

namespace recoup::sim {

std::string InputFiles::read(const std::filesystem::path& file, const std::string& role) {
    std::string text = read_text_file(file, role);
    const std::string name = shown(file);
    refuse_other_kinds(text, name, role);
    const bool known =
        std::any_of(files_.begin(), files_.end(), [&](const InputFile& each) { return each.path == name; });
    if (!known) {
        files_.push_back({name, text.size(), sha256_hex(text)});
    }
    return text;
}

Node InputFiles::read_toml(const std::filesystem::path& file, const std::string& role) {
    return parse_document(read(file, role), shown(file));
}

}  // namespace recoup::sim
