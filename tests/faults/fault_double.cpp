// Stands between the program and the system (LD_PRELOAD) and lets one call fail, as disks, network file
// systems, kills and full memories do. tests/python/test_faults.py draws which.
//
//   RECOUP_FAULT_IN  PATH     calls on that file, or on files below that folder, count; no others do
//   RECOUP_FAULT     KIND:N   the N-th of them fails, from 1, as the kind says (see `fails` below)
//   RECOUP_CALLS     FILE     gets a line for each that counts, CALL PATH; at the end CALL COUNT of memory
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
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

/// What calls are counted as; the first ones are on files.
enum Call {
    writes,
    reads,
    syncs,
    truncations,
    renames,
    opens,
    stats,
    lists,
    folders,
    news,
    large_blocks,
    threads,
    calls
};
constexpr std::array<const char*, calls> call_names = {"write",  "read", "fsync",       "ftruncate",
                                                       "rename", "open", "stat",        "list",
                                                       "mkdir",  "new",  "large_block", "thread"};
std::array<std::atomic<long>, calls> counts{};

/// Memory that runs out before main() has begun is not the program's.
std::atomic<bool> has_begun{false};

constexpr size_t large_block_bytes = 16 * 1024;
constexpr size_t path_bytes = 4096;

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

struct Fault {
    const char* kind = "";
    long n = 0;
    const char* in = nullptr;
    int calls = -1;  ///< where they are noted; negative: nowhere

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
        const char* file = std::getenv("RECOUP_CALLS");
        if (file != nullptr) {
            calls = real<int (*)(const char*, int, ...)>("open")(
                file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        }
    }
};

const Fault& fault() {
    static const Fault the_one;
    return the_one;
}

void note(const char* text, int length) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
    if (fault().calls >= 0) {
        static_cast<void>(!next(fault().calls, text, static_cast<size_t>(length)));
    }
}

/// How many calls of the kind were met, with this one; 0 where it is not met.
long met(Call call, const char* path) {
    if (fault().in == nullptr || path == nullptr) {
        return 0;
    }
    char whole[2 * path_bytes] = "";
    if (path[0] != '/') {
        if (::getcwd(whole, path_bytes) == nullptr) {
            return 0;
        }
        std::strcat(whole, "/");
    }
    std::strncat(whole, path, path_bytes - 1);
    const size_t length = std::strlen(fault().in);
    if (std::strncmp(whole, fault().in, length) != 0 || (whole[length] != '\0' && whole[length] != '/')) {
        return 0;
    }
    char line[2 * path_bytes + 16];
    note(line, std::snprintf(line, sizeof line, "%s %s\n", call_names[call], whole));
    return ++counts[call];
}

long met(Call call, int descriptor) {
    char link[64], path[path_bytes];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = '\0';
    return met(call, path);
}

bool is(const char* kind) {
    return std::strcmp(fault().kind, kind) == 0;
}

/// Whether the `n`-th call is the one that fails.
bool fails(long n, const char* kind) {
    return n > 0 && n == fault().n && is(kind);
}
bool fails_from_now_on(long n, const char* kind) {
    return n >= fault().n && fault().n > 0 && is(kind);
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
    const long n = met(writes, descriptor);
    if (fails(n, "short_write") && size > 1) {
        return write_part(size / 2);
    }
    if (fails(n, "write_eintr")) {
        return fail(EINTR);
    }
    if (fails(n, "write_eio")) {
        return fail(EIO);
    }
    if (fails_from_now_on(n, "write_enospc")) {
        return fail(ENOSPC);
    }
    if (fails(n, "write_kill")) {
        static_cast<void>(write_part(size / 2));
        die();
    }
    return write_part(size);
}

template <class Read>
ssize_t got(int descriptor, size_t size, Read read_part) {
    const long n = met(reads, descriptor);
    if (fails(n, "short_read") && size > 1) {
        return read_part(size / 2);
    }
    if (fails(n, "read_eintr")) {
        return fail(EINTR);
    }
    if (fails(n, "read_eio")) {
        return fail(EIO);
    }
    return fails_from_now_on(n, "read_end") ? 0 : read_part(size);
}

template <class Open>
int opened(const char* path, Open open) {
    const long n = met(opens, path);
    if (fails(n, "open_emfile")) {
        return fail(EMFILE);
    }
    return fails(n, "open_eio") ? fail(EIO) : open();
}

bool is_no_block(size_t size) {
    const bool large = size >= large_block_bytes && has_begun;
    return large && fails(++counts[large_blocks], "large_block");
}

struct AtTheEnd {
    ~AtTheEnd() {
        for (const Call call : {news, large_blocks, threads}) {
            char line[64];
            note(line, std::snprintf(line, sizeof line, "%s %ld\n", call_names[call], counts[call].load()));
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
    return fails(met(syncs, descriptor), "fsync_eio") ? fail(EIO) : next(descriptor);
}

int ftruncate(int descriptor, off_t length) noexcept {
    static const auto next = real<int (*)(int, off_t)>("ftruncate");
    return fails(met(truncations, descriptor), "ftruncate_eio") ? fail(EIO) : next(descriptor, length);
}
int ftruncate64(int descriptor, off64_t length) noexcept {
    return ftruncate(descriptor, length);
}

int rename(const char* from, const char* to) noexcept {
    static const auto next = real<int (*)(const char*, const char*)>("rename");
    const long n = met(renames, to);
    if (fails(n, "rename_eio")) {
        return fail(EIO);
    }
    if (fails(n, "rename_kill_before")) {
        die();
    }
    const int result = next(from, to);
    if (fails(n, "rename_kill_after")) {
        die();
    }
    return fails(n, "rename_torn") ? fail(EIO) : result;  // done, and the answer lost, as NFS does
}

int stat(const char* path, struct stat* status) noexcept {
    static const auto next = real<int (*)(const char*, struct stat*)>("stat");
    return fails(met(stats, path), "stat_eio") ? fail(EIO) : next(path, status);
}
int stat64(const char* path, struct stat64* status) noexcept {
    return stat(path, reinterpret_cast<struct stat*>(status));
}
int lstat(const char* path, struct stat* status) noexcept {
    static const auto next = real<int (*)(const char*, struct stat*)>("lstat");
    return fails(met(stats, path), "stat_eio") ? fail(EIO) : next(path, status);
}
int lstat64(const char* path, struct stat64* status) noexcept {
    return lstat(path, reinterpret_cast<struct stat*>(status));
}
int fstat(int descriptor, struct stat* status) noexcept {
    static const auto next = real<int (*)(int, struct stat*)>("fstat");
    return fails(met(stats, descriptor), "stat_eio") ? fail(EIO) : next(descriptor, status);
}
int fstat64(int descriptor, struct stat64* status) noexcept {
    return fstat(descriptor, reinterpret_cast<struct stat*>(status));
}

int mkdir(const char* path, mode_t mode) noexcept {
    static const auto next = real<int (*)(const char*, mode_t)>("mkdir");
    return fails(met(folders, path), "mkdir_eio") ? fail(EIO) : next(path, mode);
}

struct dirent* readdir(DIR* folder) {
    static const auto next = real<struct dirent* (*)(DIR*)>("readdir");
    if (fails(met(lists, ::dirfd(folder)), "list_eio")) {
        errno = EIO;
        return nullptr;
    }
    return next(folder);
}
struct dirent64* readdir64(DIR* folder) {
    return reinterpret_cast<struct dirent64*>(readdir(folder));
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
    if (is_no_block(size)) {
        errno = ENOMEM;
        return nullptr;
    }
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
    if (is_no_block(count * size)) {
        errno = ENOMEM;
        return nullptr;
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
    return fails_from_now_on(++counts[threads], "thread") ? EAGAIN
                                                          : next(thread, attributes, start, argument);
}

}  // extern "C"

void* operator new(size_t size) {
    const bool fails_now = has_begun && fails(++counts[news], "new");
    void* made = fails_now ? nullptr : __libc_malloc(size == 0 ? 1 : size);
    if (made == nullptr) {
        throw std::bad_alloc();
    }
    return made;
}
