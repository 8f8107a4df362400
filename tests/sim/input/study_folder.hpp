// A copy of the small study in a folder of its own, to be broken on purpose.
#pragma once

#include <filesystem>
#include <string>

#include "sim/input/load_study.hpp"
#include "tests/sim/studies/scratch_folder.hpp"

namespace recoup::sim {

class StudyFolder {
  public:
    StudyFolder();

    std::string read(const std::string& file) const;
    void write(const std::string& file, const std::string& text) const;
    /// Replaces a text that must occur in the file.
    StudyFolder& replace(const std::string& file, const std::string& old_text, const std::string& new_text);
    StudyFolder& append(const std::string& file, const std::string& text);

    Study load(const Overrides& overrides = {}, const Tables* frames = nullptr) const;
    /// What a user sees when loading fails, with the folder's path taken out; empty when it does not fail.
    std::string errors(const Overrides& overrides = {}) const;
    /// The texts of the warnings, one a line.
    std::string warnings() const;
    std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  private:
    std::string without_folder(std::string text) const;
    ScratchFolder folder_;
};

}  // namespace recoup::sim
