#include "sim/output/output_error.hpp"

#include <cerrno>
#include <cstring>

namespace recoup::sim {

namespace {

constexpr int locks_not_supported_by_server =
    524;  // ENOTSUPP of the Linux kernel, seen on NFS; not in <cerrno>

/// What helps whether the file is read or written.
std::string suggestion_for_either(int error_number) {
    switch (error_number) {
        case EMFILE:
        case ENFILE:
            return "Raise the limit of open files (ulimit -n)";
        case EIO:
            return "The disk or the connection to it is failing: see the system's log";
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

std::string suggestion_for_writing(int error_number) {
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
        case EISDIR:
            return "Remove the folder that lies there, or choose another name";
        default:
            return suggestion_for_either(error_number);
    }
}

std::string suggestion_for_reading(int error_number) {
    switch (error_number) {
        case EACCES:
        case EPERM:
            return "Check its permissions and those of its folder";
        case ENOENT:
        case ENOTDIR:
        case ENAMETOOLONG:
            return "Check the name and the folder";
        case ELOOP:
            return "Check the symbolic links on the way to it";
        default:
            return suggestion_for_either(error_number);
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

OutputError told(const std::filesystem::path& file, const std::string& object, const std::string& problem,
                 const std::string& why, const std::string& suggestion, int error_number) {
    return OutputError(
        {.where = file.string(), .field = object, .problem = problem, .why = why, .suggestion = suggestion},
        error_number);
}

}  // namespace

OutputError output_error(const std::filesystem::path& file, const std::string& object,
                         const std::string& problem, int error_number, const std::string& detail) {
    return told(file, object, problem, reason_for(error_number, detail), suggestion_for_writing(error_number),
                error_number);
}

OutputError reading_error(const std::filesystem::path& file, const std::string& object,
                          const std::string& problem, int error_number, const std::string& detail) {
    return told(file, object, problem, reason_for(error_number, detail), suggestion_for_reading(error_number),
                error_number);
}

void refuse_file(const std::filesystem::path& file, const std::string& problem, const std::string& why,
                 const std::string& suggestion) {
    throw told(file, "", problem, why, suggestion, 0);
}

}  // namespace recoup::sim
