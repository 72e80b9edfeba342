// SPDX-License-Identifier: Apache-2.0
// freehold terms LICENSE - which license a text is, what it allows, asks and
// forbids, and where.
#include "base/output.h"
#include "base/pool.h"
#include "base/terminal.h"
#include "base/text.h"
#include "cmd/release_terms.h"
#include "cmd/text_form.h"
#include "freehold.h"

struct terms_choice {
    struct text_options shown;
    struct view format, explain, without, texts, since, add, id, title,
        category;
    struct words clause;
    bool keys, notices, counsel, strict, diff;
    uint64_t threads;
};

const struct option terms_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct terms_choice, format), "FORM",
     "Form of the answer", "text json"},
    {"output", 'o', OPTION_TEXT, offsetof(struct terms_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"notices", 0, OPTION_FLAG, offsetof(struct terms_choice, notices), NULL,
     "Draft the notice file of a release", NULL},
    {"counsel", 0, OPTION_FLAG, offsetof(struct terms_choice, counsel), NULL,
     "Write a pack for a lawyer to the folder of -o, from a release", NULL},
    {"since", 0, OPTION_TEXT, offsetof(struct terms_choice, since), "REV",
     "Only what changed after this commit, tag or branch of a release that is "
     "a "
     "git clone",
     NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct terms_choice, shown.full), NULL,
     "Also what is equal in both, what the text is silent on, and every "
     "changed place",
     NULL},
    {"texts", 0, OPTION_TEXT, offsetof(struct terms_choice, texts), "DIR",
     "Texts of known licenses, under any names: quote from them what LICENSE "
     "lacks",
     NULL},
    {"diff", 0, OPTION_FLAG, offsetof(struct terms_choice, diff), NULL,
     "Compare two; fails unless there are two", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct terms_choice, strict), NULL,
     "Exit 5 if a text is unknown, changed, or was not read as a whole", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct terms_choice, shown.quiet),
     NULL, "One line for each LICENSE: what it is", NULL},
    {"explain", 0, OPTION_TEXT, offsetof(struct terms_choice, explain), "KEY",
     "What a clause key means, and its values", NULL},
    {"keys", 0, OPTION_FLAG, offsetof(struct terms_choice, keys), NULL,
     "What each clause key asks", NULL},
    {"without", 0, OPTION_TEXT, offsetof(struct terms_choice, without), "ID",
     "Leave a license out of what is known: what does a text say without its "
     "name?",
     NULL},
    {"add", 0, OPTION_TEXT, offsetof(struct terms_choice, add), "FILE",
     "Add a text of your own to the licenses known here; with --id, and what "
     "you know of it:",
     NULL},
    {"id", 0, OPTION_TEXT, offsetof(struct terms_choice, id), "LicenseRef-NAME",
     "Its id", NULL},
    {"title", 0, OPTION_TEXT, offsetof(struct terms_choice, title), "WORDS",
     "Its title", NULL},
    {"category", 0, OPTION_TEXT, offsetof(struct terms_choice, category),
     "WORDS",
     "Its category: permissive, copyleft, custom restrictions, non-commercial, "
     "research-only, source-available, public domain",
     NULL},
    {"clause", 0, OPTION_LIST, offsetof(struct terms_choice, clause),
     "KEY=VALUE",
     "What it says, as KEY=VALUE or KEY=VALUE | SECTION | NOTE; once for each "
     "key of --keys",
     NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct terms_choice, threads), "N",
     "Threads to work on; the answer is the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct terms_choice, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
    {0},
};

static struct fh_terms form_of(const struct terms_choice *choice)
{
    struct text_choice text = text_form(&choice->shown);
    struct fh_terms form = {.full = choice->shown.full,
                            .quiet = choice->shown.quiet,
                            .strict = choice->strict,
                            .threads = pool_threads(choice->threads)};

    if (choice->without.len)
        form.without = choice->without.at;
    if (choice->texts.len)
        form.texts = choice->texts.at;
    if (choice->since.len)
        form.since = choice->since.at;
    if (view_eq(choice->format, VIEW("json"))) {
        form.format = FH_JSON;
        return form;
    }
    form.color = text.color;
    form.width = text.width;
    return form;
}

static int print_answer(struct arena *a, const struct terms_choice *choice,
                        char *document, char *error, enum fh_result result)
{
    if (!document) {
        fputs(error ? error : "freehold: out of memory\n", stderr);
        fh_free(error);
        return (int)result;
    }
    int code = command_print(a, choice->shown.output, view_of(document));
    fh_free(document);
    return code ? code : (int)result;
}

struct written {
    struct arena *arena;
    struct output to;
    struct error *error; // the first failure
};

static int write_part(void *context, const char *bytes, size_t size)
{
    struct written *w = context;

    if (!w->error)
        w->error = output_write(w->arena, &w->to, (struct view){bytes, size});
    return w->error != NULL;
}

// The answer on texts, which may be as large as a folder of them has much to
// say.
static int write_answer(struct arena *a, const struct terms_choice *choice,
                        const struct words *words, const struct fh_terms *form)
{
    const char **word = ARENA_NEW(a, const char *, words->count);
    struct written w = {.arena = a};
    char *error = NULL;

    for (size_t i = 0; i < words->count; i++)
        word[i] = arena_copy(a, words->item[i]).at;
    w.error = output_open(a, choice->shown.output, &w.to);
    if (w.error)
        return command_failed(a, w.error);
    enum fh_result result =
        fh_terms_write(word, words->count, form, write_part, &w, &error);
    bool failed = error && !w.error; // on the way, not in writing
    struct error *e =
        failed ? error_new(a, ERROR_SYSTEM, (struct place){0}, "%s", error)
               : w.error;
    e = output_close(a, &w.to, e);
    if (failed)
        fputs(error, stderr);
    fh_free(error);
    if (e && !failed)
        return command_failed(a, e);
    return (int)result;
}

static int usage(struct arena *a, const char *what)
{
    return command_failed(
        a, error_new(a, ERROR_USAGE, (struct place){0}, "%s", what));
}

// "KEY=VALUE" as a line of a record.
static bool add_clause(struct text *record, struct view said)
{
    struct view value, key = view_cut(said, '=', &value);

    text_print(record, VIEW_FMT ": " VIEW_FMT "\n", VIEW_ARG(view_trim(key)),
               VIEW_ARG(view_trim(value)));
    return key.len && value.len && !memchr(said.at, '\n', said.len);
}

// Options that become lines of the record; a line break in one would be two.
static bool add_line(struct text *record, const char *key, struct view value)
{
    if (value.len)
        text_print(record, "%s: " VIEW_FMT "\n", key, VIEW_ARG(value));
    return !value.len || !memchr(value.at, '\n', value.len);
}

static int add_license(struct arena *a, const struct terms_choice *choice,
                       const struct words *words)
{
    struct text record = {.arena = a};
    char *error;
    bool ok = add_line(&record, "id", choice->id) &&
              add_line(&record, "title", choice->title) &&
              add_line(&record, "category", choice->category);

    for (size_t i = 0; i < choice->clause.count; i++)
        ok = ok && add_clause(&record, choice->clause.item[i]);
    if (!choice->id.len)
        return usage(a, "--add needs an id: --id LicenseRef-NAME");
    if (words->count)
        return usage(a, "--add takes one file and nothing else; then ask about "
                        "it: freehold terms LicenseRef-NAME");
    if (!ok)
        return usage(a, "a clause is KEY=VALUE on one line, as is each option "
                        "of --add");
    struct view lines = arena_copy(a, text_view(&record));
    enum fh_result result =
        fh_license_add(arena_copy(a, choice->add).at, lines.at, &error);
    if (error)
        fputs(error, stderr);
    else if (!choice->shown.quiet)
        fprintf(stderr,
                VIEW_FMT " is known here now: freehold terms " VIEW_FMT "\n",
                VIEW_ARG(choice->id), VIEW_ARG(choice->id));
    fh_free(error);
    return (int)result;
}

// What belongs to --add alone.
static bool has_facts(const struct terms_choice *choice)
{
    return choice->id.len || choice->title.len || choice->category.len ||
           choice->clause.count;
}

int cmd_terms(struct arena *a, const struct command *c, char **argv)
{
    struct terms_choice choice = {0};
    struct words words;
    enum fh_result result;
    char *error;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct fh_terms form = form_of(&choice);
    if (choice.add.len)
        return add_license(a, &choice, &words);
    if (has_facts(&choice))
        return usage(a, "--id, --title, --category and --clause say what is "
                        "known of a text: they go with --add FILE");
    if (choice.keys || choice.explain.len) {
        char *key = fh_terms_explain(choice.keys ? "" : choice.explain.at,
                                     &form, &result, &error);
        return print_answer(a, &choice, key, error, result);
    }
    if (!words.count)
        return usage(a, "which license? Name a file or a license");
    if (choice.diff && words.count != 2)
        return usage(a, "--diff compares two licenses: name two files, or "
                        "licenses, or one of each");
    if (choice.counsel)
        return release_counsel(a, &words, choice.shown.output);
    if (choice.notices)
        return release_notices(a, &words, choice.shown.output);
    return write_answer(a, &choice, &words, &form);
}
