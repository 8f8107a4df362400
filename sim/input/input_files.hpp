// Reads the files of a study and remembers which, for provenance and for the identity of a run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/input/node.hpp"
#include "sim/study.hpp"

namespace recoup::sim {

class InputFiles {
  public:
    /// The bytes of a file; `role` says what it is, for the message when it cannot be read.
    std::string read(const std::filesystem::path& file, const std::string& role);
    Node read_toml(const std::filesystem::path& file, const std::string& role);

    /// Each file once, in the order of first reading.
    const std::vector<InputFile>& list() const { return files_; }

    static std::string shown(const std::filesystem::path& file) {
        return file.lexically_normal().generic_string();
    }

  private:
    std::vector<InputFile> files_;
};

}  // namespace recoup::sim
