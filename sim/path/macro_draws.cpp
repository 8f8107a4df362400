#include "sim/path/macro_draws.hpp"

#include "sim/random/draw_address.hpp"

namespace recoup::sim {

void draw_macro_shocks(const PreparedStudy& prepared, std::uint32_t path, MacroShocks& shocks) {
    const MacroModel& model = prepared.study.macro;
    const std::size_t variables = model.variables.size();
    const std::size_t indices = model.indices.size();
    const auto periods = static_cast<std::size_t>(prepared.periods);
    shocks.variables.resize(periods * variables);
    shocks.indices.assign(periods * indices, 0.0);
    static const std::uint64_t tail = entity_of("student_t");
    const std::uint64_t seed = prepared.study.seed;
    for (std::size_t t = 0; t < periods; ++t) {
        const auto time = static_cast<std::uint16_t>(
            prepared.study.calendar_month_at(static_cast<int>(t) * months_per_period(model.frequency) + 1));
        std::span<double> now(shocks.variables.data() + t * variables, variables);
        for (std::size_t v = 0; v < variables; ++v) {
            now[v] =
                standard_normal(draw(seed, {path, model.variables[v].entity, Purpose::macro_shock, time}));
        }
        if (prepared.student) {
            prepared.student->apply(uniform(draw(seed, {path, tail, Purpose::macro_tail, time})), now);
        }
        for (std::size_t i = 0; i < indices; ++i) {
            if (model.indices[i].variable < 0 && model.indices[i].sigma > 0.0) {
                shocks.indices[t * indices + i] =
                    standard_normal(draw(seed, {path, model.indices[i].entity, Purpose::index_shock, time}));
            }
        }
    }
}

}  // namespace recoup::sim
