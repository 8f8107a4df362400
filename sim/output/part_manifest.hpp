// The manifest of a folder of parts, `manifest.sha256`: one line a part, its digest and its name, as
// `sha256sum -c` reads it. A part is put under its name only after its line is there, so that a kill at any
// time leaves a line without a part, which is simulated again, and never a part that nobody answers for.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace recoup::sim {

class PartManifest {
  public:
    /// Empty where there is no manifest. Throws OutputError for one that cannot be read.
    explicit PartManifest(const std::filesystem::path& folder);

    /// Digest by name of the part.
    const std::map<std::string, std::string>& entries() const { return entries_; }
    bool exists() const { return exists_; }

    /// Both change the file, atomically.
    void set(const std::string& part, const std::string& sha256);
    void remove(const std::string& part);

    static std::filesystem::path file_in(const std::filesystem::path& folder);

  private:
    void write() const;

    std::filesystem::path folder_;
    std::map<std::string, std::string> entries_;
    bool exists_ = false;
};

}  // namespace recoup::sim
