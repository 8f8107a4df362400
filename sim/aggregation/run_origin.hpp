// Who ran it, where, and under which job of a batch system.
#pragma once

#include <string>

namespace recoup::sim {

struct RunOrigin {
    std::string user;
    std::string host;
    std::string job;  ///< the variable and its value, such as SLURM_JOB_ID=4711; empty outside a batch system
};

RunOrigin origin_of_this_process();

}  // namespace recoup::sim
