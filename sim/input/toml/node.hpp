// A TOML document as a light tree that remembers where every value was written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sim/input/toml/date.hpp"

namespace recoup::sim {

struct Node {
    using Array = std::vector<Node>;
    using Table = std::map<std::string, Node, std::less<>>;
    using Value = std::variant<Table, Array, std::string, std::int64_t, double, bool, Date>;

    Value value;
    std::shared_ptr<const std::string> file;  ///< as shown to the user
    int line = 0;
    std::string path;  ///< dotted keys from the root, `hazards.default.exits.cured.p`

    /// As written on the command line, without quotes: a text where the key takes one, whatever TOML makes of
    /// it.
    std::shared_ptr<const std::string> bare = {};

    bool in_braces = false;  ///< a table to which no header can add

    const Table* table() const { return std::get_if<Table>(&value); }
    const Array* array() const { return std::get_if<Array>(&value); }
    std::string where() const;
    std::string value_text() const;  ///< what was written, for messages; tables and arrays are only named
    const char* kind() const;        ///< "a number", "a table" ...
};

}  // namespace recoup::sim
