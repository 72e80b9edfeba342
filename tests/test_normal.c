// SPDX-License-Identifier: Apache-2.0
// Expected words by hand after the SPDX license list matching guidelines.
#include "check.h"

#include "base/text.h"
#include "terms/normal.h"

// The words of `bytes`, one blank between them.
static struct view words_of(struct arena *a, struct view bytes,
                            struct normal *n)
{
    struct license_words w;
    struct text t = {.arena = a};

    CHECK(!license_words_open(a, &w));
    normal_read(a, &w, bytes, n);
    for (size_t i = 0; i < n->token_count; i++) {
        if (i)
            text_byte(&t, ' ');
        text_add(&t, n->token[i].text);
    }
    return text_view(&t);
}

static void check_words(const char *is, const char *wanted)
{
    struct arena a = {0};
    struct normal n;

    CHECK_VIEW(words_of(&a, view_of(is), &n), view_of(wanted));
    arena_free(&a);
}

TEST(case_quotes_and_line_ends_do_not_count)
{
    check_words("THE \"Software\"\r\n is", "the software is");
    check_words("the \xe2\x80\x9csoftware\xe2\x80\x9d is", "the software is");
}

// What a sentence refers to is no sign of an item, however the line breaks.
TEST(sections_referred_to_are_words)
{
    check_words("under clauses (a), (b) and\n(iv) above",
                "under clauses a b and iv above");
    check_words("as told in section\n7. This holds",
                "as told in section 7 this holds");
    check_words("# as told in section\n# 7. This holds",
                "as told in section 7 this holds");
    check_words("by version 2 (b) or (c) of it", "by version 2 b or c of it");
    // items, below a heading and in a sentence
    check_words("Section 2\n(a) walk\n(b) run", "section 2 walk run");
    check_words("Section\n1. walk", "section walk");
    check_words("these sections:\n(a) walk", "these sections walk");
    check_words("in this section.\n\n(a) walk", "in this section walk");
    check_words("you may (a) walk and (b) run", "you may walk and run");
}

TEST(comment_signs_do_not_count)
{
    check_words("/*\n * one\n * two\n */", "one two");
    check_words("# one\n# two", "one two");
    check_words("dnl one\ndnl two\ndnl three\ndnl four\ndnl five",
                "one two three four five");
    check_words("C     one\nC     two\nC\nC  three\n", "one two three");
}

TEST(bullets_do_not_count)
{
    check_words("1. one\n   (a) two\n   - three\n\n2.1 four",
                "one two three four");
    check_words("section 4(b) holds (ii) five", "section 4 b holds five");
}

TEST(versions_are_one_word_and_kept)
{
    check_words("Llama 3.1 is not 3.3.", "llama 3.1 is not 3.3");
}

TEST(a_hyphen_joins_also_over_the_end_of_a_line)
{
    check_words("non-commercial", "noncommercial");
    check_words("# non-\n# commercial", "noncommercial");
    check_words("a - b", "a b");
}

TEST(spellings_count_as_one)
{
    check_words("licence organisation https", "license organization http");
}

TEST(markup_does_not_count)
{
    check_words("<p>one &quot;two&quot;</p> <year>", "one two year");
    check_words("**one** [two](x)", "one two x");
}

TEST(each_chinese_character_is_a_word)
{
    check_words("\xe8\xae\xb8\xe5\x8f\xaf"
                "1",
                "\xe8\xae\xb8 \xe5\x8f\xaf 1");
}

TEST(copyright_lines_are_kept_aside)
{
    struct arena a = {0};
    struct normal n;

    CHECK_TEXT(words_of(&a, VIEW("Copyright (c) 2024 A B\n\nthe text"), &n),
               "the text");
    CHECK_U64(n.copyright_count, 1);
    CHECK_TEXT(n.copyright[0].text, "Copyright (c) 2024 A B");
    arena_free(&a);
}

TEST(a_condition_behind_a_copyright_sign_is_no_copyright_line)
{
    check_words("Copyright 2024 A, commercial use prohibited",
                "copyright 2024 a commercial use prohibited");
    check_words("\n(c) you retain", "you retain");
}

TEST(where_a_copyright_line_stands_does_not_count)
{
    check_words("one\n\ntwo\nCopyright (c) 2024 A B\nthree", "one two three");
    // A sentence that was broken there goes on.
    check_words("after the\nCopyright Treaty of 1996 they",
                "after the copyright treaty of 1996 they");
    check_words("it says\n\"Copyright (c) 2001 A\" on top",
                "it says copyright 2001 a on top");
    check_words("Copyright (c) 2024 Ada A,\nBob B\n\nthe text", "the text");
}

TEST(sums_and_initials_are_no_bullets)
{
    check_words("up to U.S.\n$5.00. You", "up to u s 5.00 you");
    check_words("the person\n`M. Y. Name'", "the person m y name");
}

TEST(escaped_markup_and_links_that_show_their_address_do_not_count)
{
    check_words("one &lt;br&gt;two &lt;b class=&quot;x&quot;&gt;three",
                "one two three");
    check_words("see [https://a.b/c](https://a.b/c).", "see http a b c");
    check_words("see [a.b/c](https://a.b/d).", "see a b c http a b d");
}

TEST(words_know_their_bytes)
{
    struct arena a = {0};
    struct normal n;

    words_of(&a,
             VIEW("\xef\xbb\xbf"
                  "  one two"),
             &n);
    CHECK_U64(n.token[1].from, 9);
    CHECK_U64(n.token[1].to, 12);
    arena_free(&a);
}

// Each is cut, so that none is read again and again: the pieces are all of it.
TEST(a_word_or_an_address_without_an_end_is_read_in_pieces)
{
    enum { SIZE = 1 << 18 };
    struct arena a = {0};
    struct normal n;
    char *bytes = ARENA_NEW(&a, char, SIZE);

    memset(bytes, 'x', SIZE);
    size_t read = words_of(&a, (struct view){bytes, SIZE}, &n).len;
    CHECK_U64(read, SIZE + n.token_count - 1); // and the blanks between
    CHECK_U64(n.token[n.token_count - 1].to, SIZE);
    for (size_t i = 0; i + 5 <= SIZE; i += 5)
        memcpy(bytes + i, "[a](b", 5);
    words_of(&a, (struct view){bytes, SIZE - SIZE % 5}, &n);
    CHECK_U64(n.token_count, SIZE / 5 * 2);
    arena_free(&a);
}

TEST(utf16_and_windows_1252_are_read_and_binary_is_not)
{
    struct arena a = {0};
    struct normal n;

    CHECK_TEXT(words_of(&a, (struct view){"\xff\xfeo\0n\0e\0", 8}, &n), "one");
    CHECK_U64(n.token[0].from, 2);
    CHECK_TEXT(words_of(&a, VIEW("caf\xe9 \x93x\x94 and more"), &n),
               "caf\xc3\xa9 x and more");
    words_of(&a, (struct view){"a\0b", 3}, &n);
    CHECK(n.encoding == ENCODING_BINARY && n.token_count == 0);
    arena_free(&a);
}

TEST(every_shorter_input_is_read_without_a_word_outside)
{
    static const char text[] = "/* Copyright \xc2\xa9 2024 */ <b>a-\n * b &#x4";

    for (size_t len = 0; len < sizeof text; len++) {
        struct arena a = {0};
        struct normal n;

        words_of(&a, arena_copy(&a, (struct view){text, len}), &n);
        for (size_t i = 0; i < n.token_count; i++)
            CHECK(n.token[i].from < n.token[i].to && n.token[i].to <= len);
        arena_free(&a);
    }
}

CHECK_MAIN(
    CHECK_CASE(case_quotes_and_line_ends_do_not_count),
    CHECK_CASE(sections_referred_to_are_words),
    CHECK_CASE(comment_signs_do_not_count), CHECK_CASE(bullets_do_not_count),
    CHECK_CASE(versions_are_one_word_and_kept),
    CHECK_CASE(a_hyphen_joins_also_over_the_end_of_a_line),
    CHECK_CASE(spellings_count_as_one), CHECK_CASE(markup_does_not_count),
    CHECK_CASE(each_chinese_character_is_a_word),
    CHECK_CASE(copyright_lines_are_kept_aside),
    CHECK_CASE(a_condition_behind_a_copyright_sign_is_no_copyright_line),
    CHECK_CASE(where_a_copyright_line_stands_does_not_count),
    CHECK_CASE(sums_and_initials_are_no_bullets),
    CHECK_CASE(escaped_markup_and_links_that_show_their_address_do_not_count),
    CHECK_CASE(words_know_their_bytes),
    CHECK_CASE(a_word_or_an_address_without_an_end_is_read_in_pieces),
    CHECK_CASE(utf16_and_windows_1252_are_read_and_binary_is_not),
    CHECK_CASE(every_shorter_input_is_read_without_a_word_outside))
