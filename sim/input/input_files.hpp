// Reads the files of a study and remembers which, for provenance and for the identity of a run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/input/toml/document_kind.hpp"
#include "sim/input/toml/node.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

class InputFiles {
  public:
    /// The text of a CSV; `role` says what it is, for the message when it cannot be read.
    std::string read_table(const std::filesystem::path& file, const std::string& role);
    /// The text of a TOML file.
    std::string read_settings(const std::filesystem::path& file, DocumentKind kind);
    Node read_toml(const std::filesystem::path& file, DocumentKind kind);

    /// Each file once, in the order of first reading.
    const std::vector<InputFile>& list() const { return files_; }

    static std::string shown(const std::filesystem::path& file) {
        return file.lexically_normal().generic_string();
    }

  private:
    std::string read_text(const std::filesystem::path& file, const std::string& role,
                          std::uint64_t largest_bytes);

    std::vector<InputFile> files_;
};

}  // namespace recoup::sim
