#include "sim/aggregation/run_origin.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>

namespace recoup::sim {

namespace {

/// Slurm, PBS and Torque, LSF, Grid Engine, HTCondor.
constexpr std::array job_variables = {"SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID", "JOB_ID", "CONDOR_JOB_ID"};

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// The account that the system knows; a container may know none.
std::string user_name() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return "user " + std::to_string(::geteuid());
}

std::string host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string job_name() {
    for (const char* name : job_variables) {
        const std::string value = variable(name);
        if (!value.empty()) {
            return std::string(name) + "=" + value;
        }
    }
    return "";
}

}  // namespace

RunOrigin origin_of_this_process() {
    return {user_name(), host_name(), job_name()};
}

}  // namespace recoup::sim
