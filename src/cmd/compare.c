// SPDX-License-Identifier: Apache-2.0
// freehold compare A B C - releases beside each other: what differs.
#include "api/inspect.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"
#include "release/named.h"
#include "report/compare_json.h"
#include "report/compare_page.h"
#include "report/compare_text.h"

struct compare_choice {
    struct text_options shown;
    struct view format;
    uint64_t threads;
};

const struct option compare_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct compare_choice, format),
     "FORM", "Form of the table", "text json html"},
    {"output", 'o', OPTION_TEXT, offsetof(struct compare_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct compare_choice, shown.full), NULL,
     "Also the rows that are equal", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct compare_choice, shown.wide), NULL,
     "Do not cut the columns", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct compare_choice, threads), "N",
     "Threads to work on; the table is the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct compare_choice, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
    {0},
};

static struct error *compare(struct arena *a, const struct words *words,
                             const struct release_choice *inspecting,
                             struct comparison *out)
{
    struct named *named;
    size_t count;

    TRY(named_read(a, words->item, words->count, &named, &count));
    if (count < 2)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "a comparison needs two releases at least: freehold "
                         "compare A B; about one: freehold inspect A");
    struct inspection *each = ARENA_NEW(a, struct inspection, count);
    const struct inspection **all =
        ARENA_NEW(a, const struct inspection *, count);
    struct database known;

    TRY(database_open(a, database_folder(a), (struct view){0}, &known));
    for (size_t n = 0; n < count; n++) {
        TRY(inspect(a, &known, named[n].root, named[n].root_count, inspecting,
                    &each[n]));
        command_unread(a, &each[n]);
        all[n] = &each[n];
    }
    compare_take(a, all, count, out);
    return NULL;
}

int cmd_compare(struct arena *a, const struct command *c, char **argv)
{
    struct compare_choice choice = {0};
    struct release_choice inspecting = {0};
    struct text out = {.arena = a};
    struct comparison comparison;
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    inspecting.threads = choice.threads;
    struct error *e = compare(a, &words, &inspecting, &comparison);
    if (e)
        return command_failed(a, e);
    struct text_choice form = text_form(&choice.shown);
    if (view_eq(choice.format, VIEW("json")))
        compare_json(&comparison, &out);
    else if (view_eq(choice.format, VIEW("html")))
        compare_page(&comparison, &out);
    else
        compare_text(&comparison, &form, &out);
    return command_print(a, choice.shown.output, text_view(&out));
}
