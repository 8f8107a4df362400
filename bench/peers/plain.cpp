// chain-10k in plain scalar C++: std::mt19937_64, std::exp, the logits of every open loan at every step.
// Build: g++ -O3 -march=native -std=c++20 -pthread plain.cpp -o plain      Run: plain --paths 1000 --threads
// 1
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int loan_count = 10'000;
constexpr int step_count = 20;
constexpr int oldest = 8;
enum State : std::uint8_t { P, D, R, G, C, X };

struct Segment {
    double drift, index_beta, haircut, shift;
};
constexpr std::array<Segment, 4> segments{
    {{.004, .015, .20, 0}, {.002, .020, .30, .15}, {0, .030, .35, .25}, {.003, .010, .25, -.10}}};
constexpr std::array<double, 7> ltv_edges{.4, .6, .7, .8, .9, 1.0, 1.2};
constexpr std::array<double, 8> ltv_levels{.3, .5, .65, .75, .85, .95, 1.1, 1.4};
constexpr std::array<int, oldest + 1> age_bucket{0, 0, 1, 1, 2, 2, 2, 2, 3};

struct Exit {
    State target;
    double a, beta, gamma, sign;
    std::array<double, 4> delta;
};
const std::array<std::vector<Exit>, 5> exits{{
    {{D, -3.6, -.50, 1.2, 1, {0, .1, 0, -.3}}, {X, -3.2, .10, -.3, -1, {0, 0, 0, .2}}},
    {{G, -2.0, -.20, .5, 1, {-.6, .2, .5, .6}},
     {R, -2.2, .15, -.4, -1, {.3, .1, -.2, -.6}},
     {C, -2.7, .40, -1.0, -1, {.4, 0, -.4, -.9}}},
    {{D, -2.9, -.40, .9, 1, {.3, .2, -.1, -.5}}, {C, -2.6, .25, -.5, -1, {-2.0, -.8, .6, .8}}},
    {{X, -2.5, .20, -.3, -1, {-1.5, -.5, .3, .6}},
     {C, -4.2, .30, -.6, -1, {0, 0, 0, -.3}},
     {R, -4.0, .10, -.2, -1, {.2, 0, -.2, -.4}}},
    {{D, -3.3, -.45, 1.0, 1, {.4, .2, 0, -.4}}, {P, -1.8, .10, -.2, -1, {-3.0, -1.0, .5, 1.0}}},
}};

struct Loan {
    int segment;
    double ltv, balance;
    State state;
    int age;
};

double tape_uniform(std::uint64_t k) {
    std::uint64_t z = 20240601 + (k + 1) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

std::vector<Loan> build_tape() {
    std::vector<Loan> tape(loan_count);
    for (std::size_t i = 0; i < tape.size(); ++i) {
        std::array<double, 6> u{};
        for (std::size_t j = 0; j < 6; ++j) u[j] = tape_uniform(6 * i + j);
        const double s = u[4];
        tape[i] = {static_cast<int>(4 * u[0]), 0.30 + 0.045 * std::floor(16 * (u[1] + u[2])),
                   std::floor(40000 * std::pow(1 - u[3], -0.4)),
                   s < .30   ? P
                   : s < .70 ? D
                   : s < .80 ? R
                   : s < .95 ? G
                             : C,
                   static_cast<int>(9 * u[5])};
    }
    return tape;
}

struct PathResult {
    double recovery = 0;
    std::array<std::array<int, 6>, step_count> occupancy{};  // loans by state
};

using Random = std::mt19937_64;

// Moves the loan by one step; returns what a liquidation pays.
double step_loan(Loan& loan, double z, double index, Random& random) {
    const Segment& segment = segments[static_cast<std::size_t>(loan.segment)];
    const auto edge = std::upper_bound(ltv_edges.begin(), ltv_edges.end(), loan.ltv / index);
    const double level = ltv_levels[static_cast<std::size_t>(edge - ltv_edges.begin())];
    const auto bucket = static_cast<std::size_t>(age_bucket[static_cast<std::size_t>(loan.age)]);
    const auto& choices = exits[loan.state];
    std::array<double, 3> odds{};
    double total = 1;
    for (std::size_t k = 0; k < choices.size(); ++k) {
        const Exit& e = choices[k];
        odds[k] =
            std::exp(e.a + e.sign * segment.shift + e.beta * z + e.gamma * (level - .8) + e.delta[bucket]);
        total += odds[k];
    }
    double u = std::uniform_real_distribution<double>{}(random)*total;
    for (std::size_t k = 0; k < choices.size(); ++k) {
        if (u < odds[k]) {
            const bool sold = loan.state == G && choices[k].target == X;
            loan.state = choices[k].target;
            loan.age = 0;
            return sold ? std::min(loan.balance, loan.balance / loan.ltv * index * (1 - segment.haircut)) : 0;
        }
        u -= odds[k];
    }
    loan.age = std::min(loan.age + 1, oldest);
    return 0;
}

PathResult simulate_path(const std::vector<Loan>& tape, std::uint64_t seed) {
    Random random(seed);
    std::normal_distribution<double> normal;
    auto loans = tape;
    PathResult result;
    std::array<double, 4> index{1, 1, 1, 1};
    double z = 0;
    for (std::size_t t = 0; t < step_count; ++t) {
        z = 0.85 * z + std::sqrt(1 - 0.85 * 0.85) * normal(random);
        for (std::size_t s = 0; s < 4; ++s)
            index[s] *= std::exp(segments[s].drift + segments[s].index_beta * z);
        double paid = 0;
        for (Loan& loan : loans) {
            if (loan.state != X)
                paid += step_loan(loan, z, index[static_cast<std::size_t>(loan.segment)], random);
            ++result.occupancy[t][loan.state];
        }
        result.recovery += paid * std::pow(1.015, -static_cast<double>(t + 1));
    }
    return result;
}

struct Moments {
    double mean, sd;
};

Moments moments(const std::vector<double>& x) {
    const auto n = static_cast<double>(x.size());
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
    double squares = 0;
    for (const double value : x) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / (n - 1))};
}

double quantile(const std::vector<double>& sorted, double level) {  // linear, as NumPy's default
    const double place = level * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const auto high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (place - std::floor(place)) * (sorted[high] - sorted[low]);
}

std::string occupancy_json(const std::vector<PathResult>& results, bool errors) {
    std::string text;
    for (const std::size_t step : {1, 5, 10, 20}) {
        text += (text.empty() ? "{\"" : ", \"") + std::to_string(step) + "\": [";
        for (std::size_t state = 0; state < 6; ++state) {
            std::vector<double> x;
            for (const auto& result : results)
                x.push_back(static_cast<double>(result.occupancy[step - 1][state]) / loan_count);
            const Moments m = moments(x);
            const double value = errors ? m.sd / std::sqrt(static_cast<double>(x.size())) : m.mean;
            text += (state != 0 ? ", " : "") + std::to_string(value);
        }
        text += "]";
    }
    return text + "}";
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double peak_memory_mb() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word && word != "VmHWM:") {
    }
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1024;
}

std::uint64_t argument(int argc, char** argv, const char* name, std::uint64_t otherwise) {
    for (int i = 1; i + 1 < argc; ++i)
        if (std::strcmp(argv[i], name) == 0) return std::stoull(argv[i + 1]);
    return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const auto start = std::chrono::steady_clock::now();
    const auto paths = argument(argc, argv, "--paths", 1000);
    const auto threads = argument(argc, argv, "--threads", 1);
    const auto seed = argument(argc, argv, "--seed", 1);
    const auto tape = build_tape();

    const auto begin = std::chrono::steady_clock::now();
    std::vector<PathResult> results(paths);
    std::vector<std::thread> workers;
    for (std::size_t worker = 0; worker < threads; ++worker)
        workers.emplace_back([&, worker] {
            for (std::size_t k = worker; k < paths; k += threads)
                results[k] = simulate_path(tape, seed * 1'000'003 + k);
        });
    for (auto& worker : workers) worker.join();
    const double seconds = seconds_since(begin);

    std::vector<double> millions;
    for (const auto& result : results) millions.push_back(result.recovery / 1e6);
    const Moments m = moments(millions);
    std::sort(millions.begin(), millions.end());
    std::printf(
        "{\"name\": \"plain_cpp\", \"threads\": %llu, \"seconds\": %.6f, \"nanoseconds_per_loan_step\": "
        "%.4f, ",
        static_cast<unsigned long long>(threads), seconds,
        seconds * 1e9 / (static_cast<double>(paths) * loan_count * step_count));
    std::printf("\"seconds_total\": %.6f, \"peak_memory_mb\": %.1f, \"paths\": %llu, ", seconds_since(start),
                peak_memory_mb(), static_cast<unsigned long long>(paths));
    std::printf(
        "\"mean\": %.6f, \"mean_standard_error\": %.6f, \"sd\": %.6f, \"quantiles\": [%.4f, %.4f, %.4f, "
        "%.4f, %.4f], ",
        m.mean, m.sd / std::sqrt(static_cast<double>(paths)), m.sd, quantile(millions, .01),
        quantile(millions, .05), quantile(millions, .50), quantile(millions, .95), quantile(millions, .99));
    std::printf("\"occupancy\": %s, \"occupancy_standard_error\": %s}\n",
                occupancy_json(results, false).c_str(), occupancy_json(results, true).c_str());
}
