// SPDX-License-Identifier: Apache-2.0
// Laws of the reports on whole releases (interface.md 3 and 11): every line
// fits and obeys no terminal, the JSON keeps to its schema, the text says
// nothing that the JSON lacks. On the examples, on the corpus as it is given
// (beside this folder, if it is there), and on names no one would choose.
#define _GNU_SOURCE // mkdtemp, nftw with -std=c17
#include "check.h"
#include "page_laws.h"
#include "schema.h"

#include "base/file.h"
#include "base/text.h"
#include "base/unicode.h"
#include "freehold.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const examples[] = {
    "examples/cedar-1m",       "examples/aurora-1m",
    "examples/harbor-8b-tune", "examples/quartz-chat/quartz-chat.yaml",
    "examples/quartz-chat",    "examples/pebble-pickle",
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static struct view report(struct fh_inspection *i, struct fh_report how)
{
    size_t length = 0;
    const char *text = fh_inspection_report(i, &how, &length);

    CHECK(text != NULL);
    return (struct view){text ? text : "", length};
}

// ---------------------------------------------------------------- lines

static void lines_are_plain(struct view text, size_t width, const char *path)
{
    if (utf8_fault(text) != SIZE_MAX)
        check_fail(__FILE__, __LINE__, "%s: not UTF-8 at %zu", path,
                   utf8_fault(text));
    while (text.len) {
        struct view line = view_cut(text, '\n', &text), rest = line;

        if (unicode_width(line) > width)
            check_fail(__FILE__, __LINE__, "%s: %zu columns: " VIEW_FMT, path,
                       unicode_width(line), VIEW_ARG(line));
        while (rest.len) {
            uint32_t c;
            size_t len = utf8_next(rest, &c);

            if (unicode_is_unsafe(c))
                check_fail(__FILE__, __LINE__, "%s: U+%04X in: " VIEW_FMT, path,
                           (unsigned)c, VIEW_ARG(line));
            rest = view_from(rest, len ? len : 1);
        }
    }
}

static void text_fits(struct fh_inspection *i, const char *path)
{
    static const unsigned widths[] = {72, 96, 100};

    for (size_t n = 0; n < sizeof widths / sizeof *widths; n++)
        for (int full = 0; full < 2; full++)
            lines_are_plain(
                report(i, (struct fh_report){.width = widths[n], .full = full}),
                widths[n], path);
    lines_are_plain(report(i, (struct fh_report){.wide = 1, .full = 1}),
                    SIZE_MAX, path);
    lines_are_plain(report(i, (struct fh_report){.quiet = 1}), 100, path);
}

// ---------------------------------------------------------------- JSON

static void json_keeps_to(struct view document, const char *schema_path,
                          const char *path)
{
    struct arena a = {0};
    struct view bytes = {0};
    struct json schema, json;

    CHECK(!file_front(&a, view_of(schema_path), 1 << 20, &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    CHECK(!json_read(&a, document, view_of(path), &json));
    struct view fault = schema_fault(&a, &schema, json.root);
    if (fault.len)
        check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT, path, VIEW_ARG(fault));
    CHECK_U64(json.duplicates, 0);
    arena_free(&a);
}

// ---------------------------------------------------------------- the page

static void page_keeps(struct fh_inspection *i, const char *path)
{
    struct arena a = {0};
    struct text words = {.arena = &a};

    struct view page = report(i, (struct fh_report){.format = FH_HTML});

    lines_are_plain(page, SIZE_MAX, path);
    page_keeps_laws(page, path, &words);
    arena_free(&a);
}

static size_t line_count(struct view text)
{
    size_t count = 0;

    for (size_t n = 0; n < text.len; n++)
        count += text.at[n] == '\n';
    return count;
}

static void keeps_every_law(const char *path)
{
    struct fh_inspection *i = fh_inspection_new();

    fh_inspection_add(i, path);
    CHECK(fh_inspection_run(i) == FH_DONE);
    text_fits(i, path);
    page_keeps(i, path);
    json_keeps_to(report(i, (struct fh_report){.format = FH_JSON}),
                  "docs/schema/inspection.schema.json", path);
    CHECK_U64(line_count(report(i, (struct fh_report){.format = FH_JSON_LINE})),
              1);
    fh_inspection_free(i);
}

TEST(reports_of_the_examples_fit_and_keep_to_the_schema)
{
    for (size_t n = 0; n < EXAMPLES; n++)
        keeps_every_law(examples[n]);
}

TEST(reports_of_the_corpus_fit_and_keep_to_the_schema)
{
    static const char corpus[] = "../shared/corpus/releases";
    DIR *folder = opendir(corpus);
    struct arena a = {0};

    if (!folder) {
        check_skip("the corpus is not here");
        return;
    }
    for (struct dirent *e; (e = readdir(folder));)
        if (e->d_type == DT_DIR && e->d_name[0] != '.')
            keeps_every_law(arena_print(&a, "%s/%s", corpus, e->d_name).at);
    closedir(folder);
    arena_free(&a);
}

TEST(the_terms_document_keeps_to_its_schema)
{
    static const char *const paths[] = {
        "LICENSE", "examples/quartz-chat/quartz-terms-2026-07-01.txt",
        "examples/cedar-1m/README.md", "examples/cedar-1m/model.safetensors",
        "src/main.c"};
    enum fh_result result;
    char *error;
    char *document =
        fh_terms_json(paths, sizeof paths / sizeof *paths, &result, &error);

    CHECK(result == FH_DONE && document);
    json_keeps_to(view_of(document), "docs/schema/terms.schema.json", "terms");
    fh_free(document);
}

// ---------------------------------------------------------------- the same

// Words of the text that are the page's own: heads, counts, and the words for
// people of values that the JSON says by id.
static const char own_words[] =
    " BECAUSE CATEGORY CHANGE CLAIM DUTIES EVIDENCE EXERCISED FLAGS FREEDOMS "
    "GRANTED "
    "LICENSES LINEAGE OSAID INCREMENT PARTS PRACTICABLE PRESENCE SAFETY "
    "SERVICE TERMS VERDICTS WOULD about absent advice applicable bytes cannot "
    "checked "
    "claims contradicted custom decide files finding findings flags found "
    "fully holds judged legal manifest model more only openness overstated "
    "parameters parts permissive restrictions rules serves ships terms tried "
    "tunes undetermined "
    "would reference ";

TEST(the_text_says_no_word_that_the_json_lacks)
{
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct fh_inspection *i = fh_inspection_new();

        fh_inspection_add(i, examples[n]);
        CHECK(fh_inspection_run(i) == FH_DONE);
        words_are_in(report(i, (struct fh_report){.wide = 1, .full = 1}),
                     report(i, (struct fh_report){.format = FH_JSON}),
                     own_words, examples[n]);
        fh_inspection_free(i);
    }
}

TEST(the_page_says_no_word_that_the_json_lacks)
{
    for (size_t n = 0; n < EXAMPLES; n++) {
        struct fh_inspection *i = fh_inspection_new();
        struct arena a = {0};
        struct text words = {.arena = &a};

        fh_inspection_add(i, examples[n]);
        CHECK(fh_inspection_run(i) == FH_DONE);
        page_keeps_laws(report(i, (struct fh_report){.format = FH_HTML}),
                        examples[n], &words);
        words_are_in(text_view(&words),
                     report(i, (struct fh_report){.format = FH_JSON}),
                     page_words, examples[n]);
        arena_free(&a);
        fh_inspection_free(i);
    }
}

// ---------------------------------------------------------------- names

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

// Bytes that look random and are the same each time (a linear congruence with
// the numbers of the C standard's example).
static unsigned next_byte(uint32_t *state)
{
    *state = *state * 1103515245 + 12345;
    return *state >> 16 & 0xff;
}

// A name of any bytes a file can have, with controls and halves of characters
// more often than chance would have it.
static struct view hostile_name(struct arena *a, uint32_t *state,
                                const char *end)
{
    static const char *const pieces[] = {"\033[2J",      "\033]0;x\007",
                                         "\xe2\x80\xae", "\xe2\x80",
                                         "\r",           "\n",
                                         "\xff",         "<script>",
                                         "\xef\xbb\xbf", "\x7f",
                                         "\302\23331m",  "%s%n",
                                         "\xe6\x97\xa5", "\t"};
    struct text t = {.arena = a};

    for (unsigned n = next_byte(state) % 24 + 1; n; n--) {
        unsigned byte = next_byte(state);

        if (byte < 100)
            text_add(&t,
                     view_of(pieces[byte % (sizeof pieces / sizeof *pieces)]));
        else if (byte != '/')
            text_byte(&t, (char)byte);
    }
    text_add(&t, view_of(end));
    return arena_copy(a, text_view(&t));
}

static void write_at(struct arena *a, const char *folder, struct view name,
                     struct view bytes)
{
    FILE *f =
        fopen(arena_print(a, "%s/" VIEW_FMT, folder, VIEW_ARG(name)).at, "wb");

    if (!f)
        return; // a name this file system refuses
    fwrite(bytes.at, 1, bytes.len, f);
    fclose(f);
}

// A card that names hostile things wherever a card names things.
static struct view hostile_card(struct arena *a, uint32_t *state)
{
    struct text t = {.arena = a};

    text_print(&t, "---\nlicense: other\nlicense_name: \"");
    text_escaped(&t, hostile_name(a, state, ""));
    text_print(&t, "\"\nbase_model: \"org/\\e[31m\\u202e\"\n---\n# ");
    text_add(&t, hostile_name(a, state, ""));
    text_print(&t, "\n\nThe fully open source model ");
    text_add(&t, hostile_name(a, state, ""));
    text_print(&t, " was trained on publicly available data from the internet"
                   " and is fine-tuned from [");
    text_add(&t, hostile_name(a, state, ""));
    text_print(&t, "](https://huggingface.co/x/\033[5m).\n");
    return text_view(&t);
}

TEST(hostile_names_and_cards_neither_paint_nor_break_a_report)
{
    static const char *const ends[] = {".safetensors", ".bin", ".py",  ".md",
                                       ".json",        ".pkl", ".txt", ""};
    struct arena a = {0};
    uint32_t state = 1;

    for (int round = 0; round < 8; round++) {
        char folder[] = "/tmp/freehold-test-XXXXXX";

        CHECK(mkdtemp(folder) != NULL);
        write_at(&a, folder, VIEW("README.md"), hostile_card(&a, &state));
        for (size_t n = 0; n < 40; n++)
            write_at(&a, folder,
                     hostile_name(&a, &state,
                                  ends[n % (sizeof ends / sizeof *ends)]),
                     hostile_name(&a, &state, "import torch\n"));
        keeps_every_law(folder);
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(reports_of_the_examples_fit_and_keep_to_the_schema),
           CHECK_CASE(reports_of_the_corpus_fit_and_keep_to_the_schema),
           CHECK_CASE(the_terms_document_keeps_to_its_schema),
           CHECK_CASE(the_text_says_no_word_that_the_json_lacks),
           CHECK_CASE(the_page_says_no_word_that_the_json_lacks),
           CHECK_CASE(hostile_names_and_cards_neither_paint_nor_break_a_report))
