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

// The licence that a file is or resembles: its products are names that count.
static struct view likely_id(const struct license_file *f)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].nearest.len)
            return f->range[i].nearest;
        else if (f->range[i].info)
            return f->range[i].info->id;
    return VIEW("LicenseRef-unknown");
}

struct error *terms_compare(struct arena *a, const struct terms_subject *left,
                            const struct terms_subject *right,
                            struct terms_comparison *out)
{
    struct license_prints prints;
    struct references *texts;
    struct licenses *l;
    struct view made;

    *out = (struct terms_comparison){.left = side_of(left),
                                     .right = side_of(right)};
    if (!left->file || !right->file)
        return NULL;
    struct field id = {.key = VIEW("id"), .value = likely_id(left->file)};
    struct record record = {.field = &id, .field_count = 1};
    struct print_text text = {left->file->path, left->bytes, &record};
    TRY(licenses_open(a, &l));
    if (prints_make(a, license_words(l), &text, 1, &made))
        return NULL; // no text to compare with
    TRY(prints_open(a, made, &prints));
    licenses_take_prints(l, &prints);
    references_of(a, l, left->file->path, left->bytes, &texts);
    struct license_file *f = ARENA_NEW(a, struct license_file, 1);
    terms_of_text_with(a, l, texts, right->file->path, right->bytes, f);
    out->text = f;
    out->text_bytes = right->bytes;
    return NULL;
}
