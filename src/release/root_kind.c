// SPDX-License-Identifier: Apache-2.0
#include "release/root_kind.h"

struct kinds {
    struct records roots;   // release/roots.txt
    struct records weights; // parts/weights.txt
};

struct root_facts {
    bool weights, top_weights, config, card, source;
};

static bool is_kind(const struct kinds *kinds, struct view kind,
                    const struct entry *e)
{
    const struct record *r = records_find(&kinds->roots, VIEW("kind"), kind);
    struct view base = entry_basename(e);

    for (size_t i = 0; r && i < r->field_count; i++) {
        const struct field *f = &r->field[i];

        if ((view_eq(f->key, VIEW("end")) && view_ends(base, f->value)) ||
            (view_eq(f->key, VIEW("name")) && view_eq(base, f->value)))
            return true;
    }
    return false;
}

static bool is_weights(const struct kinds *kinds, const struct entry *e)
{
    struct view base = entry_basename(e);

    for (size_t i = 0; i < kinds->weights.record_count; i++) {
        const struct record *r = &kinds->weights.record[i];
        bool ends = false, holds = !record_get(r, VIEW("holds")).len;

        for (size_t f = 0; f < r->field_count; f++) {
            struct view key = r->field[f].key, value = r->field[f].value;

            ends |= view_eq(key, VIEW("end")) && view_ends(base, value);
            holds |= view_eq(key, VIEW("holds")) && view_has(base, value);
        }
        if (record_get(r, VIEW("format")).len && ends && holds)
            return true;
    }
    return false;
}

static bool has_front_matter(const struct entry *e)
{
    struct arena scratch = {0};
    struct view bytes;
    bool has = e->kind == ENTRY_FILE && !entry_read(&scratch, e, 4, &bytes) &&
               view_starts(bytes, VIEW("---"));

    arena_free(&scratch);
    return has;
}

static void look_at_entry(const struct kinds *kinds, const struct entry *e,
                          struct root_facts *facts)
{
    if (e->kind == ENTRY_UNREADABLE || e->kind == ENTRY_SUBMODULE)
        return;
    if (e->depth == 0) {
        facts->top_weights |= is_weights(kinds, e);
        facts->config |= is_kind(kinds, VIEW("config"), e);
        if (is_kind(kinds, VIEW("card"), e))
            facts->card |= has_front_matter(e);
    }
    if (e->scope != SCOPE_MAIN)
        return;
    facts->weights |= !facts->weights && is_weights(kinds, e);
    facts->source |= !facts->source && is_kind(kinds, VIEW("source"), e);
}

struct error *settle_kinds(const struct tree *t, struct opened *root,
                           size_t root_count)
{
    struct root_facts *facts =
        ARENA_NEW(t->arena, struct root_facts, root_count);
    struct kinds kinds;

    TRY(knowledge_read(t->arena, VIEW("release/roots.txt"), &kinds.roots));
    TRY(knowledge_read(t->arena, VIEW("parts/weights.txt"), &kinds.weights));
    for (size_t i = 0; i < t->entry_count; i++)
        look_at_entry(&kinds, &t->entry[i], &facts[t->entry[i].root]);
    for (size_t i = 0; i < root_count; i++) {
        struct root *r = &root[i].root;

        r->config = facts[i].config;
        if (r->kind != ROOT_FOLDER)
            continue;
        if (facts[i].top_weights && (facts[i].config || facts[i].card))
            r->kind = ROOT_SNAPSHOT;
        else if (facts[i].source && !facts[i].weights)
            r->kind = ROOT_CODE;
    }
    return NULL;
}
