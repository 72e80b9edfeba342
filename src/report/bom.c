// SPDX-License-Identifier: Apache-2.0
#include "report/bom.h"

#include "base/digest.h"
#include "base/text.h"
#include "base/unicode.h"

#include <time.h>

enum { MOST_DATA = 200, UUID_BYTES = 16 };

struct view bom_uuid(struct arena *a, const struct inspection *i,
                     struct view form)
{
    static const size_t group[] = {4, 2, 2, 2, 6};
    unsigned char hash[SHA256_SIZE];
    struct text t = {.arena = a};
    size_t at = 0;

    text_print(&t, "freehold bom\n" VIEW_FMT "\n" VIEW_FMT "\n", VIEW_ARG(form),
               VIEW_ARG(i->release->tree_digest));
    sha256(text_view(&t), hash);
    hash[6] = (unsigned char)((hash[6] & 0x0f) | 0x80); // version 8
    hash[8] = (unsigned char)((hash[8] & 0x3f) | 0x80); // RFC 9562's variant
    t.len = 0;
    for (size_t g = 0; g < sizeof group / sizeof *group; at += group[g++]) {
        if (g)
            text_byte(&t, '-');
        text_add(&t, hex_of(a, hash + at, group[g]));
    }
    return text_view(&t);
}

struct view bom_time(struct arena *a, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm utc = {0};
    char shown[] = "YYYY-MM-DDThh:mm:ssZ";

    gmtime_r(&when, &utc);
    strftime(shown, sizeof shown, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return arena_copy(a, VIEW(shown));
}

struct view bom_name(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    if (utf8_fault(v) == SIZE_MAX)
        return v;
    text_escaped(&t, v);
    return text_view(&t);
}

struct view bom_uri(struct arena *a, struct view path)
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < path.len; i++) {
        char c = path.at[i];

        if (ascii_alnum(c) || byte_in(c, VIEW("-._~/")))
            text_byte(&t, c);
        else
            text_print(&t, "%%%02X", (unsigned)(unsigned char)c);
    }
    return text_view(&t);
}

struct view bom_version(const struct inspection *i)
{
    const struct release *r = i->release;

    if (r->root_count == 1 && r->root[0].commit.len)
        return r->root[0].commit;
    if (r->manifest && r->manifest->version.len)
        return r->manifest->version;
    if (r->record && r->record->version.len)
        return r->record->version;
    return r->tree_digest;
}

struct view bom_maker(const struct inspection *i)
{
    const struct release *r = i->release;

    if (r->manifest && r->manifest->maker.len)
        return r->manifest->maker;
    return r->record ? r->record->producer : (struct view){0};
}

bool bom_is_model(const struct inspection *i)
{
    return i->category != CATEGORY_CODE_ONLY;
}

const struct part_terms *bom_terms(const struct inspection *i)
{
    const struct inventory *inv = &i->inventory;
    const struct part *weights =
        inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE);

    for (size_t n = 0; !bom_is_model(i) && n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];

        if (p->kind >= PART_CODE_ARCH && p->kind <= PART_CODE_LIB &&
            p->presence == PRESENCE_PRESENT && p->terms.expression.len)
            return &p->terms;
    }
    return &weights->terms;
}

const struct part_terms *bom_base_terms(struct arena *a,
                                        const struct inspection *i, size_t n)
{
    const struct lineage *l = &i->inventory.lineage;
    const struct part *base =
        inventory_part(&i->inventory, PART_WEIGHTS_BASE, STAGE_NONE);

    if (l->parent[n].license.len) {
        struct part_terms *declared = ARENA_NEW(a, struct part_terms, 1);

        declared->expression = l->parent[n].license;
        declared->scope = TERMS_OWN;
        declared->evidence = l->parent[n].source;
        return declared;
    }
    return l->parent_count == 1 && base->terms.expression.len ? &base->terms
                                                              : NULL;
}

// One identifier of an expression: letters, digits, '-', '.', '+', and the
// colon of a DocumentRef.
static bool is_identifier(struct view word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!ascii_alnum(word.at[i]) && !byte_in(word.at[i], VIEW("-.+:")))
            return false;
    return word.len > 0;
}

static bool is_operator(struct view word)
{
    return view_eq(word, VIEW("AND")) || view_eq(word, VIEW("OR")) ||
           view_eq(word, VIEW("WITH"));
}

// The next word of an expression, a parenthesis is one by itself.
static struct view next_word(struct view *rest)
{
    struct view v = view_trim(*rest);
    size_t len = 0;

    if (v.len && byte_in(v.at[0], VIEW("()")))
        len = 1;
    else
        while (len < v.len && !ascii_blank(v.at[len]) &&
               !byte_in(v.at[len], VIEW("()")))
            len++;
    *rest = view_from(v, len);
    return view_head(v, len);
}

enum bom_license bom_license_of(struct view expression)
{
    struct view rest = expression, word;
    bool after_thing = false;
    size_t open = 0, things = 0;

    while ((word = next_word(&rest)).len) {
        if (view_eq(word, VIEW("("))) {
            if (after_thing)
                return BOM_NAMED;
            open++;
        } else if (view_eq(word, VIEW(")"))) {
            if (!after_thing || !open)
                return BOM_NAMED;
            open--;
        } else if (is_operator(word) != after_thing ||
                   (!after_thing && !is_identifier(word))) {
            return BOM_NAMED;
        } else {
            things += !after_thing;
            after_thing = !after_thing;
        }
    }
    if (!expression.len)
        return BOM_NOT_STATED;
    if (open || !after_thing)
        return BOM_NAMED;
    return things == 1 && view_starts(expression, VIEW("LicenseRef-"))
               ? BOM_NAMED
               : BOM_EXPRESSION;
}

bool bom_concluded(const struct part_terms *t)
{
    return t->expression.len && !t->conflict_count &&
           t->scope != TERMS_NONE_STATED;
}

static bool is_known_of(const struct part *p)
{
    return p->presence <= PRESENCE_MENTIONED;
}

// A data set that a card names has terms of its own, which stand elsewhere.
static void take_named(struct arena *a, const struct document *card,
                       const struct part *part, struct bom_data_list *out)
{
    const struct front_key *key = front_get(&card->front, VIEW("datasets"));

    for (size_t n = 0; key && n < key->value_count && out->count < MOST_DATA;
         n++) {
        struct view name = view_trim(key->value[n].text);

        if (name.len)
            *LIST_ADD(a, out->item, out->count) = (struct bom_data){
                .name = name,
                .evidence = {.path = card->entry->path,
                             .line = key->value[n].line,
                             .rule = VIEW("front-matter-datasets"),
                             .shows = name},
                .part = part,
            };
    }
}

static void take_part(struct arena *a, const struct part *p, struct view name,
                      struct bom_data_list *out)
{
    if (!is_known_of(p))
        return;
    struct bom_data *one = LIST_ADD(a, out->item, out->count);

    one->name = name;
    one->part = p;
    one->terms = &p->terms;
    if (p->evidence_count)
        one->evidence = p->evidence[0];
}

void bom_data_take(struct arena *a, const struct inspection *i,
                   struct bom_data_list *out)
{
    const struct inventory *inv = &i->inventory;
    const struct part *train = inventory_part(inv, PART_DATA_TRAIN, STAGE_NONE);

    *out = (struct bom_data_list){0};
    if (inv->documents.card)
        take_named(a, inv->documents.card, train, out);
    if (!out->count)
        take_part(a, train, VIEW("training data"), out);
    take_part(a, inventory_part(inv, PART_DATA_EVAL, STAGE_NONE),
              VIEW("evaluation data"), out);
}

bool bom_is_whole(const struct inspection *i)
{
    const struct release *r = i->release;
    const struct weights *w = &i->inventory.weights;

    for (size_t n = 0; n < r->entry_count; n++)
        if (r->entry[n].kind != ENTRY_FILE && r->entry[n].kind != ENTRY_POINTER)
            return false;
    for (size_t n = 0; n < w->set_count; n++)
        if (!w->set[n].complete)
            return false;
    return r->entry_count > 0;
}

struct view bom_entry_word(const struct entry *e)
{
    static const struct view word[] = {
        [ENTRY_FILE] = VIEW_INIT(""),
        [ENTRY_POINTER] = VIEW_INIT("lfs-pointer"),
        [ENTRY_SUBMODULE] = VIEW_INIT("submodule"),
        [ENTRY_MISSING] = VIEW_INIT("missing"),
        [ENTRY_UNREADABLE] = VIEW_INIT("unreadable"),
    };
    return word[e->kind];
}
