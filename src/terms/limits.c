// SPDX-License-Identifier: Apache-2.0
#include "terms/limits.h"

#include "base/text.h"

#include <assert.h>

static void add_reason(struct text *all, struct view reason)
{
    if (!reason.len || (all->len && view_has(text_view(all), reason)))
        return;
    text_print(all, "%s" VIEW_FMT, all->len ? "; " : "", VIEW_ARG(reason));
}

const struct license_info *limits_of_clauses(struct arena *a, struct view id,
                                             const struct clause *found,
                                             size_t count)
{
    struct text reasons = {.arena = a};

    for (size_t i = 0; i < count; i++)
        add_reason(&reasons, found[i].reason);
    if (!reasons.len)
        return NULL;
    struct license_info *info = ARENA_NEW(a, struct license_info, 1);
    *info = (struct license_info){.id = id,
                                  .title = VIEW("a text that is not known"),
                                  .category = VIEW("custom restrictions"),
                                  .osi = ANSWER_UNKNOWN,
                                  .fsf = ANSWER_UNKNOWN,
                                  .osd = ANSWER_UNKNOWN,
                                  .class_ = TERMS_CLASS_RESTRICTED,
                                  .why_not = text_view(&reasons)};
    return info;
}

const struct license_info *limits_of_words(struct arena *a,
                                           const struct licenses *l,
                                           struct view id, struct view bytes,
                                           const struct normal *n, size_t from,
                                           size_t to)
{
    struct arena work = arena_beside(a);
    struct clauses found = {0};
    const struct finders *finders;
    struct error *e = finders_of(&work, l, &finders);

    assert(!e); // compiled in; a test reads it
    (void)e;
    finders_run(&work, finders, bytes, n, from, to, &found);
    const struct license_info *info =
        limits_of_clauses(a, id, found.item, found.count);
    arena_free(&work);
    return info;
}

const struct license_info *limits_of_text(struct arena *a,
                                          const struct licenses *l,
                                          struct view id, struct view text)
{
    struct arena work = arena_beside(a);
    struct normal n;

    normal_read(&work, license_words(l), text, &n);
    const struct license_info *info =
        limits_of_words(a, l, id, text, &n, 0, n.token_count);
    arena_free(&work);
    return info;
}
