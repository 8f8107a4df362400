#include "sim/output/resolved_file.hpp"

namespace recoup::sim {

namespace fs = std::filesystem;

fs::path resolved(const fs::path& target) {
    constexpr int most_links = 40;  // the kernel's limit, behind which it says that they lead in a circle
    std::error_code failed;
    fs::path file = target;
    for (int links = 0; fs::is_symlink(file, failed); ++links) {
        const fs::path next = fs::read_symlink(file, failed);
        file = fs::weakly_canonical(file.parent_path() / next, failed);
        if (failed || links == most_links) {
            return target;
        }
    }
    return file;
}

}  // namespace recoup::sim
