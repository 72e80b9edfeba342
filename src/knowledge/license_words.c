// SPDX-License-Identifier: Apache-2.0
#include "knowledge/license_words.h"

#include "knowledge/license_print.h"

static const struct {
    struct view name;
    unsigned bit;
} lists[] = {
    // clang-format off
    {VIEW_INIT("rule"), WORD_RULE},
    {VIEW_INIT("terms"), WORD_TERMS},
    {VIEW_INIT("comment"), WORD_COMMENT},
    {VIEW_INIT("markup"), WORD_MARKUP},
    {VIEW_INIT("naming"), WORD_NAMING},
    {VIEW_INIT("heading"), WORD_HEADING},
    {VIEW_INIT("material"), WORD_MATERIAL},
    {VIEW_INIT("component"), WORD_COMPONENT},
    {VIEW_INIT("listing"), WORD_LISTING},
    {VIEW_INIT("reference"), WORD_REFERENCE},
    {VIEW_INIT("joining"), WORD_JOINING},
    {VIEW_INIT("small"), WORD_SMALL},
    {VIEW_INIT("unread"), WORD_UNREAD},
    {VIEW_INIT("overhead"), WORD_OVERHEAD},
    {VIEW_INIT("version"), WORD_VERSION},
    {VIEW_INIT("prevail"), WORD_PREVAIL},
    // clang-format on
};

static struct license_word *entry_of(struct arena *a, struct license_words *w,
                                     struct view word)
{
    bool is_new;
    size_t *at = map_at(&w->word, word, &is_new);

    if (is_new) {
        quick_add(&w->any, word);
        quick_add_hash(&w->by_hash, print_word_hash(word));
        *at = w->entry_count;
        LIST_ADD(a, w->entry, w->entry_count)->word = word;
    }
    return &w->entry[*at];
}

static void take_same(struct arena *a, struct license_words *w,
                      struct view line)
{
    struct view first = view_cut(line, ' ', &line);

    while (line.len)
        entry_of(a, w, view_cut(line, ' ', &line))->same = first;
}

// "zh chinese mandarin"
static void take_language(struct arena *a, struct license_words *w,
                          struct view line)
{
    struct view code = view_cut(line, ' ', &line);

    while (line.len) {
        struct license_word *e = entry_of(a, w, view_cut(line, ' ', &line));

        e->language = code;
        e->lists |= WORD_LANGUAGE;
    }
}

// "words before | words behind | words of the known text"
static void take_slot(struct arena *a, struct license_words *w,
                      struct view line)
{
    struct license_slot *s = LIST_ADD(a, w->slot, w->slot_count);

    s->from = view_trim(view_cut(line, '|', &line));
    s->to = view_trim(view_cut(line, '|', &line));
    s->as = view_trim(line);
}

struct error *license_words_open(struct arena *a, struct license_words *out)
{
    struct records all;

    *out = (struct license_words){.word = {.arena = a, .own = true}};
    TRY(knowledge_read(a, VIEW("licenses/words.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++) {
        const struct record *r = &all.record[i];
        struct view name = record_get(r, VIEW("list")), v;
        unsigned bit = 0;

        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
            if (view_eq(lists[k].name, name))
                bit = lists[k].bit;
        for (size_t at = 0; record_next(r, VIEW("aside"), &at, &v);)
            *LIST_ADD(a, out->aside, out->aside_count) = v;
        for (size_t at = 0; record_next(r, VIEW("slot"), &at, &v);)
            take_slot(a, out, v);
        for (size_t at = 0; record_next(r, VIEW("same"), &at, &v);)
            take_same(a, out, v);
        for (size_t at = 0; record_next(r, VIEW("language"), &at, &v);)
            take_language(a, out, v);
        for (size_t at = 0; record_next(r, VIEW("word"), &at, &v);)
            entry_of(a, out, v)->lists |= bit;
    }
    return NULL;
}

static const size_t *find(const struct license_words *w, struct view word)
{
    return quick_may(&w->any, word) ? map_find(&w->word, word) : NULL;
}

bool license_word_is(const struct license_words *w, struct view word,
                     unsigned wanted)
{
    const size_t *at = find(w, word);

    return at && (w->entry[*at].lists & wanted) == wanted;
}

bool license_word_any(const struct license_words *w, struct view word,
                      unsigned wanted)
{
    const size_t *at = find(w, word);

    return at && (w->entry[*at].lists & wanted);
}

bool license_hash_is(const struct license_words *w, uint64_t hash,
                     struct view word, unsigned wanted)
{
    return quick_may_hash(&w->by_hash, hash) &&
           license_word_is(w, word, wanted);
}

struct view license_word_language(const struct license_words *w,
                                  struct view word)
{
    const size_t *at = find(w, word);

    return at ? w->entry[*at].language : (struct view){0};
}

struct view license_word_same(const struct license_words *w, uint64_t hash,
                              struct view word)
{
    const size_t *at = quick_may_hash(&w->by_hash, hash) ? find(w, word) : NULL;

    return at && w->entry[*at].same.len ? w->entry[*at].same : word;
}
