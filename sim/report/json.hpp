// The program's answers as JSON: what `--json` prints and Python's recoup.check() reads. Their schema is
// json_schema.json beside this file; json_schema.md explains it.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "models/errors.hpp"
#include "sim/output/results_check.hpp"
#include "sim/report/study_facts.hpp"
#include "sim/running/estimate.hpp"
#include "sim/running/limits.hpp"

namespace recoup::sim {

using Json = nlohmann::ordered_json;

/// Goes up when a key changes its meaning or goes away; new keys leave it.
inline constexpr int json_schema_version = 1;

/// The keys that every answer begins with.
Json json_answer(std::string_view command, int exit_code, const std::vector<Problem>& problems);

Json json_of(const std::vector<Problem>& problems);
Json study_json(const Study& study);
/// Rows of the tape that were left out.
Json excluded_json(const Study& study);
/// What was read; amounts in units of the reporting currency.
Json json_of(const StudyFacts& facts);
Json json_of(const RunEstimate& estimate, const Limits& limits, int threads);
/// What a results file says of itself.
Json json_of(const ResultsFacts& facts, const std::filesystem::path& file);
/// The table of headline figures in the root of a results file: `units` by column, `rows`.
Json json_headline(const std::filesystem::path& results);

/// A number that is not finite becomes null; bytes that are no UTF-8 are replaced.
std::string text_of(const Json& json);

}  // namespace recoup::sim
