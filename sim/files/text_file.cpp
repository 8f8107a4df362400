#include "sim/files/text_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

/// A descriptor that is closed whatever happens.
class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

  private:
    int number_;
};

class RegularFile {
  public:
    RegularFile(const std::filesystem::path& file, const std::string& role, std::uint64_t largest_bytes)
        : file_(file), role_(role), largest_bytes_(largest_bytes), descriptor_(opened()) {}

    std::string bytes(const ReadBytes& read) const {
        const struct stat before = status();
        const auto size = static_cast<std::size_t>(before.st_size);
        std::string text;
        text.reserve(size);
        std::array<char, 65536> block;
        // One more than the file has: its end must come where it was said to be.
        while (text.size() <= size) {
            const std::size_t wanted = std::min(block.size(), size + 1 - text.size());
            const ssize_t count = read(descriptor_.number(), block.data(), wanted);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                throw unreadable(errno);
            }
            if (count == 0) {
                break;
            }
            text.append(block.data(), static_cast<std::size_t>(count));
        }
        const struct stat after = status();
        const bool same_time =
            before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec;
        if (text.size() != size || after.st_size != before.st_size || !same_time) {
            throw problem(fmt::format("the file changed while it was read ({} bytes at first, {} were read)",
                                      size, text.size()),
                          "Wait until it is written, and start again");
        }
        return text;
    }

  private:
    InputError problem(const std::string& what, const std::string& suggestion) const {
        return InputError(Problem{
            .where = file_.generic_string(), .problem = what, .why = role_, .suggestion = suggestion});
    }

    InputError unreadable(int error) const {
        if (error == ENOENT || error == ENOTDIR) {
            return problem("there is no such file",
                           "Check the name; relative paths start at the folder of the file that names them");
        }
        return problem("the file cannot be read: " + std::generic_category().message(error),
                       error == EACCES ? "Check its permissions" : "");
    }

    void refuse_unless_regular(const struct stat& status) const {
        const mode_t kind = status.st_mode & S_IFMT;
        if (kind != S_IFREG) {
            const char* what = kind == S_IFDIR    ? "a folder"
                               : kind == S_IFIFO  ? "a pipe"
                               : kind == S_IFSOCK ? "a socket"
                                                  : "a device";
            throw problem(fmt::format("is {}, not a file", what), "Name the file itself");
        }
        if (static_cast<std::uint64_t>(status.st_size) > largest_bytes_) {
            throw problem(fmt::format("the file has {} bytes, more than the {} that such a file may have",
                                      status.st_size, largest_bytes_),
                          "Check the name");
        }
    }

    /// Opening a device or a pipe may act on it or wait, so what it is comes first.
    int opened() const {
        struct stat status {};
        if (::stat(file_.c_str(), &status) != 0) {
            throw unreadable(errno);
        }
        refuse_unless_regular(status);
        const int number = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (number < 0) {
            throw unreadable(errno);
        }
        return number;
    }

    struct stat status() const {
        struct stat status {};
        if (::fstat(descriptor_.number(), &status) != 0) {
            throw unreadable(errno);
        }
        refuse_unless_regular(status);  // another file may have taken the name
        return status;
    }

    const std::filesystem::path& file_;
    const std::string& role_;
    std::uint64_t largest_bytes_;
    Descriptor descriptor_;
};

}  // namespace

ssize_t read_bytes(int descriptor, void* bytes, std::size_t count) {
    return ::read(descriptor, bytes, count);
}

std::string read_regular_file(const std::filesystem::path& file, const std::string& role,
                              std::uint64_t largest_bytes, const ReadBytes& read) {
    return RegularFile(file, role, largest_bytes).bytes(read);
}

}  // namespace recoup::sim
