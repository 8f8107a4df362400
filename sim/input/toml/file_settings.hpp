// Settings of the files that a study names: `--set options.<name>.key` and `--set parameters.<segment>.key`.
#pragma once

#include <string>
#include <vector>

#include "sim/input/toml/merge.hpp"
#include "sim/problems/problems.hpp"

namespace recoup::sim {

/// Refuses keys of the study that say how the file itself is read.
void check_own_key(const Setting& setting);

/// Of all options, or of the parameters of all segments. A file that several segments share is changed for
/// the named one alone.
class FileSettings {
  public:
    enum class Of { options, parameters };
    explicit FileSettings(Of of) : of_(of) {}

    /// Takes a setting of this kind and says so; others are the study's own.
    bool take(const Setting& setting);
    /// Changes the document of one file, after inheritance: what is set is as if the file had said so.
    void apply(Node& document, const std::string& name, std::size_t place, Problems& problems) const;
    /// Settings for something that is not among the `names`, nor a place among them.
    void report_unknown(const std::vector<std::string>& names, Problems& problems) const;

  private:
    void apply_one(Node& document, const Setting& setting) const;

    Of of_;
    std::vector<Setting> taken_;
};

}  // namespace recoup::sim
