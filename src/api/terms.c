// SPDX-License-Identifier: Apache-2.0
// fh_terms_json: licence texts in, one JSON document out.
#include "freehold.h"

#include "base/file.h"
#include "report/terms_json.h"

enum { LARGEST_TEXT = 64 << 20 }; // bytes; terms_of_text caps what it looks at

static struct error *recognise(struct arena *a, const char *const *path,
                               size_t count, struct text *out)
{
    struct license_file *file = ARENA_NEW(a, struct license_file, count);
    struct licenses *licenses;

    TRY(licenses_open(a, &licenses));
    for (size_t i = 0; i < count; i++) {
        struct view name = view_of(path[i]), bytes;

        TRY(file_front(a, name, LARGEST_TEXT, &bytes));
        terms_of_text(a, licenses, name, bytes, &file[i]);
    }
    terms_json(file, count, out);
    return NULL;
}

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

char *fh_terms_json(const char *const *paths, size_t count,
                    enum fh_result *result, char **error)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    char *document = NULL;

    *error = NULL;
    *result = FH_DONE;
    struct error *e = recognise(&a, paths, count, &t);
    if (e) {
        *result = (enum fh_result)e->kind;
        *error = string_of(error_line(&a, e));
    } else {
        document = string_of(text_view(&t));
        if (!document)
            *result = FH_SYSTEM;
    }
    arena_free(&a);
    return document;
}

void fh_free(char *text)
{
    free(text);
}
