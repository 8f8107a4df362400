// Files of other kinds are told by their first bytes and refused with what converts them.
#include "sim/files/file_kinds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/errors.hpp"
#include "tests/sim/input/study_folder.hpp"

namespace recoup::sim {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

std::string refusal(const std::string& bytes, const std::string& name = "loans.csv") {
    try {
        refuse_other_kinds(bytes, name, "the loans of the study");
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

TEST(FileKinds, AreNamedWithTheCommandThatConvertsThem) {
    EXPECT_EQ(refusal("\x1F\x8B\x08", "tapes/loans.csv.gz"),
              "tapes/loans.csv.gz: is compressed (gzip), not a text file (as the loans of the study it must "
              "be UTF-8 "
              "text). Convert it and name tapes/loans.csv instead: gzip -dc < 'tapes/loans.csv.gz' > "
              "'tapes/loans.csv'.");
    EXPECT_THAT(refusal("\xFF\xFEl\0"s),
                HasSubstr("iconv -f UTF-16 -t UTF-8 'loans.csv' > 'loans.text.csv'"));
    EXPECT_THAT(refusal("\xFE\xFF\0l"s), HasSubstr("iconv -f UTF-16 -t UTF-8"));
    EXPECT_THAT(refusal("l\0o\0a\0n\0_\0"s), HasSubstr("iconv -f UTF-16LE"));
    EXPECT_THAT(refusal("\0l\0o\0a\0n\0_"s), HasSubstr("iconv -f UTF-16BE"));
    EXPECT_THAT(
        refusal("PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "loans.xlsx"),
        HasSubstr(
            "an Excel workbook (xlsx), not a text file (as the loans of the study it must be UTF-8 text). "
            "Convert it and name loans.csv instead: python3 -c \"import pandas; "
            "pandas.read_excel('loans.xlsx', dtype=object)"));
    EXPECT_THAT(refusal("PK\x03\x04....loans.csv", "loans.zip"),
                HasSubstr("unzip -p 'loans.zip' > 'loans.csv'"));
    EXPECT_THAT(refusal("PAR1\x15\x04\x15\0"s, "loans.parquet"),
                HasSubstr("pandas.read_parquet('loans.parquet')"));
    EXPECT_THAT(refusal("ARROW1\0\0\xFF"s, "loans.feather"),
                HasSubstr("pandas.read_feather('loans.feather')"));
    EXPECT_THAT(refusal("\x89HDF\r\n\x1A\n", "loans.h5"), HasSubstr("an HDF5 file"));
    EXPECT_THAT(refusal("\x28\xB5\x2F\xFD", "loans.csv.zst"), HasSubstr("zstd -dc"));
    EXPECT_THAT(refusal("\xFD\x37zXZ\0"s, "loans.csv.xz"), HasSubstr("xz -dc"));
    EXPECT_THAT(refusal("BZh91AY&SY", "loans.csv.bz2"), HasSubstr("bzip2 -dc"));
}

TEST(FileKinds, NamesThatAShellWouldTakeApartAreNotPutIntoACommand) {
    EXPECT_THAT(refusal("\x1F\x8B", "it's $HOME.csv.gz"), HasSubstr("gzip -dc < 'FILE' > 'FILE.csv'"));
}

TEST(FileKinds, ACommandIsWholeOrHoldsNoName) {
    const std::string folder = "Non-performing loans/" + std::string(300, 'q') + "/";
    EXPECT_THAT(refusal("PK\x03\x04 xl/", folder + "tape.xlsx"),
                HasSubstr(".to_csv('" + folder + "tape.csv', index=False)\"."));
    EXPECT_THAT(
        refusal("PK\x03\x04 xl/", std::string(3000, 'q') + ".xlsx"),
        HasSubstr(
            "pandas.read_excel('FILE', dtype=object).infer_objects().to_csv('FILE.csv', index=False)\"."));
}

TEST(FileKinds, TextIsLeftAlone) {
    for (const char* text :
         {"", "a", "loan_identifier,x\n", "\xEF\xBB\xBFloan", "PK of the bank,x\n", "BZhang,x\n", "PAR,x",
          "PAR180,PAR1", "PAR1;loan_identifier\n5;L1\nPAR1", "ARROW1,x\n"}) {
        EXPECT_EQ(refusal(text), "") << text;
    }
}

TEST(FileKinds, AreRefusedWhereverAFileIsRead) {
    for (const char* file : {"loans.csv", "collateral.csv", "paths.csv", "study.toml", "hold.toml"}) {
        StudyFolder folder;
        folder.write(file, "\x1F\x8B\x08 and so on");
        EXPECT_THAT(folder.errors(), HasSubstr(std::string(file) + ": is compressed (gzip)")) << file;
    }
}

}  // namespace
}  // namespace recoup::sim
