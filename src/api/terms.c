// SPDX-License-Identifier: Apache-2.0
// The public calls on licences: texts and names in, a report out.
#include "freehold.h"

#include "base/file.h"
#include "report/clause_text.h"
#include "report/terms_json.h"
#include "terms/database.h"

enum { LARGEST_TEXT = 64 << 20 }; // bytes; terms_of_text caps what it looks at

// ---- What the words mean ----------------------------------------------------

static bool is_json(const struct fh_terms *choice)
{
    return choice->format != FH_TEXT;
}

// What is known when a word is looked at.
struct known {
    struct database database;
    struct references *texts; // or NULL
};

static struct error *read_word(struct arena *a, struct view word,
                               struct view *bytes)
{
    return view_eq(word, VIEW("-")) ? file_input(a, LARGEST_TEXT, bytes)
                                    : file_front(a, word, LARGEST_TEXT, bytes);
}

// A file, or else the name of a licence.
static struct error *take_word(struct arena *a, const struct known *known,
                               struct view word, struct terms_subject *out)
{
    const struct licenses *l = known->database.licenses;
    struct view bytes;
    struct error *e = read_word(a, word, &bytes);

    *out = (struct terms_subject){0};
    if (!e) {
        out->file = ARENA_NEW(a, struct license_file, 1);
        out->bytes = bytes;
        terms_of_text_with(a, l, known->texts, word, bytes, out->file);
        return NULL;
    }
    if (view_eq(word, VIEW("-")))
        return e;
    out->info = license_find(l, word);
    if (!out->info)
        out->info = license_find(l, license_alias(l, word));
    if (out->info)
        return NULL;
    if (view_has(word, VIEW("/")) || view_has(word, VIEW(".")))
        return e;
    return error_while(a, e, "no licence is called so, and as a file");
}

static bool is_open(const struct terms_subject *s)
{
    const struct license_file *f = s->file;

    for (size_t i = 0; f && i < f->flag_count; i++)
        if (view_eq(f->flag[i], VIEW("license-not-machine-readable")) ||
            view_eq(f->flag[i], VIEW("only-parts-were-read")))
            return true;
    for (size_t i = 0; f && i < f->range_count; i++)
        if (f->range[i].result == MATCH_MODIFIED ||
            f->range[i].result == MATCH_UNKNOWN)
            return true;
    return f && view_has(f->expression, VIEW("LicenseRef-unknown"));
}

// Standard input can be read once.
static struct error *check_words(struct arena *a, const char *const *word,
                                 size_t count)
{
    size_t inputs = 0;

    for (size_t i = 0; i < count; i++)
        inputs += view_eq(view_of(word[i]), VIEW("-"));
    return inputs < 2 ? NULL
                      : error_new(a, ERROR_USAGE, (struct place){0},
                                  "'-' is standard input, which can be read "
                                  "once");
}

// `*open`: something stays open that strict callers ask about.
static struct error *answer(struct arena *a, const char *const *word,
                            size_t count, const struct fh_terms *choice,
                            struct text *out, bool *open)
{
    struct terms_subject *subject = ARENA_NEW(a, struct terms_subject, count);
    struct known known = {0};

    TRY(check_words(a, word, count));
    TRY(database_open(a, database_folder(a), view_of(choice->without),
                      &known.database));
    if (choice->texts)
        TRY(references_read(a, known.database.licenses, view_of(choice->texts),
                            &known.texts));
    for (size_t i = 0; i < count; i++) {
        TRY(take_word(a, &known, view_of(word[i]), &subject[i]));
        *open = *open || is_open(&subject[i]);
    }
    if (is_json(choice))
        return terms_json(a, subject, count, known.database.version, out);
    return clause_text(a, subject, count,
                       &(struct clause_choice){.width = choice->width,
                                               .color = choice->color != 0,
                                               .full = choice->full != 0,
                                               .quiet = choice->quiet != 0},
                       out);
}

// ---- Strings that leave the library -----------------------------------------

static char *string_of(struct view v)
{
    char *copy = malloc(v.len + 1);

    if (copy) {
        if (v.len)
            memcpy(copy, v.at, v.len);
        copy[v.len] = '\0';
    }
    return copy;
}

// The text, or NULL and the line of `e`.
static char *finish(struct arena *a, struct error *e, const struct text *t,
                    enum fh_result *result, char **error)
{
    char *document = NULL;

    *error = NULL;
    *result = FH_DONE;
    if (e) {
        *result = (enum fh_result)e->kind;
        *error = string_of(error_line(a, e));
    } else {
        document = string_of(text_view(t));
        if (!document)
            *result = FH_SYSTEM;
    }
    arena_free(a);
    return document;
}

char *fh_terms(const char *const *words, size_t count,
               const struct fh_terms *choice, enum fh_result *result,
               char **error)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    bool open = false;
    char *document = finish(&a, answer(&a, words, count, choice, &t, &open), &t,
                            result, error);

    if (document && open && choice->strict)
        *result = FH_OPEN;
    return document;
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

    return finish(&a, clause_explain(&a, view_of(key), &how, &t), &t, result,
                  error);
}

// ---- Adding -----------------------------------------------------------------

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
