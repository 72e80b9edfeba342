// SPDX-License-Identifier: Apache-2.0
// Other forms of text. RTF control words by hand after the RTF specification
// 1.9.1, HTML after the HTML standard's syntax chapter, UTF-16 after Unicode
// 3.10; offsets counted by hand.
#include "check.h"

#include "base/text.h"
#include "terms/excerpt.h"
#include "terms/line_index.h"
#include "terms/markup.h"
#include "terms/source_text.h"

static struct view shown(struct arena *a, struct view bytes)
{
    struct source_text s;
    struct text t = {.arena = a};

    source_text_open(a, bytes, &s);
    for (size_t i = 0; i < s.text.len; i++)
        text_byte(&t, s.text.at[i] == '\n' ? '/' : s.text.at[i]);
    return text_view(&t);
}

static const struct {
    struct view bytes, text;
} documents[] = {
    // clang-format off
    {VIEW_INIT("{\\rtf1\\ansi{\\fonttbl{\\f0 Not;}}\\f0 You\\~may\\par not}"),
     VIEW_INIT("You may/not")},
    {VIEW_INIT("{\\rtf1 a\\'92s \\u8217?x \\uc2\\u8212 --y{\\*\\z no}\\{z\\}}"),
     VIEW_INIT("a\xe2\x80\x99s \xe2\x80\x99x \xe2\x80\x94y{z}")},
    {VIEW_INIT("{\\rtf1 \\u-10179?cut\\"), VIEW_INIT(" cut")},
    {VIEW_INIT("{\\rtf1 }}}}a\\'9"), VIEW_INIT("a9")},
    {VIEW_INIT("<html><p>A &lt;b&gt; <b>c</b><!-- <p>no --><br>d</p></html>"),
     VIEW_INIT("//A <b> c/d//")},
    {VIEW_INIT(" <!DOCTYPE HTML><html><script>if (a<b) no</script>1 < 2"),
     VIEW_INIT(" ///1 < 2")},
    {VIEW_INIT("<html><style>no"), VIEW_INIT("//")},
    // Markdown and plain text stay as they are.
    {VIEW_INIT("a <p>b</p> &lt;"), VIEW_INIT("a <p>b</p> &lt;")},
    {VIEW_INIT("a\0 \0b\0\n\0"), VIEW_INIT("a b/")},
    {VIEW_INIT("\0a\0 \0b\0\n"), VIEW_INIT("a b/")},
    {VIEW_INIT("\x00\x4e\x8c\x4e\x09\x4e\x02\x30"),
     VIEW_INIT("\xe4\xb8\x80\xe4\xba\x8c\xe4\xb8\x89\xe3\x80\x82")},
    // Surrogates alone, a control: no text.
    {VIEW_INIT("a\0 \0\0\xd8" "b\0\n\0"), VIEW_INIT("")},
    {VIEW_INIT("a\0 \0\1\0b\0\n\0"), VIEW_INIT("")},
    {VIEW_INIT("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), VIEW_INIT("")},
    // clang-format on
};

TEST(documents_are_read_as_what_they_say)
{
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct arena a = {0};

        CHECK_VIEW(shown(&a, documents[i].bytes), documents[i].text);
        arena_free(&a);
    }
}

TEST(words_of_a_document_know_their_bytes)
{
    static const struct view rtf = VIEW_INIT("{\\rtf1 You \\'e9tat may}");
    struct arena a = {0};
    struct license_words w;
    struct normal n;
    struct source_text s;

    CHECK(!license_words_open(&a, &w));
    normal_read(&a, &w, rtf, &n);
    CHECK_U64(n.token_count, 3);
    CHECK_U64(n.token[1].from, 11);
    CHECK_U64(n.token[1].to, 18);
    source_text_open(&a, rtf, &s);
    CHECK_VIEW(source_text_between(&s, n.token[1].from, n.token[2].to),
               VIEW("\xc3\xa9tat may"));
    arena_free(&a);
}

TEST(forms_that_hold_no_text_are_named)
{
    static const struct {
        struct view bytes, form;
    } forms[] = {
        // clang-format off
        {VIEW_INIT("%PDF-1.7"), VIEW_INIT("pdf")},
        {VIEW_INIT("PK\3\4....word/document.xml"), VIEW_INIT("docx")},
        {VIEW_INIT("PK\3\4mimetypeapplication/vnd.oasis.opendocument.text"),
         VIEW_INIT("odt")},
        {VIEW_INIT("PK\3\4a.txt"), VIEW_INIT("zip")},
        {VIEW_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), VIEW_INIT("doc")},
        {VIEW_INIT("\0\1\2\3"), VIEW_INIT("binary")},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        CHECK_VIEW(unreadable_form(forms[i].bytes, true), forms[i].form);
    CHECK(!unreadable_form(VIEW("A licence"), false).len);
}

TEST(lines_are_counted_in_any_order_and_encoding)
{
    struct arena a = {0};
    struct line_index x;
    char *many = arena_alloc(&a, 10000);

    memset(many, '\n', 10000);
    line_index_open(&a, (struct view){many, 10000}, ENCODING_UTF8, &x);
    CHECK_U64(line_index_at(&x, 9999), 10000);
    CHECK_U64(line_index_at(&x, 4096), 4097);
    CHECK_U64(line_index_at(&x, 4095), 4096);
    CHECK_U64(line_index_at(&x, 0), 1);
    CHECK_U64(line_index_at(&x, UINT64_MAX), 10001);
    // U+4E0A has the byte of a line break in it.
    line_index_open(&a, VIEW("\x0a\x4e\x0a\0\x0a\x4e"), ENCODING_UTF16, &x);
    CHECK_U64(line_index_at(&x, 2), 1);
    CHECK_U64(line_index_at(&x, 4), 2);
    line_index_open(&a, VIEW(""), ENCODING_UTF8, &x);
    CHECK_U64(line_index_at(&x, 0), 1);
    arena_free(&a);
}

TEST(of_a_long_text_never_more_than_the_limit_is_read)
{
    static const size_t sizes[] = {NORMAL_MAX, NORMAL_MAX + 1,
                                   (size_t)3 * NORMAL_MAX};
    struct license_words w;
    struct arena a = {0};

    CHECK(!license_words_open(&a, &w));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct arena own = {0};
        struct excerpts parts;
        struct normal n;
        char *bytes = arena_alloc(&own, sizes[i]);
        uint64_t sum = 0, last = 0;

        for (size_t k = 0; k < sizes[i]; k++)
            bytes[k] = "the license goes on\n"[k % 20];
        excerpt_read(&own, &w, (struct view){bytes, sizes[i]}, &n, &parts);
        for (size_t k = 0; k < parts.count; k++) {
            CHECK(parts.item[k].from >= last);
            last = parts.item[k].to;
            sum += parts.item[k].to - parts.item[k].from;
        }
        CHECK(sum <= NORMAL_MAX && sum > NORMAL_MAX / 2);
        CHECK_U64(last, sizes[i]);
        CHECK(n.cut == (sizes[i] > NORMAL_MAX));
        for (size_t k = 1; k < n.token_count; k++)
            CHECK(n.token[k].from >= n.token[k - 1].to);
        arena_free(&own);
    }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(documents_are_read_as_what_they_say),
           CHECK_CASE(words_of_a_document_know_their_bytes),
           CHECK_CASE(forms_that_hold_no_text_are_named),
           CHECK_CASE(lines_are_counted_in_any_order_and_encoding),
           CHECK_CASE(of_a_long_text_never_more_than_the_limit_is_read))
