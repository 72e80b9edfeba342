// SPDX-License-Identifier: Apache-2.0
// The public calls on licenses: texts and names in, a report out.
#include "freehold.h"

#include "api/scan.h"
#include "base/file.h"
#include "report/terms_json.h"

// ---- Documents --------------------------------------------------------------

// The document, or NULL and the line of `e`.
static char *finish(struct arena *a, struct error *e, struct reply *d,
                    enum fh_result *result, char **error)
{
    char *document = d->at;

    *error = NULL;
    *result = FH_DONE;
    if (e) {
        *result = (enum fh_result)e->kind;
        *error = reply_string(error_line(a, e));
        free(document);
        document = NULL;
    } else if (!document) {
        *result = FH_SYSTEM;
    }
    arena_free(a);
    return document;
}

// ---- Pages ------------------------------------------------------------------

static bool is_json(const struct fh_terms *choice)
{
    return choice->format != FH_TEXT;
}

// A file, or else the name of a license.
static struct error *take_word(struct arena *a, const struct database *known,
                               const struct references *texts, struct view word,
                               struct terms_subject *out)
{
    struct view bytes;
    struct error *e = scan_read(a, word, &bytes);

    *out = (struct terms_subject){0};
    if (e)
        return scan_license(a, known->licenses, word, e, &out->info);
    out->file = ARENA_NEW(a, struct license_file, 1);
    out->bytes = bytes;
    terms_of_text_with(a, known->licenses, texts, word, bytes, out->file);
    return NULL;
}

// The words whose texts are held at the same time: pages, and two in JSON.
static struct error *print_pages(struct arena *a, const struct database *known,
                                 const struct view *word, size_t count,
                                 const struct scan_choice *choice,
                                 struct reply *out, bool *open)
{
    struct terms_subject *subject = ARENA_NEW(a, struct terms_subject, count);
    struct text t = {.arena = a};

    for (size_t i = 0; i < count; i++) {
        TRY(take_word(a, known, choice->texts, word[i], &subject[i]));
        *open = *open || (subject[i].file && scan_is_open(subject[i].file));
    }
    if (choice->json)
        TRY(terms_json(a, subject, count, known->version, &t));
    else
        TRY(clause_text(a, subject, count, choice->text, &t));
    if (!reply_add(out, text_view(&t)))
        return error_new(a, ERROR_SYSTEM, (struct place){0}, "out of memory");
    return NULL;
}

// Standard input can be read once.
static struct error *check_words(struct arena *a, const struct view *word,
                                 size_t count)
{
    size_t inputs = 0;

    for (size_t i = 0; i < count; i++)
        inputs += view_eq(word[i], VIEW("-"));
    return inputs < 2 ? NULL
                      : error_new(a, ERROR_USAGE, (struct place){0},
                                  "'-' is standard input, which can be read "
                                  "once");
}

// `*open`: something stays open that strict callers ask about.
static struct error *answer(struct arena *a, const char *const *words,
                            size_t count, const struct fh_terms *choice,
                            struct reply *out, bool *open)
{
    struct view *word = ARENA_NEW(a, struct view, count);
    struct clause_choice text = {.width = choice->width,
                                 .color = choice->color != 0,
                                 .full = choice->full != 0,
                                 .quiet = choice->quiet != 0};
    struct scan_choice scan = {.json = is_json(choice),
                               .threads = choice->threads,
                               .text = &text,
                               .since = view_of(choice->since)};
    struct references *texts = NULL;
    bool folder = false;
    struct database known;

    for (size_t i = 0; i < count; i++) {
        word[i] = view_of(words[i]);
        folder = folder || scan_is_folder(a, word[i]);
    }
    TRY(check_words(a, word, count));
    TRY(database_open(a, database_folder(a), view_of(choice->without), &known));
    if (choice->texts)
        TRY(references_read(a, known.licenses, view_of(choice->texts), &texts));
    scan.texts = texts;
    if (folder || scan.since.len || (scan.json && count != 2))
        return scan_words(a, &known, word, count, &scan, out, open);
    return print_pages(a, &known, word, count, &scan, out, open);
}

char *fh_terms(const char *const *words, size_t count,
               const struct fh_terms *choice, enum fh_result *result,
               char **error)
{
    struct arena a = {0};
    struct reply d = {0};

    bool open = false;
    char *document = finish(&a, answer(&a, words, count, choice, &d, &open), &d,
                            result, error);

    if (document && open && choice->strict)
        *result = FH_OPEN;
    return document;
}

enum fh_result fh_terms_write(const char *const *words, size_t count,
                              const struct fh_terms *choice, fh_sink sink,
                              void *context, char **error)
{
    struct arena a = {0};
    struct reply d = {.sink = sink, .context = context};
    bool open = false;
    struct error *e = answer(&a, words, count, choice, &d, &open);
    enum fh_result result = e ? (enum fh_result)e->kind : FH_DONE;

    *error = e ? reply_string(error_line(&a, e)) : NULL;
    arena_free(&a);
    return !e && open && choice->strict ? FH_OPEN : result;
}

char *fh_terms_json(const char *const *paths, size_t count,
                    enum fh_result *result, char **error)
{
    struct fh_terms choice = {.format = FH_JSON};

    return fh_terms(paths, count, &choice, result, error);
}

char *fh_terms_explain(const char *key, const struct fh_terms *choice,
                       enum fh_result *result, char **error)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct clause_choice how = {.width = choice->width,
                                .color = choice->color != 0};

    struct error *e = clause_explain(&a, view_of(key), &how, &t);
    struct reply d = {0};
    if (!e && !reply_add(&d, text_view(&t)))
        e = error_new(&a, ERROR_SYSTEM, (struct place){0}, "out of memory");
    return finish(&a, e, &d, result, error);
}

// ---- Adding -----------------------------------------------------------------

static struct error *add_license(struct arena *a, struct view path,
                                 struct view record)
{
    struct view text;

    TRY(clause_record_check(a, record));
    TRY(scan_read(a, path, &text));
    return database_add(a, database_folder(a), record, path, text);
}

enum fh_result fh_license_add(const char *path, const char *record,
                              char **error)
{
    struct arena a = {0};
    struct error *e = add_license(&a, view_of(path), view_of(record));
    enum fh_result result = e ? (enum fh_result)e->kind : FH_DONE;

    *error = e ? reply_string(error_line(&a, e)) : NULL;
    arena_free(&a);
    return result;
}

void fh_free(char *text)
{
    free(text);
}
