// How documents combine: `inherits` between parameter files, `--set` on the command line.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/input/toml/node.hpp"

namespace recoup::sim {

/// `over` wins: tables merge by key, everything else (arrays too) is replaced. So is a `pedigree`: half of
/// one source and half of another would be nobody's.
Node merged(Node under, const Node& over);

/// Reads a document; records the file for provenance.
using DocumentLoader = std::function<Node(const std::filesystem::path&)>;

/// The document with everything that it inherits, nearest last. A file that inherits itself is an InputError.
/// `prepare` sees every document of the chain before it is merged.
Node with_inheritance(const std::filesystem::path& file, const DocumentLoader& load,
                      const std::function<void(Node&)>& prepare);

/// `key.sub.name = value` of `--set`, taken apart.
struct Setting {
    std::string given;               ///< the dotted key, for messages
    std::vector<std::string> names;  ///< of the key; a name in quotes may hold dots
    std::string value;               ///< TOML

    std::string shown() const { return "--set " + given; }
};

/// Throws InputError for a key with an empty name or an open quote.
Setting parse_setting_key(const std::string& dotted_key, const std::string& toml_value);

/// Puts the value in its place below `document`; `names` are those of the setting that remain from there. An
/// element of an array of tables is named by its `name` or by its place from 0.
void apply_override(Node& document, std::span<const std::string> names, const Setting& setting);

}  // namespace recoup::sim
