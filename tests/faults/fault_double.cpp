// Stands between the program and the system (LD_PRELOAD) and lets one call fail, as disks, network file
// systems, kills and full memories do. tests/python/test_faults.py draws which.
//
//   RECOUP_FAULT     KIND:N      the N-th call of that kind, from 1 (see `fails` below)
//   RECOUP_FAULT_IN  TEXT        calls on files count where this stands in the path
//   RECOUP_COUNTS    FILE        how many calls of each kind there were, at the end
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

extern "C" void* __libc_malloc(size_t);
extern "C" void* __libc_calloc(size_t, size_t);

namespace {

/// What calls are counted as.
enum Call { writes, reads, syncs, truncations, renames, opens, news, large_blocks, threads, calls };
constexpr std::array<const char*, calls> call_names = {"write", "read", "fsync",       "ftruncate", "rename",
                                                       "open",  "new",  "large_block", "thread"};
std::array<std::atomic<long>, calls> counts{};

/// Memory that runs out before main() has begun is not the program's.
std::atomic<bool> has_begun{false};

constexpr size_t large_block_bytes = 16 * 1024;

struct Fault {
    const char* kind = "";
    long n = 0;
    const char* in = nullptr;

    Fault() {
        const char* given = std::getenv("RECOUP_FAULT");
        const char* colon = given == nullptr ? nullptr : std::strchr(given, ':');
        if (colon != nullptr) {
            static char text[64];
            std::snprintf(text, sizeof text, "%.*s", static_cast<int>(colon - given), given);
            kind = text;
            n = std::atol(colon + 1);
        }
        in = std::getenv("RECOUP_FAULT_IN");
    }
};

const Fault& fault() {
    static const Fault the_one;
    return the_one;
}

bool is(const char* kind) {
    return std::strcmp(fault().kind, kind) == 0;
}

/// Counts the call; true where it is the one that fails.
bool now(Call call, const char* kind) {
    return is(kind) && counts[call].load() == fault().n;
}
bool from_now_on(Call call, const char* kind) {
    return is(kind) && counts[call].load() >= fault().n;
}

bool counts_path(const char* path) {
    return fault().in == nullptr || std::strstr(path, fault().in) != nullptr;
}

bool counts_file(int descriptor) {
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return false;
    }
    path[length] = '\0';
    return counts_path(path);
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int fail(int error_number) {
    errno = error_number;
    return -1;
}

[[noreturn]] void die() {
    ::raise(SIGKILL);
    std::abort();
}

/// `write_part` writes that many bytes.
template <class Write>
ssize_t written(int descriptor, size_t size, Write write_part) {
    if (!counts_file(descriptor)) {
        return write_part(size);
    }
    ++counts[writes];
    if (now(writes, "short_write") && size > 1) {
        return write_part(size / 2);
    }
    if (now(writes, "write_eintr")) {
        return fail(EINTR);
    }
    if (now(writes, "write_eio")) {
        return fail(EIO);
    }
    if (from_now_on(writes, "write_enospc")) {
        return fail(ENOSPC);
    }
    if (now(writes, "write_kill")) {
        static_cast<void>(write_part(size / 2));
        die();
    }
    return write_part(size);
}

template <class Read>
ssize_t got(int descriptor, size_t size, Read read_part) {
    if (!counts_file(descriptor)) {
        return read_part(size);
    }
    ++counts[reads];
    if (now(reads, "short_read") && size > 1) {
        return read_part(size / 2);
    }
    if (now(reads, "read_eintr")) {
        return fail(EINTR);
    }
    if (now(reads, "read_eio")) {
        return fail(EIO);
    }
    return now(reads, "read_end") ? 0 : read_part(size);
}

template <class Open>
int opened(const char* path, Open open) {
    if (counts_path(path)) {
        ++counts[opens];
        if (now(opens, "open_emfile")) {
            return fail(EMFILE);
        }
        if (now(opens, "open_eio")) {
            return fail(EIO);
        }
    }
    return open();
}

void* block(size_t size, void* (*make)(size_t)) {
    if (size >= large_block_bytes && has_begun) {
        ++counts[large_blocks];
        if (now(large_blocks, "large_block")) {
            errno = ENOMEM;
            return nullptr;
        }
    }
    return make(size);
}

struct AtTheEnd {
    ~AtTheEnd() {
        const char* file = std::getenv("RECOUP_COUNTS");
        std::FILE* out = file == nullptr ? nullptr : std::fopen(file, "w");
        if (out != nullptr) {
            for (size_t i = 0; i < calls; ++i) {
                std::fprintf(out, "%s %ld\n", call_names[i], counts[i].load());
            }
            std::fclose(out);
        }
    }
} at_the_end;

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
    return written(descriptor, size, [&](size_t part) { return next(descriptor, data, part); });
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    return written(descriptor, size, [&](size_t part) { return next(descriptor, data, part, offset); });
}
ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    return pwrite(descriptor, data, size, offset);
}

ssize_t read(int descriptor, void* data, size_t size) {
    static const auto next = real<ssize_t (*)(int, void*, size_t)>("read");
    return got(descriptor, size, [&](size_t part) { return next(descriptor, data, part); });
}

ssize_t pread(int descriptor, void* data, size_t size, off_t offset) {
    static const auto next = real<ssize_t (*)(int, void*, size_t, off_t)>("pread");
    return got(descriptor, size, [&](size_t part) { return next(descriptor, data, part, offset); });
}
ssize_t pread64(int descriptor, void* data, size_t size, off64_t offset) {
    return pread(descriptor, data, size, offset);
}

int fsync(int descriptor) {
    static const auto next = real<int (*)(int)>("fsync");
    if (counts_file(descriptor)) {
        ++counts[syncs];
        if (now(syncs, "fsync_eio")) {
            return fail(EIO);
        }
    }
    return next(descriptor);
}

int ftruncate(int descriptor, off_t length) noexcept {
    static const auto next = real<int (*)(int, off_t)>("ftruncate");
    if (counts_file(descriptor)) {
        ++counts[truncations];
        if (now(truncations, "ftruncate_eio")) {
            return fail(EIO);
        }
    }
    return next(descriptor, length);
}
int ftruncate64(int descriptor, off64_t length) noexcept {
    return ftruncate(descriptor, length);
}

int rename(const char* from, const char* to) noexcept {
    static const auto next = real<int (*)(const char*, const char*)>("rename");
    if (!counts_path(to)) {
        return next(from, to);
    }
    ++counts[renames];
    if (now(renames, "rename_eio")) {
        return fail(EIO);
    }
    if (now(renames, "rename_kill_before")) {
        die();
    }
    const int result = next(from, to);
    if (now(renames, "rename_kill_after")) {
        die();
    }
    return now(renames, "rename_torn") ? fail(EIO) : result;  // done, and the answer lost, as NFS does
}

int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    static const auto next = real<int (*)(const char*, int, ...)>("open");
    return opened(path, [&] { return next(path, flags, mode); });
}
int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open(path, flags, mode);
}

void* malloc(size_t size) noexcept {
    return block(size, __libc_malloc);
}
void* calloc(size_t count, size_t size) noexcept {
    if (count * size >= large_block_bytes && has_begun) {
        ++counts[large_blocks];
        if (now(large_blocks, "large_block")) {
            errno = ENOMEM;
            return nullptr;
        }
    }
    return __libc_calloc(count, size);
}

/// The first thing that the program does: sim/cli/signals.cpp.
void (*signal(int number, void (*action)(int)) noexcept)(int) {
    static const auto next = real<void (*(*)(int, void (*)(int)))(int)>("signal");
    has_begun = true;
    return next(number, action);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
    static const auto next =
        real<int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
    ++counts[threads];
    return from_now_on(threads, "thread") ? EAGAIN : next(thread, attributes, start, argument);
}

}  // extern "C"

void* operator new(size_t size) {
    counts[news] += has_begun ? 1 : 0;
    void* made = has_begun && now(news, "new") ? nullptr : __libc_malloc(size == 0 ? 1 : size);
    if (made == nullptr) {
        throw std::bad_alloc();
    }
    return made;
}
