#include "sim/files/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace recoup::sim {

struct Sha256::Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(digest); }
};

namespace {

void require(int openssl_result) {
    if (openssl_result != 1) {
        throw std::runtime_error("SHA-256 is not available from the system's OpenSSL");
    }
}

}  // namespace

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    require(EVP_DigestInit_ex(context_->digest, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::add(const void* bytes, std::size_t count) {
    require(EVP_DigestUpdate(context_->digest, bytes, count));
}

void Sha256::add_framed(std::string_view text) {
    const std::uint64_t length = text.size();
    add(&length, sizeof length);
    add(text);
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int count = 0;
    require(EVP_DigestFinal_ex(context_->digest, bytes.data(), &count));
    std::string text;
    for (unsigned int i = 0; i < count; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 15];
    }
    return text;
}

std::string sha256_hex(std::string_view text) {
    Sha256 hash;
    hash.add(text);
    return hash.hex();
}

bool is_sha256_hex(std::string_view text) {
    return text.size() == sha256_digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace recoup::sim
