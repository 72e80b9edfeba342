// SPDX-License-Identifier: Apache-2.0
// The public calls on licences: texts and names in, a report out.
#include "freehold.h"

#include "api/scan.h"
#include "base/file.h"

// ---- Documents --------------------------------------------------------------

static char *string_of(struct view v)
{
    struct reply d = {0};

    return reply_add(&d, v) ? d.at : NULL;
}

// The document, or NULL and the line of `e`.
static char *finish(struct arena *a, struct error *e, struct reply *d,
                    enum fh_result *result, char **error)
{
    char *document = d->at;

    *error = NULL;
    *result = FH_DONE;
    if (e) {
        *result = (enum fh_result)e->kind;
        *error = string_of(error_line(a, e));
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

// A file, or else the name of a licence.
static struct error *take_word(struct arena *a, const struct licenses *l,
                               struct view word, struct terms_subject *out)
{
    struct view bytes;
    struct error *e = file_front(a, word, SCAN_LARGEST, &bytes);

    *out = (struct terms_subject){0};
    if (e)
        return scan_license(a, l, word, e, &out->info);
    out->file = ARENA_NEW(a, struct license_file, 1);
    out->bytes = bytes;
    terms_of_text(a, l, word, bytes, out->file);
    return NULL;
}

static struct error *print_pages(struct arena *a, const struct database *known,
                                 const struct view *word, size_t count,
                                 const struct clause_choice *choice,
                                 struct reply *out)
{
    struct terms_subject *subject = ARENA_NEW(a, struct terms_subject, count);
    struct text t = {.arena = a};

    for (size_t i = 0; i < count; i++)
        TRY(take_word(a, known->licenses, word[i], &subject[i]));
    TRY(clause_text(a, subject, count, choice, &t));
    if (!reply_add(out, text_view(&t)))
        return error_new(a, ERROR_SYSTEM, (struct place){0}, "out of memory");
    return NULL;
}

static struct error *answer(struct arena *a, const char *const *words,
                            size_t count, const struct fh_terms *choice,
                            struct reply *out)
{
    struct view *word = ARENA_NEW(a, struct view, count);
    struct clause_choice text = {.width = choice->width,
                                 .color = choice->color != 0,
                                 .full = choice->full != 0};
    struct scan_choice scan = {.json = is_json(choice),
                               .threads = choice->threads,
                               .text = &text};
    bool folder = false;
    struct database known;

    for (size_t i = 0; i < count; i++) {
        word[i] = view_of(words[i]);
        folder = folder || scan_is_folder(a, word[i]);
    }
    TRY(database_open(a, database_folder(a), view_of(choice->without), &known));
    if (folder || scan.json)
        return scan_words(a, &known, word, count, &scan, out);
    return print_pages(a, &known, word, count, &text, out);
}

char *fh_terms(const char *const *words, size_t count,
               const struct fh_terms *choice, enum fh_result *result,
               char **error)
{
    struct arena a = {0};
    struct reply d = {0};

    return finish(&a, answer(&a, words, count, choice, &d), &d, result, error);
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

enum { LARGEST_TEXT = 64 << 20 }; // bytes; a longer one is cut, and so refused

static struct error *add_license(struct arena *a, struct view path,
                                 struct view record)
{
    struct view text;

    TRY(clause_record_check(a, record));
    TRY(file_front(a, path, LARGEST_TEXT, &text));
    return database_add(a, database_folder(a), record, path, text);
}

enum fh_result fh_license_add(const char *path, const char *record,
                              char **error)
{
    struct arena a = {0};
    struct error *e = add_license(&a, view_of(path), view_of(record));
    enum fh_result result = e ? (enum fh_result)e->kind : FH_DONE;

    *error = e ? string_of(error_line(&a, e)) : NULL;
    arena_free(&a);
    return result;
}

void fh_free(char *text)
{
    free(text);
}
