// SPDX-License-Identifier: Apache-2.0
// The public call on signatures: a model, a signature and trusted keys in, a
// report out.
#include "freehold.h"

#include "api/reply.h"
#include "report/verify.h"

#include <time.h>

enum { DEFAULT_WIDTH = 96 };

static void write_answer(const struct verification *v,
                         const struct fh_verify *choice, struct text *out)
{
    const struct text_choice form = {.width = choice->width ? choice->width
                                                            : DEFAULT_WIDTH,
                                     .color = choice->color != 0,
                                     .full = choice->full != 0};

    if (choice->format == FH_JSON)
        verify_json(v, out);
    else if (choice->format == FH_SARIF)
        verify_sarif(v, out);
    else
        verify_text(v, &form, out);
}

static enum fh_result result_of(const struct verification *v)
{
    if (v->safety.verdict <= SAFETY_NOTE)
        return FH_DONE;
    return v->safety.verdict == SAFETY_REVIEW ? FH_OPEN : FH_REFUSED;
}

static struct error *answer(struct arena *a, const char *path,
                            const struct fh_verify *choice,
                            enum fh_result *result, struct text *out)
{
    struct view *key = ARENA_NEW(a, struct view, choice->key_count);
    struct verification v;

    if (choice->format != FH_TEXT && choice->format != FH_JSON &&
        choice->format != FH_SARIF)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "a verification has no report of this form");
    for (size_t i = 0; i < choice->key_count; i++)
        key[i] = view_of(choice->keys[i]);
    struct verify_choice how = {.signature = view_of(choice->signature),
                                .key = key,
                                .key_count = choice->key_count,
                                .roots = view_of(choice->roots),
                                .trust = view_of(choice->trust),
                                .now = choice->now ? choice->now
                                                   : (int64_t)time(NULL),
                                .allow_extra = choice->allow_extra != 0,
                                .threads = choice->threads};
    TRY(verify(a, view_of(path), &how, &v));
    write_answer(&v, choice, out);
    *result = result_of(&v);
    return NULL;
}

char *fh_verify(const char *path, const struct fh_verify *choice,
                enum fh_result *result, char **error)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    char *document = NULL;
    struct error *e = answer(&a, path, choice, result, &t);

    if (!e) {
        document = reply_string(text_view(&t));
        if (!document)
            e = error_new(&a, ERROR_SYSTEM, (struct place){0}, "out of memory");
    }
    if (e)
        *result = (enum fh_result)e->kind;
    *error = e ? reply_string(error_line(&a, e)) : NULL;
    arena_free(&a);
    return document;
}
