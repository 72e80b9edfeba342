// SPDX-License-Identifier: Apache-2.0
#include "terms/slot.h"

#include "knowledge/license_print.h"

enum { NAME_WORDS = 14 }; // of a name; more are no name

struct filler {
    struct arena *arena;
    const struct license_words *words;
    const struct normal *in;
    const bool *known; // a token of a known text
    struct normal out; // its tokens
    size_t *place;     // of each token of `in`, among those; once changed
    bool changed;
    uint64_t *first; // by slot: the hash of its first word
    uint64_t firsts; // bit hash % 64 of each
};

size_t slot_words_at(const struct normal *n, size_t at, struct view phrase)
{
    size_t count = 0;

    while (phrase.len) {
        struct view word = view_cut(phrase, ' ', &phrase);

        if (at + count >= n->token_count ||
            !view_eq(n->token[at + count].text, word))
            return 0;
        count++;
    }
    return count;
}

static bool is_name(const struct filler *f, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (license_word_is(f->words, f->in->token[i].text, WORD_RULE))
            return false;
    return to > from;
}

// The token behind the name that begins at `from`, or SIZE_MAX.
static size_t name_end(const struct filler *f, size_t from, struct view to)
{
    for (size_t i = from; i <= from + NAME_WORDS && i < f->in->token_count; i++)
        if (slot_words_at(f->in, i, to))
            return is_name(f, from, i) ? i : SIZE_MAX;
    return SIZE_MAX;
}

static void add(struct filler *f, struct token t)
{
    *LIST_ADD(f->arena, f->out.token, f->out.token_count) = t;
}

// From the first change on, the tokens are copied.
static void begin(struct filler *f, size_t at)
{
    if (f->changed)
        return;
    f->changed = true;
    f->place = ARENA_NEW(f->arena, size_t, f->in->token_count + 1);
    for (size_t k = 0; k < at; k++) {
        f->place[k] = k;
        add(f, f->in->token[k]);
    }
}

// Tokens [at, end) are a name: the words of `as` stand for them.
static void put(struct filler *f, size_t at, size_t end, struct view as)
{
    while (as.len) {
        struct view word = view_cut(as, ' ', &as);

        add(f, (struct token){word, print_word_hash(word),
                              f->in->token[at].from, f->in->token[end - 1].to});
    }
}

// Copies what begins at token `at`; the next one to look at.
static size_t step(struct filler *f, size_t at)
{
    bool may = f->firsts >> f->in->token[at].hash % 64 & 1;

    for (size_t i = 0; may && i < f->words->slot_count; i++) {
        const struct license_slot *s = &f->words->slot[i];

        if (f->in->token[at].hash != f->first[i])
            continue;
        size_t from = at + slot_words_at(f->in, at, s->from);
        size_t end = from > at ? name_end(f, from, s->to) : SIZE_MAX;

        if (end == SIZE_MAX || f->known[at])
            continue;
        begin(f, at);
        for (size_t k = at; k < from; k++) {
            f->place[k] = f->out.token_count;
            add(f, f->in->token[k]);
        }
        for (size_t k = from; k < end; k++)
            f->place[k] = f->out.token_count;
        put(f, from, end, s->as);
        return end;
    }
    if (f->changed) {
        f->place[at] = f->out.token_count;
        add(f, f->in->token[at]);
    }
    return at + 1;
}

// What points to tokens follows them.
static void move_marks(const struct filler *f, struct normal *n)
{
    f->place[n->token_count] = f->out.token_count;
    for (size_t i = 0; i < n->label_count; i++)
        n->label[i].token = f->place[n->label[i].token];
    for (size_t i = 0; i < n->copyright_count; i++)
        n->copyright[i].token = f->place[n->copyright[i].token];
}

bool slots_fill(struct arena *a, const struct license_words *w,
                const bool *known, struct normal *n)
{
    struct filler f = {.arena = a, .words = w, .in = n, .known = known};

    f.first = ARENA_NEW(a, uint64_t, w->slot_count);
    for (size_t i = 0; i < w->slot_count; i++) {
        struct view rest;

        f.first[i] = print_word_hash(view_cut(w->slot[i].from, ' ', &rest));
        f.firsts |= (uint64_t)1 << f.first[i] % 64;
    }
    for (size_t at = 0; at < n->token_count;)
        at = step(&f, at);
    if (!f.changed)
        return false;
    move_marks(&f, n);
    n->token = f.out.token;
    n->token_count = f.out.token_count;
    return true;
}
