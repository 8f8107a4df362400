#include "sim/output/resolved_file.hpp"

namespace recoup::sim {

namespace fs = std::filesystem;

fs::path resolved(const fs::path& target) {
    std::error_code failed;
    const fs::path real = fs::is_symlink(target, failed) ? fs::weakly_canonical(target, failed) : target;
    return failed ? target : real;
}

}  // namespace recoup::sim
