#include "sim/random/draw_address.hpp"

#include <openssl/evp.h>

#include "models/deterministic_math.hpp"
#include "models/errors.hpp"

namespace recoup::sim {

std::uint64_t entity_of(std::string_view id) {
    // Looked up once: for a tape the search for it takes longer than the digests.
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    if (sha256 == nullptr || EVP_Digest(id.data(), id.size(), digest.data(), nullptr, sha256, nullptr) != 1) {
        throw ContractViolation(
            "SHA-256 is not available from the OpenSSL library that recoup was linked with");
    }
    std::uint64_t entity = 0;
    for (int byte = 0; byte < 8; ++byte) entity = entity << 8 | digest[byte];
    return entity;
}

double standard_normal(const PhiloxWords& words) {
    return normal_quantile(uniform(words));
}

}  // namespace recoup::sim
