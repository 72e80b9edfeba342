// SPDX-License-Identifier: Apache-2.0
// Pointers as the Git LFS specification shows them, git-annex's documentation
// of its keys, and damaged ones.
#include "check.h"
#include "format/lfs.h"

#define DIGEST                                                                 \
    "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

static const char pointer[] = "version https://git-lfs.github.com/spec/v1\n"
                              "oid sha256:" DIGEST "\n"
                              "size 12345\n";

static bool reads(const char *at, size_t len)
{
    struct lfs_pointer p;

    return lfs_read((struct view){at, len}, &p);
}
#define READS(literal) reads((literal), sizeof(literal) - 1)

TEST(reads_the_example_of_the_specification)
{
    struct lfs_pointer p;

    CHECK(lfs_read((struct view){pointer, sizeof pointer - 1}, &p));
    CHECK_TEXT(p.oid, DIGEST);
    CHECK_U64(p.size, 12345);
}

TEST(reads_the_address_from_before_the_renaming)
{
    CHECK(READS("version https://hawser.github.com/spec/v1\n"
                "oid sha256:" DIGEST "\nsize 1\n"));
}

TEST(passes_over_extensions_and_bears_carriage_returns)
{
    struct lfs_pointer p;

    CHECK(lfs_read(VIEW("version https://git-lfs.github.com/spec/v1\r\n"
                        "ext-0-foo sha256:" DIGEST "\r\n"
                        "oid sha256:" DIGEST "\r\nsize 7\r\n"),
                   &p));
    CHECK_U64(p.size, 7);
}

#define RESEMBLES(literal) lfs_resembles(VIEW(literal))
#define FIRST              "version https://git-lfs.github.com/spec/v1\n"

TEST(tells_a_broken_pointer_from_a_text)
{
    CHECK(RESEMBLES(FIRST "oid sha256:4d7a\nsize 5\n"));
    CHECK(RESEMBLES(FIRST "oid sha256:" DIGEST "\nsize -1\n"));
    CHECK(RESEMBLES(FIRST "oid md5:" DIGEST "\nsize 1"));
    CHECK(RESEMBLES(FIRST "size 5\n"));
    CHECK(RESEMBLES("version https://hawser.github.com/spec/v1\r\n"
                    "oid sha256:\r\nsize 7\r\n"));
    CHECK(RESEMBLES("version http://git-lfs.github.com/spec/v2\noid x\n"));
    CHECK(RESEMBLES(FIRST "ext-0-foo sha256:" DIGEST "\noid sha256:0\n"));
    CHECK(!RESEMBLES(""));
    CHECK(!RESEMBLES("version 1\noid x\n"));
    CHECK(!RESEMBLES("version https://git-lfs.github.com/spec/v1 is a text\n"));
    CHECK(!RESEMBLES(FIRST "is the first line of a pointer\noid x\n"));
    CHECK(!RESEMBLES(FIRST "nothing follows it\n"));
    CHECK(!RESEMBLES("version https://example.org/spec/v1\noid x\n"));
}

TEST(refuses_what_only_looks_like_a_pointer)
{
    CHECK(!READS(""));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1"));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1\nsize 5\n"));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1\n"
                 "oid sha256:" DIGEST "\n"));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1\n"
                 "oid sha256:4d7a\nsize 5\n"));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1\n"
                 "oid sha256:" DIGEST "\nsize 5x\n"));
    CHECK(!READS("version https://git-lfs.github.com/spec/v1\n"
                 "oid sha256:" DIGEST "\nsize 99999999999999999999999999\n"));
    CHECK(!READS("A README that names annex/objects/ and\n"));
}

TEST(refuses_a_file_larger_than_a_pointer_can_be)
{
    char large[LFS_MAX_POINTER + 1];

    memset(large, '\n', sizeof large);
    memcpy(large, pointer, sizeof pointer - 1);
    CHECK(reads(large, LFS_MAX_POINTER));
    CHECK(!reads(large, sizeof large));
}

TEST(reads_a_key_of_git_annex)
{
    struct lfs_pointer p;

    CHECK(lfs_read(VIEW("/annex/objects/SHA256E-s4096--0123abc.safetensors\n"),
                   &p));
    CHECK_TEXT(p.oid, "SHA256E-s4096--0123abc.safetensors");
    CHECK_U64(p.size, 4096);
    CHECK(READS("/annex/objects/WORM-s3-m1389000000--a file"));
    CHECK(!READS("/annex/objects/--"));
    CHECK(!READS("/annex/objects/SHA256E-s40x--0123abc"));
}

TEST(reads_a_pointer_of_xet)
{
    struct lfs_pointer p;

    CHECK(lfs_read(
        VIEW("# xet version 0\nfilesize = 777\nhash = '" DIGEST "'\n"), &p));
    CHECK_U64(p.size, 777);
    CHECK_TEXT(p.oid, DIGEST);
}

TEST(bears_every_shorter_pointer)
{
    for (size_t len = 0; len + 2 < sizeof pointer; len++) {
        struct lfs_pointer p;
        char *cut = malloc(len + 1); // so that ASan sees one byte too far

        if (!cut)
            return;
        memcpy(cut, pointer, len);
        if (lfs_read((struct view){cut, len}, &p))
            CHECK(len > sizeof pointer - 7 && p.size < 12345);
        free(cut);
    }
}

CHECK_MAIN(CHECK_CASE(reads_the_example_of_the_specification),
           CHECK_CASE(reads_the_address_from_before_the_renaming),
           CHECK_CASE(passes_over_extensions_and_bears_carriage_returns),
           CHECK_CASE(tells_a_broken_pointer_from_a_text),
           CHECK_CASE(refuses_what_only_looks_like_a_pointer),
           CHECK_CASE(refuses_a_file_larger_than_a_pointer_can_be),
           CHECK_CASE(reads_a_key_of_git_annex),
           CHECK_CASE(reads_a_pointer_of_xet),
           CHECK_CASE(bears_every_shorter_pointer))
