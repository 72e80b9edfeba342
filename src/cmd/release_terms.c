// SPDX-License-Identifier: Apache-2.0
// freehold terms --notices RELEASE, freehold terms --counsel -o DIR RELEASE:
// what follows from the terms of a whole release.
#include "cmd/release_terms.h"

#include "freehold.h"

// Digests of all files belong into a pack; a notice file needs none.
static int inspect(struct arena *a, const struct words *words, bool digest,
                   struct fh_inspection *i)
{
    for (size_t n = 0; n < words->count; n++)
        fh_inspection_add(i, arena_copy(a, words->item[n]).at);
    if (digest)
        fh_inspection_digest(i, NULL, NULL);
    int code = (int)fh_inspection_run(i);
    fputs(code ? fh_inspection_error(i) : fh_inspection_unread(i), stderr);
    return code;
}

int release_notices(struct arena *a, const struct words *words,
                    struct view output)
{
    struct fh_inspection *i = fh_inspection_new();
    int code = inspect(a, words, false, i);
    size_t length;

    if (!code) {
        const char *text = fh_inspection_notices(i, &length);
        code = command_print(a, output, (struct view){text, length});
    }
    fh_inspection_free(i);
    return code;
}

int release_counsel(struct arena *a, const struct words *words,
                    struct view folder)
{
    if (!folder.len || view_eq(folder, VIEW("-")))
        return command_failed(
            a, error_new(a, ERROR_USAGE, (struct place){0},
                         "a counsel pack is a folder: name a new one with "
                         "-o DIR"));
    struct fh_inspection *i = fh_inspection_new();
    int code = inspect(a, words, true, i);

    if (!code) {
        code = (int)fh_inspection_counsel(i, arena_copy(a, folder).at);
        if (code)
            fputs(fh_inspection_error(i), stderr);
    }
    fh_inspection_free(i);
    return code;
}
