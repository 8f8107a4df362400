// Reads a study and the files that it names, up to the tape.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/input/input_files.hpp"
#include "sim/input/options_reader.hpp"
#include "sim/input/portfolio_reader.hpp"
#include "sim/input/tables/column_names.hpp"
#include "sim/input/toml/file_settings.hpp"
#include "sim/study/study.hpp"

namespace recoup::sim {

/// A study without its portfolio, and what the tape is read with.
struct StudyInput {
    Study study;
    TapeRequest request;
    std::filesystem::path loans;       ///< empty when the study names none
    std::filesystem::path collateral;  ///< likewise
    ColumnMapping loan_mapping;
    ColumnMapping collateral_mapping;
    TableFormat loan_format;
    TableFormat collateral_format;
};

/// `--set` for the files that a study names.
struct FilesSettings {
    FileSettings options{FileSettings::Of::options};
    FileSettings parameters{FileSettings::Of::parameters};
};

/// `document` is the study's TOML with its own settings applied; relative paths start at `folder`.
StudyInput read_study(const Node& document, const std::filesystem::path& folder,
                      const FilesSettings& settings, InputFiles& files, Problems& problems);

}  // namespace recoup::sim
