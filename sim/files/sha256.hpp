// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace recoup::sim {

/// Hash of bytes that arrive in pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(const void* bytes, std::size_t count);
    void add(std::string_view text) { add(text.data(), text.size()); }
    /// A text with its length first, so that neighbours cannot run into each other.
    void add_framed(std::string_view text);
    std::string hex();

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view text);

inline constexpr std::size_t sha256_digits = 64;
/// Whether a text may be a digest as it is written here: lower-case digits.
bool is_sha256_hex(std::string_view text);

}  // namespace recoup::sim
