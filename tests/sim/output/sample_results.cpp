#include "tests/sim/output/sample_results.hpp"

#include <map>
#include <set>

#include "sim/output/results_seal.hpp"
#include "sim/output/schema_writer.hpp"

namespace recoup::sim {

namespace {

using hdf5::ElementType;

constexpr std::size_t bins = 5;

const std::map<std::string, std::vector<std::string>> text_labels{
    {"option", {"hold", "restructure", "court"}},
    {"option_versus", {"hold", "restructure", "court"}},
    {"segment", {"sme_secured", "sme_unsecured", "portfolio"}},
    {"account", {"opening", "cash_applied", "closing"}},
    {"state", {"default", "court", "liquidated"}},
    {"from_state", {"default", "court", "liquidated"}},
    {"to_state", {"default", "court", "liquidated"}},
    {"parameter",
     {"sme_secured/hazards.default.exits.court.p[0]", "sme_secured/cash.default.share_of_claim"}},
    {"status", {"estimated", "borrowed", "expert", "illustrative"}},
    {"input", {"loans.csv", "frb_2025.csv"}},
    {"stage", {"macro_paths", "transitions"}},
    {"reason", {"principal_balance: is negative"}}};

bool has_mixture(const std::string& group) {
    return std::set<std::string>{"summary", "cash_profile", "ledger", "comparison", "waiting"}.contains(
        group);
}

void declare_numbers(schema::Writer& writer, const std::string& group, const std::string& name) {
    if (name == "quantile") {
        writer.dimension(group, name, std::vector<double>{0.05, 0.5, 0.95});
    } else if (name == "tail_level") {
        writer.dimension(group, name, std::vector<double>{0.01, 0.05});
    } else {
        writer.dimension(group, name, std::vector<std::int32_t>{1, 2, 3, 4});  // month, quarter
    }
}

void declare(schema::Writer& writer, const std::string& group, const std::string& name, std::size_t paths) {
    const std::map<std::string, std::size_t> lengths{
        {"path", paths}, {"bin", bins}, {"bin_edge", bins + 1}, {"headline", 9}};
    if (name == "scenario") {
        std::vector<std::string> labels{"baseline", "severely_adverse"};
        if (has_mixture(group)) {
            labels.emplace_back(schema::mixture_label);
        }
        writer.dimension(group, name, labels);
    } else if (text_labels.contains(name)) {
        writer.dimension(group, name, text_labels.at(name));
    } else if (lengths.contains(name)) {
        writer.dimension(group, name, lengths.at(name));
    } else {
        declare_numbers(writer, group, name);
    }
}

template <class Element>
std::vector<Element> numbers(std::size_t size) {
    std::vector<Element> values(size);
    for (std::size_t i = 0; i < size; ++i) {
        values[i] = static_cast<Element>(i % 97);
    }
    return values;
}

void write_values(schema::Writer& writer, const schema::Variable& variable, std::size_t size) {
    const std::string& group = variable.group;
    switch (variable.type) {
        case ElementType::float64:
            return writer.write(group, variable.name, numbers<double>(size));
        case ElementType::float32:
            return writer.write(group, variable.name, numbers<float>(size));
        case ElementType::int64:
            return writer.write(group, variable.name, numbers<std::int64_t>(size));
        case ElementType::int32:
            return writer.write(group, variable.name, numbers<std::int32_t>(size));
        case ElementType::int8:
            return writer.write(group, variable.name, std::vector<std::int8_t>(size, 1));
        case ElementType::text:
            return writer.write(
                group, variable.name,
                std::vector<std::string>(size, variable.name == seal_name ? open_seal() : "é text"));
    }
}

/// Declares what is new, and gives the number of elements.
std::size_t declare_all(hdf5::ResultsFile& file, schema::Writer& writer, const std::string& group,
                        const std::vector<std::string>& names, std::size_t paths) {
    std::size_t size = 1;
    for (const std::string& name : names) {
        if (!file.group(group).has_dimension(name)) {
            declare(writer, group, name, paths);
        }
        size *= file.group(group).length(name);
    }
    return size;
}

void write_root(schema::Writer& writer, std::size_t paths) {
    for (const char* name : {"title", "source", "history", "created_at", "creation_library", "git_sha1",
                             "build", "creation_library_version", "creation_library_language", "rng",
                             "portfolio_sha256", "study_sha256", "scenario_sha256", "identity"}) {
        writer.root_attribute(name, std::string("sample"));
    }
    for (const char* name : {"threads", "seed", "stream_layout_version", "path_first", "batch_size"}) {
        writer.root_attribute(name, std::int64_t{1});
    }
    writer.root_attribute("path_count", static_cast<std::int64_t>(paths));
}

}  // namespace

void write_sample_results(const std::filesystem::path& target, std::size_t paths) {
    hdf5::ResultsFile file(target);
    schema::Writer writer(file, "USD", "2006-12-31");
    write_root(writer, paths);
    for (const schema::Variable& variable : schema::variables()) {
        write_values(writer, variable, declare_all(file, writer, variable.group, variable.dimensions, paths));
    }
    for (const schema::OpenGroup& open : schema::open_groups()) {
        const std::string group(open.group);
        const std::size_t size = declare_all(file, writer, group, open.dimensions, paths);
        writer.write_open(group, "Real GDP-growth", numbers<float>(size), "percent");
    }
    file.publish();
}

}  // namespace recoup::sim
