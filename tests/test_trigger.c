// SPDX-License-Identifier: Apache-2.0
// The law of triggers: what is told is the same whether or not paragraphs
// without a trigger are passed over. Held over each name of knowledge/, over
// the documents of this tree, and over texts made by chance of what names,
// phrases, markup and addresses consist of.
#include "check.h"

#include "base/file.h"
#include "base/text.h"
#include "terms/statement.h"

#include <dirent.h>

static struct arena all;
static struct licenses *quick, *slow;

static void open_both(void)
{
    if (quick)
        return;
    CHECK(!licenses_open(&all, &quick));
    CHECK(!licenses_open(&all, &slow));
    licenses_trigger_always(slow);
}

static bool same_statement(const struct statement *x, const struct statement *y)
{
    bool same = x->kind == y->kind && x->parts == y->parts &&
                view_eq(x->expression, y->expression) &&
                view_eq(x->file, y->file) && x->about == y->about &&
                x->from == y->from && x->to == y->to && x->line == y->line &&
                x->component_count == y->component_count;

    for (size_t i = 0; same && i < x->component_count; i++)
        same = x->component[i].parts == y->component[i].parts &&
               view_eq(x->component[i].name, y->component[i].name);
    return same;
}

// Gives how many statements there are.
static size_t check_law(struct view text, struct view name)
{
    struct arena a = {0};
    struct statements x, y;
    bool same;

    open_both();
    statements_of_text(&a, quick, text, false, &x);
    statements_of_text(&a, slow, text, false, &y);
    same = x.count == y.count;
    for (size_t i = 0; same && i < x.count; i++)
        same = same_statement(&x.item[i], &y.item[i]);
    if (!same)
        check_fail(__FILE__, __LINE__,
                   VIEW_FMT ": %zu statements, not %zu:\n" VIEW_FMT,
                   VIEW_ARG(name), x.count, y.count,
                   VIEW_ARG(view_head(text, 2000)));
    arena_free(&a);
    return y.count;
}

static bool tells(struct view line)
{
    return triggers_tell(triggers_in(license_triggers(quick), line));
}

static size_t check_name(struct arena *a, struct view name)
{
    struct view line =
        arena_print(a, "It is under " VIEW_FMT ".", VIEW_ARG(name));

    if (!license_alias(quick, name).len)
        return 0; // goes by two: it tells nothing
    if (!tells(line))
        check_fail(__FILE__, __LINE__, "no trigger: " VIEW_FMT, VIEW_ARG(line));
    return 1;
}

TEST(each_name_of_a_licence_holds_a_trigger)
{
    struct arena a = {0};
    const struct license_info *info;
    size_t count = 0;

    open_both();
    for (size_t i = 0; (info = license_next(quick, &i));) {
        struct view name;

        count += check_name(&a, info->id);
        for (size_t at = 0;
             info->record &&
             record_next(info->record, VIEW("alias"), &at, &name);)
            count += check_name(&a, name);
    }
    CHECK(count > 500);
    arena_free(&a);
}

TEST(each_phrase_that_tells_terms_holds_a_trigger)
{
    static const struct view lists[] = {
        VIEW_INIT("license-word"), VIEW_INIT("own-license"), VIEW_INIT("limit"),
        VIEW_INIT("told-limit"), VIEW_INIT("reserve")};
    struct arena a = {0};
    struct records r;
    struct view phrase;
    size_t count = 0;

    open_both();
    CHECK(!knowledge_read(&a, VIEW("licenses/statements.txt"), &r));
    for (size_t i = 0; i < r.record_count; i++)
        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
            for (size_t at = 0;
                 view_eq(record_get(&r.record[i], VIEW("list")), lists[k]) &&
                 record_next(&r.record[i], VIEW("phrase"), &at, &phrase);
                 count++)
                if (!tells(phrase))
                    check_fail(__FILE__, __LINE__, "no trigger: " VIEW_FMT,
                               VIEW_ARG(phrase));
    CHECK(count > 50);
    arena_free(&a);
}

TEST(ordinary_lines_hold_none)
{
    open_both();
    CHECK(!tells(VIEW("static size_t next_word(const char *at, size_t len)")));
    CHECK(!tells(VIEW("Returns the number of bytes that were read.")));
    CHECK(!tells(VIEW("the model is trained on the data of last year")));
    // words that only end or begin like names
    CHECK(!tells(VIEW("we limit what a commit may permit under load")));
}

static size_t check_folder(struct arena *a, struct view path, int depth)
{
    DIR *folder = opendir(arena_copy(a, path).at);
    size_t count = 0;

    for (struct dirent *e; folder && depth && (e = readdir(folder));) {
        struct view name = view_of(e->d_name), bytes;

        if (name.at[0] == '.')
            continue;
        struct view inner = arena_print(a, VIEW_FMT "/" VIEW_FMT,
                                        VIEW_ARG(path), VIEW_ARG(name));
        size_t inside = check_folder(a, inner, depth - 1);
        count += inside;
        if (!inside && !file_front(a, inner, 1 << 16, &bytes))
            count += check_law(bytes, inner) > 0;
    }
    if (folder)
        closedir(folder);
    return count;
}

TEST(documents_of_this_tree_tell_the_same)
{
    struct arena a = {0};

    CHECK(check_folder(&a, VIEW("docs"), 4) > 0);
    CHECK(check_folder(&a, VIEW("examples"), 5) > 5);
    CHECK(check_folder(&a, VIEW("tests/cases"), 6) > 20);
    arena_free(&a);
}

// What texts are made of. Each stands beside each other, with and without a
// blank between.
static const char *const pieces[] = {
    "MIT",
    "M",
    "IT",
    "Apache",
    "apache 2.0",
    "2.0",
    "OpenSSL",
    "gpl",
    "v3",
    "GPLv3+",
    "BSD-3-Clause",
    "Llama 2 Community License",
    "licence",
    "license",
    "Licensed",
    "agreement",
    "terms",
    "policy",
    "0BSD",
    "v0bsd",
    "the code",
    "the model weights",
    "the data",
    "this",
    "they",
    "it",
    "these",
    "is",
    "are",
    "is not",
    "isn't",
    "does not use",
    "follows",
    "never",
    "released under",
    "under",
    "licensed under",
    "subject to",
    "in accordance",
    "covers",
    "for",
    "applies to",
    "non-commercial use only",
    "for research only",
    "may not be copied",
    "without prior written",
    "see",
    "file",
    "LICENSE",
    "LICENSE.txt",
    "mylicense.txt",
    "COPYING",
    "eula",
    "terms_of_use",
    "named",
    "[",
    "](",
    "](LICENSE)",
    "](https://opensource.org/licenses/MIT)",
    ")",
    "![x](",
    "http://",
    "https://",
    "https://opensource.org/licenses/MIT",
    "http://mit",
    "https://www.apache.org/licenses/LICENSE-2.0",
    "*",
    "**",
    "`",
    "<b>",
    "</b>",
    "<br>",
    "<",
    ">",
    "<a href=\"mit\">",
    "<a href=\"LICENSE\">",
    "<https://opensource.org/licenses/MIT>",
    "\xe2\x80\x99",
    "\xe2\x80\x9c",
    "\xe8\xae\xb8\xe5\x8f\xaf",
    "\xe6\xa8\xa1\xe5\x9e\x8b",
    "\xe3\x80\x82",
    "\xc3\xa9",
    ".",
    ",",
    ";",
    ":",
    "- ",
    "# ",
    "## License\n",
    "## Use\n",
    "|",
    "| a | License |\n|---|---|\n| b | MIT |\n",
    "the",
    "www.",
    "http",
    "x",
    "7",
    "_",
    "-",
    "/",
    "\"",
    "(c)",
    "Copyright A\n",
    "\n",
    "\n",
    "\n\n",
    "![b](https://img.shields.io/badge/License-MIT-green)",
    "/* ",
    " * ",
    "// ",
    "SPDX-License-Identifier: MIT\n",
    "Unless",
    "but",
    "except",
    "and",
    "or"};

TEST(names_that_only_markup_makes_are_seen)
{
    static const char *const texts[] = {
        "The code is under M<b>I</b>T.\n",
        "The code is under M<b></b>IT.\n",
        "The code is under *M*IT.\n",
        "The code is under [M](x)IT.\n",
        "The code is under MIThttp://x.y today.\n",
        "The code is under **MIT**.\n",
        "The code is released as <a href=\"openssl\">told</a>.\n",
        "The code is released under\n<b>v</b>\nMIT.\n",
        "The code is subject to <a href=\"mylicense.txt\">this</a>.\n",
        "The model weights are not released under these words.\n",
        "The code is released as [told](x) <b>in</b>\n"
        "<a href=\"openssl\">this</a>.\n",
        "The data is here.\n\nIt is released under OpenSSL.\n",
        "The code and data are here.\n\n<b></b>\n\nThey are under MIT.\n",
        "The code is here.\n\n\"the\"\n\n(the)\n\nIt is under MIT.\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!check_law(view_of(texts[i]), view_of(texts[i])))
            check_fail(__FILE__, __LINE__, "tells nothing: %s", texts[i]);
}

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

TEST(texts_made_by_chance_tell_the_same)
{
    uint64_t state = 0x9e3779b97f4a7c15u;
    size_t told = 0;

    for (size_t i = 0; i < 6000; i++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        size_t length = 2 + next(&state) % 60;

        for (size_t k = 0; k < length; k++) {
            size_t which = next(&state) % (sizeof pieces / sizeof *pieces);

            text_add(&t, view_of(pieces[which]));
            if (next(&state) % 4)
                text_byte(&t, ' ');
        }
        told += check_law(text_view(&t), VIEW("chance")) > 0;
        arena_free(&a);
    }
    CHECK(told > 1000);
}

CHECK_MAIN(CHECK_CASE(each_name_of_a_licence_holds_a_trigger),
           CHECK_CASE(each_phrase_that_tells_terms_holds_a_trigger),
           CHECK_CASE(ordinary_lines_hold_none),
           CHECK_CASE(documents_of_this_tree_tell_the_same),
           CHECK_CASE(names_that_only_markup_makes_are_seen),
           CHECK_CASE(texts_made_by_chance_tell_the_same))
