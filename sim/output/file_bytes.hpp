// Whole files as bytes: every failed or short read is an error, so that what is hashed is what is used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace recoup::sim {

/// A file opened for reading; closed at the end of its life.
class OpenFile {
  public:
    explicit OpenFile(const std::filesystem::path& file);
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile();
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_ = -1;
};

/// All bytes of a regular file; throws OutputError for anything else.
std::string bytes_of_file(const std::filesystem::path& file);

/// Its first bytes, as many as it has up to `size`.
std::string beginning_of_file(const std::filesystem::path& file, std::size_t size);

/// So many bytes from `offset` on; that they are not there is an error.
std::string bytes_at(int descriptor, const std::filesystem::path& file, std::uint64_t offset,
                     std::size_t size);

/// All bytes in pieces, in order, for files that need not fit into memory.
void visit_bytes(int descriptor, const std::filesystem::path& file,
                 const std::function<void(std::uint64_t offset, std::string_view bytes)>& visit);

/// Writes all of it at the descriptor's place.
void write_bytes(int descriptor, const std::filesystem::path& file, std::string_view bytes);

}  // namespace recoup::sim
