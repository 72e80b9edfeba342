// SPDX-License-Identifier: Apache-2.0
#include "terms/compare.h"

#include "terms/print_make.h"

static struct terms_side side_of(const struct terms_subject *s)
{
    struct terms_side side = {.info = s->info};

    if (!s->file) {
        side.name = s->info->id;
        return side;
    }
    side.name = s->file->path;
    for (size_t i = 0; i < s->file->range_count && !side.range; i++)
        if (s->file->range[i].clause_count)
            side.range = &s->file->range[i];
    side.by_phrase = !side.range || side.range->result > MATCH_ADDED_TEXT;
    return side;
}

const struct license_range *compared_range(const struct terms_comparison *c)
{
    for (size_t i = 0; c->text && i < c->text->range_count; i++)
        if (c->text->range[i].result <= MATCH_MODIFIED)
            return &c->text->range[i];
    return NULL;
}

bool terms_side_next(const struct terms_side *s, struct view key, size_t *at,
                     struct clause *out)
{
    for (; s->info && *at < s->info->clause_count; ++*at) {
        const struct license_clause *c = &s->info->clause[*at];

        if (!view_eq(c->key, key))
            continue;
        *out = (struct clause){.key = c->key,
                               .value = c->value,
                               .where = c->where,
                               .note = c->note};
        ++*at;
        return true;
    }
    for (; s->range && *at < s->range->clause_count; ++*at)
        if (view_eq(s->range->clause[*at].key, key)) {
            *out = s->range->clause[(*at)++];
            return true;
        }
    return false;
}

// The license that a file is or resembles: its products are names that count.
static struct view likely_id(const struct license_file *f)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].nearest.len)
            return f->range[i].nearest;
        else if (f->range[i].info)
            return f->range[i].info->id;
    return VIEW("LicenseRef-unknown");
}

// The text of `in` as if that of `of` were the only license known; NULL: it has
// too few words for one.
static struct error *read_by(struct arena *a, const struct terms_subject *of,
                             const struct terms_subject *in,
                             const struct license_file **out)
{
    struct license_prints prints;
    struct references *texts;
    struct licenses *l;
    struct view made;
    struct field id = {.key = VIEW("id"), .value = likely_id(of->file)};
    struct record record = {.field = &id, .field_count = 1};
    struct print_text text = {of->file->path, of->bytes, &record};

    *out = NULL;
    TRY(licenses_open(a, &l));
    if (prints_make(a, license_words(l), &text, 1, &made))
        return NULL;
    TRY(prints_open(a, made, &prints));
    licenses_take_prints(l, &prints);
    references_of(a, l, of->file->path, of->bytes, &texts);
    struct license_file *f = ARENA_NEW(a, struct license_file, 1);
    terms_of_text_with(a, l, texts, in->file->path, in->bytes, f);
    *out = f;
    return NULL;
}

struct error *terms_compare(struct arena *a, const struct terms_subject *left,
                            const struct terms_subject *right,
                            struct terms_comparison *out)
{
    *out = (struct terms_comparison){.left = side_of(left),
                                     .right = side_of(right)};
    if (!left->file || !right->file)
        return NULL;
    TRY(read_by(a, left, right, &out->text));
    out->text_bytes = right->bytes;
    if (compared_range(out))
        return NULL;
    // Much of the left one is missing: it may be the right one with more.
    struct terms_comparison turned = *out;
    TRY(read_by(a, right, left, &turned.text));
    if (!compared_range(&turned))
        return NULL;
    *out = turned;
    out->text_bytes = left->bytes;
    out->turned = true;
    return NULL;
}
