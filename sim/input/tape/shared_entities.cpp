#include "sim/input/tape/shared_entities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace recoup::sim {

namespace {

EntityRows by_identifier(std::span<const std::pair<std::uint64_t, std::size_t>> rows,
                         const std::vector<std::string>& identifiers) {
    EntityRows groups;
    for (const auto& [entity, row] : rows) {
        const auto same = std::ranges::find_if(groups, [&, row = row](const std::vector<std::size_t>& group) {
            return identifiers[group.front()] == identifiers[row];
        });
        if (same == groups.end()) {
            groups.push_back({row});
        } else {
            same->push_back(row);
        }
    }
    return groups;
}

}  // namespace

std::vector<EntityRows> shared_entities(const std::vector<std::uint64_t>& entities,
                                        const std::vector<std::string>& identifiers) {
    std::vector<std::pair<std::uint64_t, std::size_t>> sorted;
    sorted.reserve(entities.size());
    for (std::size_t row = 0; row < entities.size(); ++row) {
        sorted.emplace_back(entities[row], row);
    }
    std::ranges::sort(sorted);
    std::vector<EntityRows> shared;
    for (auto begin = sorted.begin(); begin != sorted.end();) {
        const auto end =
            std::find_if(begin, sorted.end(), [&](const auto& other) { return other.first != begin->first; });
        if (end - begin > 1) {
            shared.push_back(by_identifier({begin, end}, identifiers));
        }
        begin = end;
    }
    return shared;
}

void check_collisions(const std::vector<EntityRows>& shared, const std::vector<std::string>& identifiers,
                      const Field& field, RowIssues& issues) {
    for (const EntityRows& entity : shared) {
        for (std::size_t i = 0; i < entity.size() && entity.size() > 1; ++i) {
            const std::string& other = identifiers[entity[i == 0 ? 1 : 0].front()];
            for (const std::size_t row : entity[i]) {
                issues.error(row, std::string(field.name), identifiers[row],
                             "the hash of the identifier equals that of another one",
                             fmt::format("'{}' would share its random numbers", other),
                             "Rename one of the two");
            }
        }
    }
}

}  // namespace recoup::sim
