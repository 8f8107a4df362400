// The kinds of TOML file, told apart by keys that only one of them has.
#pragma once

#include "sim/input/toml/node.hpp"

namespace recoup::sim {

enum class DocumentKind { study, parameters, option, macro_model, jurisdiction };

/// "the study", "a resolution option" ...: what the file is, for messages.
const char* role_of(DocumentKind kind);

/// Throws InputError for a document that is plainly of another kind: it has keys of that, and none of its
/// own.
void check_kind(const Node& document, DocumentKind wanted);

}  // namespace recoup::sim
