#include "sim/output/output_error.hpp"

#include <cerrno>
#include <cstring>

namespace recoup::sim {

namespace {

constexpr int locks_not_supported_by_server =
    524;  // ENOTSUPP of the Linux kernel, seen on NFS; not in <cerrno>

std::string suggestion_for(int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return "Free some space there, raise the quota or limit, or choose another folder";
        case EACCES:
        case EPERM:
        case EROFS:
            return "Choose a folder that you may write to";
        case ENOENT:
        case ENOTDIR:
            return "Create the folder first, or correct the path";
        case ELOOP:
            return "Remove the symbolic link that lies there";
        case ENAMETOOLONG:
            return "Choose a shorter name";
        case EMFILE:
        case ENFILE:
            return "Raise the limit of open files (ulimit -n)";
        case EIO:
            return "The disk or the connection to it is failing: see the system's log";
        case EISDIR:
            return "Remove the folder that lies there, or choose another name";
        case EAGAIN:
            return "Another process has this file open: close it there, then try again";
        case ENOLCK:
        case ENOSYS:
        case locks_not_supported_by_server:
            return "The file system does not support locks (NFS, Lustre): set the environment variable "
                   "HDF5_USE_FILE_LOCKING=FALSE, or use a local folder";
        default:
            return "";
    }
}

std::string reason_for(int error_number, const std::string& detail) {
    std::string reason;
    if (error_number != 0) {
        reason = std::string(std::strerror(error_number)) + ", errno " + std::to_string(error_number);
    }
    if (!detail.empty()) {
        reason += (reason.empty() ? "" : "; ") + ("HDF5: " + detail);
    }
    return reason;
}

}  // namespace

OutputError output_error(const std::filesystem::path& file, const std::string& object,
                         const std::string& problem, int error_number, const std::string& detail) {
    Problem text;
    text.where = file.string();
    text.field = object;
    text.problem = problem;
    text.why = reason_for(error_number, detail);
    text.suggestion = suggestion_for(error_number);
    return OutputError(text);
}

}  // namespace recoup::sim
