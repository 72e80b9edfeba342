// SPDX-License-Identifier: Apache-2.0
#include "release/named.h"

#include "base/text.h"

struct named named_of(struct arena *a, const struct view *root, size_t count)
{
    struct text given = {.arena = a};

    if (count == 1)
        return (struct named){root[0], root, count};
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_add(&given, VIEW(" + "));
        text_add(&given, root[i]);
    }
    return (struct named){text_view(&given), root, count};
}

struct error *named_read(struct arena *a, const struct view *word, size_t count,
                         struct named **out, size_t *out_count)
{
    struct view *root = NULL; // of the release that is being read
    size_t roots = 0;
    bool joins = false; // the word before is a +

    *out = NULL;
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool join = view_eq(word[i], VIEW("+"));

        if (join && (joins || !roots || i + 1 == count))
            return error_new(a, ERROR_USAGE, (struct place){0},
                             "a + joins two paths as roots of one release (A + "
                             "B C), and one of them is missing; a path that is "
                             "called + is ./+");
        if (!join && roots && !joins) {
            *LIST_ADD(a, *out, *out_count) = named_of(a, root, roots);
            root = NULL;
            roots = 0;
        }
        if (!join)
            *LIST_ADD(a, root, roots) = word[i];
        joins = join;
    }
    if (roots)
        *LIST_ADD(a, *out, *out_count) = named_of(a, root, roots);
    return NULL;
}
