// A golden run: what came out, against the file that holds what should. RECOUP_UPDATE_GOLDEN=1 rewrites it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace recoup {

inline std::filesystem::path golden_folder(const std::string& name) {
    return std::filesystem::path(RECOUP_SOURCE_DIR) / "tests/golden" / name;
}

inline void expect_golden(const std::filesystem::path& file, const std::string& computed) {
    if (std::getenv("RECOUP_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << computed;
        GTEST_SKIP() << "rewrote " << file;
    }
    std::ostringstream expected;
    expected << std::ifstream(file, std::ios::binary).rdbuf();
    EXPECT_EQ(computed, expected.str()) << file;
}

}  // namespace recoup
