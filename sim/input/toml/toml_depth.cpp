#include "sim/input/toml/toml_depth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/errors.hpp"

namespace recoup::sim {

namespace {

/// Reads no more of TOML than where texts and comments end, which parts dots join and which brackets are
/// open. What is not TOML ends somewhere in an error of the parser, which reads no further than that.
class DepthScanner {
  public:
    DepthScanner(std::string_view text, const std::string& shown_name)
        : text_(text), shown_name_(shown_name) {}

    void scan() {
        while (at_ < text_.size()) {
            step();
        }
    }

  private:
    void step() {
        const char c = text_[at_];
        switch (c) {
            case '\n':
                ++line_;
                begins_line_ = true;
                parts_ = 0;
                in_header_ = false;
                ++at_;
                return;
            case ' ':
            case '\t':
            case '\r':
                ++at_;
                return;
            case '#':
                at_ = std::min(text_.find('\n', at_), text_.size());
                return;
            case '.':
                joined_ = true;
                ++at_;
                return;
            case '[':
            case '{':
                open(c);
                break;
            case ']':
            case '}':
                close();
                break;
            case '=':
                ++at_;  // the parts of the key stay counted until its line or its table ends
                joined_ = false;
                break;
            case ',':
                parts_ = 0;
                joined_ = false;
                ++at_;
                break;
            case '"':
            case '\'':
                part();
                skip_text(c);
                break;
            default:
                part();
                at_ = std::min(text_.find_first_of(" \t\r\n#.[]{}=,\"'", at_), text_.size());
                break;
        }
        begins_line_ = false;
    }

    /// A part of a key, or a value: after a dot it lies one level below.
    void part() {
        parts_ = joined_ ? parts_ + 1 : std::max(parts_, 1);
        joined_ = false;
        if (in_header_) {
            header_ = parts_;
        }
        check();
    }

    void open(char bracket) {
        ++at_;
        if (bracket == '[' && begins_line_ && open_.empty()) {
            in_header_ = true;
            header_ = 0;
            at_ += at_ < text_.size() && text_[at_] == '[' ? 1 : 0;
        } else {
            open_.push_back(parts_ + 1);
            sum_ += open_.back();
        }
        parts_ = 0;
        joined_ = false;
        check();
    }

    void close() {
        ++at_;
        if (!open_.empty()) {
            sum_ -= open_.back();
            open_.pop_back();
        }
        parts_ = 0;
    }

    void skip_text(char quote) {
        const std::string_view three(quote == '"' ? "\"\"\"" : "'''");
        const bool long_text = text_.substr(at_, 3) == three;
        at_ += long_text ? 3 : 1;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '\n' && !long_text) {
                return;  // not closed: the parser says so
            }
            line_ += c == '\n' ? 1 : 0;
            if (c == '\\' && quote == '"') {
                line_ += at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 1 : 0;
                at_ += 2;
            } else if (c == quote && (!long_text || text_.substr(at_, 3) == three)) {
                at_ += long_text ? 3 : 1;
                return;
            } else {
                ++at_;
            }
        }
    }

    void check() const {
        if ((in_header_ ? 0 : header_) + sum_ + parts_ > deepest_level) {
            throw InputError(
                Problem{.where = fmt::format("{}:{}", shown_name_, line_),
                        .problem = fmt::format("nests more than {} levels deep", deepest_level),
                        .why = "tables within tables, dotted names and arrays count one level each",
                        .suggestion = "Check the file; no setting lies so deep"});
        }
    }

    std::string_view text_;
    const std::string& shown_name_;
    std::size_t at_ = 0;
    int line_ = 1;
    bool begins_line_ = true;
    bool in_header_ = false;
    bool joined_ = false;    ///< a dot stands before what comes next
    int header_ = 0;         ///< parts of the header above
    int parts_ = 0;          ///< of the key that is being read, or of that of the value
    int sum_ = 0;            ///< of open_
    std::vector<int> open_;  ///< by open bracket: levels that it adds, its key's parts among them
};

}  // namespace

void check_depth(std::string_view text, const std::string& shown_name) {
    DepthScanner(text, shown_name).scan();
}

}  // namespace recoup::sim
