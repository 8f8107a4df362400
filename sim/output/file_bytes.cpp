#include "sim/output/file_bytes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "sim/output/file_status.hpp"
#include "sim/output/output_error.hpp"

namespace recoup::sim {

namespace {

namespace fs = std::filesystem;

std::uint64_t size_of(int descriptor, const fs::path& file) {
    const FileStatus status = status_of(descriptor, file);
    if (!status.is_regular()) {
        throw reading_error(file, "", "is a folder or a device, not a file", 0);
    }
    return status.size();
}

/// As many bytes as the system gives at once, at least one.
std::size_t read_at(int descriptor, const fs::path& file, std::uint64_t offset, char* bytes,
                    std::size_t size) {
    while (true) {
        const ssize_t got = ::pread(descriptor, bytes, size, static_cast<off_t>(offset));
        if (got > 0) {
            return static_cast<std::size_t>(got);
        }
        if (got == 0) {
            throw reading_error(file, "", "became shorter while it was read", 0);
        }
        if (errno != EINTR) {
            throw reading_error(file, "", "cannot be read", errno);
        }
    }
}

}  // namespace

OpenFile::OpenFile(const fs::path& file)
    : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {  // a FIFO does not block
    if (descriptor_ < 0) {
        throw reading_error(file, "", "cannot be opened", errno);
    }
}

OpenFile::~OpenFile() {
    ::close(descriptor_);
}

void visit_bytes(int descriptor, const fs::path& file,
                 const std::function<void(std::uint64_t offset, std::string_view bytes)>& visit) {
    constexpr std::size_t piece = 1 << 20;
    const std::uint64_t size = size_of(descriptor, file);
    std::vector<char> buffer(piece);
    std::uint64_t offset = 0;
    while (offset < size) {
        const std::size_t got = read_at(descriptor, file, offset, buffer.data(), buffer.size());
        visit(offset, {buffer.data(), got});
        offset += got;
    }
}

std::string bytes_at(int descriptor, const fs::path& file, std::uint64_t offset, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t done = 0; done < size;) {
        done += read_at(descriptor, file, offset + done, bytes.data() + done, size - done);
    }
    return bytes;
}

std::string beginning_of_file(const fs::path& file, std::size_t size) {
    const OpenFile opened(file);
    return bytes_at(opened.descriptor(), file, 0,
                    std::min<std::uint64_t>(size, size_of(opened.descriptor(), file)));
}

std::string bytes_of_file(const fs::path& file) {
    const OpenFile opened(file);
    std::string bytes;
    bytes.reserve(size_of(opened.descriptor(), file));
    visit_bytes(opened.descriptor(), file, [&](std::uint64_t, std::string_view piece) { bytes += piece; });
    return bytes;
}

void write_bytes(int descriptor, const fs::path& file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            throw output_error(file, "", "cannot be written", errno);
        }
        bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

}  // namespace recoup::sim
