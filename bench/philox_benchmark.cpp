// How many draws a second does one core make? Philox4x32-10 counter by counter, in bulk, and as monthly exit
// draws.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/random/draw_address.hpp"
#include "sim/random/philox.hpp"
#include "sim/random/philox_bulk.hpp"

namespace {

using namespace recoup::sim;

constexpr std::uint64_t seed = 20240601;
constexpr std::size_t words_per_call = 4;
constexpr std::size_t exits_per_call = 8;  // 16 bits each

struct Entities {
    explicit Entities(std::size_t n) : low(n), high(n) {
        for (std::size_t i = 0; i < n; ++i) {
            low[i] = static_cast<std::uint32_t>(i * 2654435761U);
            high[i] = static_cast<std::uint32_t>(i);
        }
    }
    std::vector<std::uint32_t> low, high;
};

void count(benchmark::State& state, std::size_t items) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
}

void one_counter_at_a_time(benchmark::State& state) {
    const PhiloxKey key = philox_key(seed);
    std::uint32_t path = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(philox4x32({path++, 1, 2, 3}, key));
    }
    count(state, words_per_call);
}
BENCHMARK(one_counter_at_a_time);

void bulk(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const Entities entities(n);
    std::vector<std::uint32_t> words(words_per_call * n);
    std::uint32_t path = 0;
    for (auto _ : state) {
        philox4x32_bulk(seed, path++, purpose_block(Purpose::exit_high, 3036), entities.low.data(),
                        entities.high.data(), n, words.data());
        benchmark::ClobberMemory();
    }
    count(state, words_per_call * n);
    state.counters["exit_draws"] = benchmark::Counter(static_cast<double>(exits_per_call * n),
                                                      benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bulk)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void bulk_plain(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const Entities entities(n);
    std::vector<std::uint32_t> words(words_per_call * n);
    std::uint32_t path = 0;
    for (auto _ : state) {
        philox4x32_bulk_plain(seed, path++, purpose_block(Purpose::exit_high, 3036), entities.low.data(),
                              entities.high.data(), 0, n, words.data());
        benchmark::ClobberMemory();
    }
    count(state, words_per_call * n);
}
BENCHMARK(bulk_plain)->Arg(10'000);

void risk_driver_normal(benchmark::State& state) {
    std::uint32_t path = 0;
    for (auto _ : state) {
        const PhiloxWords words = draw(seed, {path++, 1, Purpose::macro_shock, 3036});
        benchmark::DoNotOptimize(standard_normal(words));
    }
    count(state, 1);
}
BENCHMARK(risk_driver_normal);

}  // namespace
