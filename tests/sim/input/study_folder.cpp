#include "tests/sim/input/study_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace recoup::sim {

StudyFolder::StudyFolder() {
    std::filesystem::copy(std::filesystem::path(RECOUP_SOURCE_DIR) / "tests/sim/input/data/small",
                          folder_.path());
}

std::string StudyFolder::read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(file(name), std::ios::binary).rdbuf();
    return text.str();
}

void StudyFolder::write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
}

StudyFolder& StudyFolder::replace(const std::string& name, const std::string& old_text,
                                  const std::string& new_text) {
    std::string text = read(name);
    const std::size_t at = text.find(old_text);
    EXPECT_NE(at, std::string::npos) << name << " does not hold: " << old_text;
    write(name, text.replace(at, old_text.size(), new_text));
    return *this;
}

StudyFolder& StudyFolder::append(const std::string& name, const std::string& text) {
    write(name, read(name) + text);
    return *this;
}

Study StudyFolder::load(const Overrides& overrides, const Tables* frames) const {
    return load_study(file("study.toml"), overrides, frames);
}

std::string StudyFolder::errors(const Overrides& overrides) const {
    try {
        load(overrides);
    } catch (const InputError& error) {
        return without_folder(error.what());
    }
    return {};
}

std::string StudyFolder::warnings() const {
    std::string text;
    for (const Problem& problem : load().warnings) {
        text += problem.text() + "\n";
    }
    return without_folder(text);
}

std::string StudyFolder::without_folder(std::string text) const {
    const std::string prefix = folder_.path().generic_string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
        text.erase(at, prefix.size());
    }
    return text;
}

}  // namespace recoup::sim
