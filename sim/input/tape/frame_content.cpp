#include "sim/input/tape/frame_content.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/files/sha256.hpp"

namespace recoup::sim {

namespace {

class CountedHash {
  public:
    void add(std::string_view text) {
        hash_.add_framed(text);
        bytes_ += text.size();
    }
    template <class Element>
    void add_column(const std::vector<Element>& values) {
        add({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Element)});
    }
    std::string hex() { return hash_.hex(); }
    std::uint64_t bytes() const { return bytes_; }

  private:
    Sha256 hash_;
    std::uint64_t bytes_ = 0;
};

void add(CountedHash& hash, const Column& column) {
    hash.add(column.given_name);
    hash.add(std::to_string(static_cast<int>(column.kind)));
    hash.add_column(column.null);
    if (column.kind != Column::Kind::text) {
        hash.add_column(column.number);
        return;
    }
    for (std::size_t row = 0; row < column.text.size(); ++row) {
        hash.add(column.text[row]);
    }
}

}  // namespace

InputFile frame_content(const Table& frame) {
    std::vector<const Column*> columns;
    for (const Column& column : frame.columns) {
        columns.push_back(&column);
    }
    std::ranges::sort(columns, {}, &Column::name);  // the order of a frame's columns means nothing
    CountedHash hash;
    for (const Column* column : columns) {
        add(hash, *column);
    }
    return {fmt::format("{}, {} rows, {} columns", frame.source, frame.size(), frame.header.size()),
            hash.bytes(), hash.hex()};
}

}  // namespace recoup::sim
