// A file is read whole and as it stands, or not at all.
#include "sim/files/text_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "models/errors.hpp"
#include "sim/files/utf8_text.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using testing::HasSubstr;

std::string refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

class TextFile : public testing::Test {
  protected:
    std::filesystem::path file(const std::string& text) const {
        const std::filesystem::path path = folder_ / "loans.csv";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::string read(const std::filesystem::path& path, const ReadBytes& read = read_bytes,
                     std::uint64_t largest = largest_table_bytes) const {
        return read_regular_file(path, "the loans", largest, read);
    }
    std::string read_refusal(const std::filesystem::path& path, const ReadBytes& read = read_bytes,
                             std::uint64_t largest = largest_table_bytes) const {
        return refusal([&] { this->read(path, read, largest); });
    }
    ScratchFolder folder_;
    std::string text_ = std::string(150'000, 'x') + "end\n";
};

TEST_F(TextFile, IsReadWholeInPiecesOfAnySize) {
    const auto path = file(text_);
    EXPECT_EQ(read(path), text_);
    int calls = 0;
    const auto pieces = [&](int descriptor, void* bytes, std::size_t count) -> ssize_t {
        if (++calls % 3 == 0) {
            errno = EINTR;
            return -1;
        }
        return read_bytes(descriptor, bytes, std::min<std::size_t>(count, 1009));
    };
    EXPECT_EQ(read(path, pieces), text_);
    EXPECT_EQ(read(file("")), "");
}

TEST_F(TextFile, AReadErrorIsNotTheEndOfTheFile) {
    const auto path = file(text_);
    int calls = 0;
    const auto fails = [&](int descriptor, void* bytes, std::size_t count) -> ssize_t {
        if (++calls == 2) {
            errno = EIO;
            return -1;
        }
        return read_bytes(descriptor, bytes, count);
    };
    EXPECT_THAT(read_refusal(path, fails),
                HasSubstr("loans.csv: the file cannot be read: Input/output error"));
    EXPECT_THAT(read_refusal("/proc/self/mem"), HasSubstr("Input/output error"));
}

TEST_F(TextFile, AFileThatChangesWhileItIsReadIsRefused) {
    const auto path = file(text_);
    const auto with = [&](const std::function<void()>& change) {
        return [&, change, calls = 0](int descriptor, void* bytes, std::size_t count) mutable -> ssize_t {
            if (++calls == 2) {
                change();
            }
            return read_bytes(descriptor, bytes, count);
        };
    };
    const auto said = HasSubstr("loans.csv: the file changed while it was read");
    EXPECT_THAT(read_refusal(path, with([&] { std::filesystem::resize_file(path, 70'000); })), said);
    file(text_);
    EXPECT_THAT(read_refusal(path, with([&] { std::ofstream(path, std::ios::app) << "L9"; })), said);
    file(text_);
    EXPECT_THAT(read_refusal(path, with([&] { std::fstream(path) << "y"; })), said) << "the same size";
}

TEST_F(TextFile, WhatIsNotAFileIsRefusedAtOnce) {
    const std::filesystem::path folder = folder_.path();
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof(address.sun_path) - 1);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::filesystem::create_symlink("pipe", folder / "link");
    std::filesystem::create_symlink("/dev/zero", folder / "zeros");
    std::filesystem::create_symlink("circle", folder / "circle");
    EXPECT_THAT(read_refusal(folder), HasSubstr("is a folder, not a file"));
    EXPECT_THAT(read_refusal(folder / "pipe"), HasSubstr("is a pipe, not a file"));
    EXPECT_THAT(read_refusal(folder / "link"), HasSubstr("is a pipe, not a file"));
    EXPECT_THAT(read_refusal(folder / "socket"), HasSubstr("is a socket, not a file"));
    EXPECT_THAT(read_refusal("/dev/null"), HasSubstr("is a device, not a file"));
    EXPECT_THAT(read_refusal(folder / "zeros"), HasSubstr("is a device, not a file"));
    EXPECT_THAT(read_refusal(folder / "circle"), HasSubstr("cannot be read"));
    EXPECT_THAT(read_refusal(folder / "none"), HasSubstr("there is no such file (the loans)"));
    EXPECT_THAT(read_refusal(folder / std::string(300, 'n')), HasSubstr("cannot be read"));
    ::close(socket);
}

TEST_F(TextFile, AFileAboveTheStatedSizeIsRefusedUnread) {
    const auto path = file("x");
    std::filesystem::resize_file(path, largest_table_bytes + 1);  // a hole: takes no disk
    EXPECT_THAT(read_refusal(path), HasSubstr("17179869185 bytes, more than the 17179869184"));
    EXPECT_EQ(read_refusal(file("12345"), read_bytes, 5), "");
    EXPECT_THAT(read_refusal(file("123456"), read_bytes, 5), HasSubstr("6 bytes, more than the 5"));
}

TEST(Utf8Text, IsRefusedWithItsLine) {
    const auto fault = [](std::string_view text) { return refusal([&] { check_text(text, "t.csv"); }); };
    const std::string many_lines = "loan_identifier\n" + std::string(1000, '\n');
    EXPECT_EQ(fault(""), "");
    EXPECT_EQ(fault("\xEF\xBB\xBFloan,Bäckerei,\xF0\x9F\x8F\xA6\n"), "");
    EXPECT_THAT(fault(many_lines + "L1,caf\xE9\n"),
                HasSubstr("t.csv:1002: the text is not UTF-8 (byte 0xe9)"));
    EXPECT_THAT(fault(many_lines + "B\xE4"
                                   "ckerei, and more behind it\n"),
                HasSubstr("t.csv:1002"));
    EXPECT_THAT(fault("a\nb\n12345678\xEF\xBB\xBF"), HasSubstr("t.csv:3: the text holds a byte order mark"));
    for (std::size_t at = 0; at < 20; ++at) {
        std::string text(20, 'x');
        text[at] = '\0';
        EXPECT_THAT(fault(text), HasSubstr("t.csv:1: the text holds a NUL")) << at;
        text[at] = '\x80';
        EXPECT_THAT(fault(text), HasSubstr("byte 0x80")) << at;
        text[at] = '\x7F';
        EXPECT_EQ(fault(text), "") << at;
    }
}

TEST(Utf8Text, IsAskedForInEveryFileOfAStudy) {
    for (const char* name : {"study.toml", "base.toml", "secured.toml", "macro.toml", "workout.toml",
                             "hold.toml", "loans.csv", "collateral.csv", "paths.csv"}) {
        for (const std::string& wrong :
             {std::string("\xE9"), std::string(1, '\0'), std::string("\xEF\xBB\xBF")}) {
            StudyFolder folder;
            const std::string text = folder.read(name);
            folder.write(name, text + "# " + wrong + "\n");
            const auto line = std::count(text.begin(), text.end(), '\n') + 1;
            EXPECT_THAT(folder.errors(), HasSubstr(name + (":" + std::to_string(line)) + ": the text "))
                << wrong;
        }
    }
}

TEST(Utf8Text, ANulWrittenAsAnEscapeIsRefusedToo) {
    StudyFolder folder;
    folder.replace("study.toml", "\"loans.csv\"", "\"loans.csv\\u0000.bak\"");
    EXPECT_THAT(folder.errors(), HasSubstr("portfolio.loans: the text holds a NUL character"));
}

}  // namespace
}  // namespace recoup::sim
