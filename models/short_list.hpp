// A list of a few things inside its owner. What is not used of it is neither set nor copied: contracts and
// schedules are made and copied in hot loops, and hardly one has an entry.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <initializer_list>
#include <type_traits>

namespace recoup {

template <class Entry, unsigned capacity>
class ShortList {
    static_assert(std::is_trivially_copyable_v<Entry> && std::is_trivially_default_constructible_v<Entry>);

  public:
    static constexpr unsigned most = capacity;

    ShortList() {}
    ShortList(std::initializer_list<Entry> entries) {
        for (const Entry& entry : entries) {
            push_back(entry);
        }
    }
    ShortList(const ShortList& other) { *this = other; }
    ShortList& operator=(const ShortList& other) {
        size_ = other.size_;
        std::copy_n(other.entries_.begin(), size_, entries_.begin());
        return *this;
    }

    void push_back(const Entry& entry) {
        assert(size_ < capacity);
        entries_[size_++] = entry;
    }
    void clear() { size_ = 0; }
    unsigned size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const Entry& back() const { return entries_[size_ - 1]; }
    const Entry& operator[](unsigned place) const { return entries_[place]; }
    const Entry* begin() const { return entries_.data(); }
    const Entry* end() const { return entries_.data() + size_; }
    bool operator==(const ShortList& other) const {
        return std::equal(begin(), end(), other.begin(), other.end());
    }

  private:
    std::uint32_t size_ = 0;
    std::array<Entry, capacity> entries_;
};

}  // namespace recoup
