// Errors of reading and writing files, in the form of every message to users.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "models/errors.hpp"

namespace recoup::sim {

/// A file that cannot be written or read. Apart from InputError, so that the command line can tell them
/// apart.
class OutputError : public InputError {
  public:
    explicit OutputError(Problem problem, int error_number = 0)
        : InputError(std::move(problem)), error_number_(error_number) {}
    /// What the system said, as errno: the file may be good, and be read another time. 0 = it said nothing.
    int error_number() const { return error_number_; }

  private:
    int error_number_;
};

/// Of a file that is written. `error_number` (errno, 0 = none) chooses the reason and the suggestion;
/// `detail` is the library's own message.
OutputError output_error(const std::filesystem::path& file, const std::string& object,
                         const std::string& problem, int error_number, const std::string& detail = "");
/// Of a file that is read, where other advice is true.
OutputError reading_error(const std::filesystem::path& file, const std::string& object,
                          const std::string& problem, int error_number, const std::string& detail = "");

/// Throws OutputError for a file that could be used but must not be.
[[noreturn]] void refuse_file(const std::filesystem::path& file, const std::string& problem,
                              const std::string& why, const std::string& suggestion);

}  // namespace recoup::sim
